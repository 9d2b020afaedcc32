//! Flights: lines and stages agree, nobody is listed against a hold, families stay together.

use std::collections::{HashMap, HashSet};

use domain::clock::{self, ClockState};
use domain::gate::{self, Company, Party, Step, Trip};
use domain::{
    Case, CaseId, FamilyUnit, Flight, FlightId, FlightStatus, Line, LineState, Moment, SeatRole,
    Stage, reason,
};
use jiff::{SignedDuration, Timestamp};
use persistence::{Loaded, RecordedEvent, StoreError};

use super::{Check, FLIGHT_UNREADABLE, Findings, Severity};
use crate::cases::is_open;
use crate::party::{by_party, latest_of_each};
use crate::report::is_hold;
use crate::{OperationError, Operations};

/// How long after arrival everybody should be handed over, on receipts.
const HANDED_OVER_WITHIN: SignedDuration = SignedDuration::from_hours(48);

const LINE_CASE: Check = Check {
    severity: Severity::Broken,
    code: "line_without_case",
    next: "strike the line by hand; the case itself is not on this flight or cannot be read",
};
const LINE_STAGE: Check = Check {
    severity: Severity::Broken,
    code: "line_and_stage_disagree",
    next: "hold the flight and compare `case history` with `manifest show`",
};
const LISTED_BARRED: Check = Check {
    severity: Severity::Broken,
    code: "listed_against_a_hold",
    next: "strike the person now and call the flight lead; then find out how this could be",
};
const FAMILY: Check = Check {
    severity: Severity::Broken,
    code: "family_apart",
    next: "strike the members who are listed, or list the family together",
};
const SEAL: Check = Check {
    severity: Severity::Broken,
    code: "seal_and_status_disagree",
    next: "reopen the manifest and let a second person seal it again",
};
const CHANGED: Check = Check {
    severity: Severity::Broken,
    code: "changed_after_the_seal",
    next: "reopen the manifest, look at the change, and let a second person seal it again",
};
const HANDOVER: Check = Check {
    severity: Severity::Warning,
    code: "not_handed_over",
    next: "get the receipts and record the handover, or who was brought back",
};
const ARRIVAL: Check = Check {
    severity: Severity::Warning,
    code: "not_arrived",
    next: "ask the flight lead, and record the arrival",
};
const STOP_ORDER: Check = Check {
    severity: Severity::Warning,
    code: "stop_order_unacknowledged",
    next: "call the flight lead; `flight` has the order",
};
const OVERDUE: Check = Check {
    severity: Severity::Note,
    code: "flight_deadline_passed",
    next: "see what follows; a late list needs the agencies' acceptance",
};

/// What is known of the flights when the cases are checked.
pub(super) struct Known {
    /// Which flight a live line binds each case to.
    pub(super) live: HashMap<CaseId, FlightId>,
    /// Where each flight stands.
    pub(super) statuses: HashMap<FlightId, FlightStatus>,
}

pub(super) async fn check(
    ops: &Operations,
    findings: &mut Findings,
) -> Result<Known, OperationError> {
    let now = ops.clock.now();
    let mut known = Known { live: HashMap::new(), statuses: HashMap::new() };
    for id in ops.store.flight_ids().await? {
        ops.check_histories(&[id.as_str()], findings).await?;
        let flight = match ops.store.flight(&id).await {
            Ok(flight) => flight.value,
            Err(error @ StoreError::Inconsistent { .. }) => {
                findings.add(&FLIGHT_UNREADABLE, &id, error.to_string());
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let history = ops.store.history(id.as_str()).await?;
        seal(&flight, &history, findings);
        handover(&flight, &history, now.at(), findings);
        deadlines(ops, &flight, now.at(), findings);
        lines(ops, &flight, now, findings).await?;
        known.live.extend(flight.manifest.live().map(|line| (line.case.clone(), id.clone())));
        known.statuses.insert(id, flight.status);
    }
    Ok(known)
}

fn seal(flight: &Flight, history: &[RecordedEvent], findings: &mut Findings) {
    let sealed = flight.manifest.seal.is_some();
    let must = match flight.status {
        FlightStatus::Scheduled => Some(false),
        FlightStatus::Sealed | FlightStatus::Boarding => Some(true),
        FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Cancelled => None,
    };
    if must.is_some_and(|must| must != sealed) {
        let what = format!("it is {} but its seal says otherwise", flight.status.label());
        findings.add(&SEAL, flight.id(), what);
    }
    let last = history.iter().rposition(|event| event.kind == "manifest_sealed");
    let Some(last) = last.filter(|_| sealed) else { return };
    let added = history
        .iter()
        .skip(last)
        .filter(|event| matches!(event.kind.as_str(), "lines_added" | "replanned"));
    for event in added {
        let what = format!("{} at version {}, after the seal", event.kind, event.version);
        findings.add(&CHANGED, flight.id(), what);
    }
}

fn handover(flight: &Flight, history: &[RecordedEvent], now: Timestamp, findings: &mut Findings) {
    let open = flight.manifest.live().filter(|line| line.state == LineState::Departed).count();
    let since = |kind: &str| {
        history.iter().rev().find(|event| event.kind == kind).map(|event| event.stamp.at)
    };
    let (check, since, words) = match flight.status {
        FlightStatus::Arrived if open > 0 => {
            let words = format!("{open} people are not handed over 48 hours after arrival");
            (&HANDOVER, since("arrived"), words)
        }
        FlightStatus::Departed => {
            let words = "no arrival is recorded 48 hours after departure".to_owned();
            (&ARRIVAL, since("departed"), words)
        }
        FlightStatus::Arrived
        | FlightStatus::Scheduled
        | FlightStatus::Sealed
        | FlightStatus::Boarding
        | FlightStatus::Cancelled => return,
    };
    if since.is_none_or(|since| now.duration_since(since) > HANDED_OVER_WITHIN) {
        findings.add(check, flight.id(), words);
    }
}

fn deadlines(ops: &Operations, flight: &Flight, now: Timestamp, findings: &mut Findings) {
    for order in flight.stop_orders.iter().filter(|order| order.acknowledged.is_none()) {
        let late = if now > order.due_at { ", and its time is over" } else { "" };
        let what = format!("nobody has acknowledged {} about case {}{late}", order.id, order.case);
        findings.add(&STOP_ORDER, flight.id(), what);
    }
    if flight.manifest.lines.is_empty() {
        return;
    }
    for clock in clock::flight_clocks(flight, now, &ops.rules) {
        // Stop orders are found above.
        if clock.state == ClockState::Overdue && &*clock.name != "stop_order_acknowledgement" {
            findings.add(&OVERDUE, flight.id(), format!("{}: {}", clock.label, clock.consequence));
        }
    }
}

/// Compares the live lines with the cases that they are about.
async fn lines(
    ops: &Operations,
    flight: &Flight,
    now: Moment,
    findings: &mut Findings,
) -> Result<(), OperationError> {
    let live: Vec<&Line> = flight.manifest.live().collect();
    let ids: Vec<CaseId> = live.iter().map(|line| line.case.clone()).collect();
    let mut listed = Vec::with_capacity(ids.len());
    for (line, read) in live.into_iter().zip(ops.store.cases_lossless(&ids).await?) {
        match read {
            Ok(case) => {
                agree(flight, line, &case.value, findings);
                listed.push(case);
            }
            Err(error) => {
                let what = format!("the case of line {} cannot be read: {error}", line.number);
                findings.add(&LINE_CASE, flight.id(), what);
            }
        }
    }
    let whole = match with_families(ops, listed).await {
        Ok(cases) => cases,
        // A member who cannot be read is found among the cases; here nobody can be asked about.
        Err(error) => {
            let what = format!("a family on the list cannot be read: {error}");
            findings.add(&LINE_CASE, flight.id(), what);
            return Ok(());
        }
    };
    for party in by_party(whole.iter().map(|case| &case.value)) {
        apart(flight, &party, findings);
        barred(ops, flight, &party, now, findings);
    }
    Ok(())
}

/// `cases`, and the members of their families who were not among them.
async fn with_families(
    ops: &Operations,
    cases: Vec<Loaded<Case>>,
) -> Result<Vec<Loaded<Case>>, OperationError> {
    let (in_families, mut whole): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| case.value.person.family_unit.is_some());
    let mut units: Vec<FamilyUnit> =
        in_families.into_iter().filter_map(|case| case.value.person.family_unit.clone()).collect();
    units.sort();
    units.dedup();
    if !units.is_empty() {
        let families = ops.store.families(&units).await?;
        if let Some(one) = families.unreadable.into_iter().next() {
            return Err(one.error.into());
        }
        whole.extend(latest_of_each(families.cases));
    }
    Ok(whole)
}

fn agree(flight: &Flight, line: &Line, case: &Case, findings: &mut Findings) {
    if case.stage.flight() != Some(flight.id()) {
        let what =
            format!("line {} is live, but case {} is {}", line.number, case.id, case.stage.name());
        findings.add(&LINE_CASE, flight.id(), what);
        return;
    }
    let agree = match (&case.stage, line.state) {
        (Stage::Manifested { role, .. }, LineState::Listed) => *role == line.role,
        (Stage::Confirmed { .. }, LineState::Confirmed)
        | (Stage::Boarded { .. }, LineState::Boarded)
        | (Stage::Departed { .. }, LineState::Departed) => line.role == SeatRole::Primary,
        _ => false,
    };
    if !agree {
        let what = format!(
            "line {} is {} as {}, but case {} is {}",
            line.number,
            line.state,
            line.role,
            case.id,
            case.stage.name()
        );
        findings.add(&LINE_STAGE, flight.id(), what);
    }
}

/// Whether a member is open and not on this flight.
fn apart(flight: &Flight, party: &[&Case], findings: &mut Findings) {
    let open: Vec<&&Case> = party.iter().filter(|case| is_open(case.stage.name())).collect();
    let off: Vec<&str> = open
        .iter()
        .filter(|case| case.stage.flight() != Some(flight.id()))
        .map(|case| case.id.as_str())
        .collect();
    if !off.is_empty() && off.len() < open.len() {
        let what = format!("members of one family are not on it: {}", off.join(", "));
        findings.add(&FAMILY, flight.id(), what);
    }
}

/// Asks the gate about those who are listed, for the step they stand at, now.
fn barred(
    ops: &Operations,
    flight: &Flight,
    party: &[&Case],
    now: Moment,
    findings: &mut Findings,
) {
    let Some(trip) = Trip::of(flight, &ops.rules) else { return };
    let present: HashSet<&CaseId> = party
        .iter()
        .filter(|case| case.stage.is_listed() && case.stage.flight() == Some(flight.id()))
        .map(|case| &case.id)
        .collect();
    let Ok(asked) = Party::of(party.iter().copied()) else { return };
    let boarded = party.iter().any(|case| matches!(case.stage, Stage::Boarded { .. }));
    let step = if boarded { Step::Board } else { Step::Assign };
    for (case, mut reasons) in
        gate::forecast(&asked, &trip, step, now, &Company::nobody(), &ops.rules)
    {
        reasons.retain(|reason| is_hold(reason.code));
        if present.contains(&case.id) && !reasons.is_empty() {
            let what = format!("case {} is listed against {}", case.id, reason::join(&reasons));
            findings.add(&LISTED_BARRED, flight.id(), what);
        }
    }
}

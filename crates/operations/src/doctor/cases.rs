//! Cases: each can be read, stands where the flights say, keeps moving, and has its history.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::clock::{self, ClockState};
use domain::{Case, CaseId, FlightStatus, Stage, StageName};
use jiff::Timestamp;

use super::flights::Known;
use super::{Check, Findings, Severity};
use crate::cases::CasePages;
use crate::{OperationError, Operations};

/// Up to so many histories are checked; of more cases, every so manieth.
const CHAINS: u64 = 5_000;

/// A case that stands at a stage when this clock of the rulebook has run out is stuck.
const LIMITS: &[(StageName, &str)] = &[
    (StageName::OrderFinal, "document_packet"),
    (StageName::DocumentRequested, "agency_answer"),
    (StageName::AgencyApproved, "removal_period"),
];

const UNREADABLE: Check = Check {
    severity: Severity::Broken,
    code: "case_unreadable",
    next: "nothing happens to the case until its rows are put right; restore them from a backup",
};
const NO_LINE: Check = Check {
    severity: Severity::Broken,
    code: "stage_without_line",
    next: "hold the flight and compare `case history` with `manifest show`",
};
const LEFT_BEHIND: Check = Check {
    severity: Severity::Broken,
    code: "listed_on_a_gone_flight",
    next: "strike the person from the flight",
};
const STUCK: Check = Check {
    severity: Severity::Warning,
    code: "stuck",
    next: "see `caseflight report waiting` and `case why`",
};
const OVERDUE: Check = Check {
    severity: Severity::Warning,
    code: "deadline_passed",
    next: "see `caseflight report clocks`",
};

/// How many, and the first of them.
type Tally = BTreeMap<(Arc<str>, String), (u64, CaseId)>;

pub(super) async fn check(
    ops: &Operations,
    flights: &Known,
    findings: &mut Findings,
) -> Result<(), OperationError> {
    let now = ops.clock.now().at();
    let total: u64 = ops.store.stage_counts().await?.values().sum();
    let every = total.div_ceil(CHAINS).max(1);
    let (mut overdue, mut stuck) = (Tally::new(), Tally::new());
    let mut seen: u64 = 0;
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next_lossless().await? {
        let mut sample: Vec<&str> = Vec::new();
        for (card, _) in &page {
            if seen.is_multiple_of(every) {
                sample.push(card.case.as_str());
            }
            seen += 1;
        }
        ops.check_histories(&sample, findings).await?;
        for (card, read) in page {
            match read {
                Ok(case) => {
                    on_its_flight(&case.value, flights, findings);
                    count(ops, &case.value, now, (&mut overdue, &mut stuck));
                }
                Err(error) => findings.add(&UNREADABLE, &card.case, error.to_string()),
            }
        }
    }
    for ((_, label), (cases, first)) in overdue {
        let what = format!("{cases} times a deadline has passed: {label}");
        findings.add(&OVERDUE, format!("case {first} and others"), what);
    }
    for ((stage, label), (cases, first)) in stuck {
        let what = format!("{cases} cases are still {stage} after the deadline: {label}");
        findings.add(&STUCK, format!("case {first} and others"), what);
    }
    tracing::debug!(cases = seen, chains = seen.div_ceil(every), "cases checked");
    Ok(())
}

/// Whether a case that says it is on a flight has a live line there, and the flight is still to go.
fn on_its_flight(case: &Case, flights: &Known, findings: &mut Findings) {
    let Some(flight) = case.stage.flight() else { return };
    if matches!(case.stage, Stage::Removed { .. }) {
        return;
    }
    if flights.live.get(&case.id) != Some(flight) {
        let what = format!("it is {} on flight {flight} without a live line", case.stage.name());
        findings.add(&NO_LINE, &case.id, what);
        return;
    }
    let gone = flights.statuses.get(flight).copied().filter(|status| {
        matches!(status, FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Cancelled)
    });
    if let Some(status) = gone.filter(|_| case.stage.is_listed()) {
        let stage = case.stage.name();
        let what = format!("it is {stage} on flight {flight}, which is {}", status.label());
        findings.add(&LEFT_BEHIND, &case.id, what);
    }
}

fn count(
    ops: &Operations,
    case: &Case,
    now: Timestamp,
    (overdue, stuck): (&mut Tally, &mut Tally),
) {
    let add = |tally: &mut Tally, key: (Arc<str>, String)| {
        tally.entry(key).or_insert_with(|| (0, case.id.clone())).0 += 1;
    };
    let stage = case.stage.name();
    let mut is_stuck = false;
    for clock in clock::clocks(case, now, &ops.rules) {
        if clock.state != ClockState::Overdue {
            continue;
        }
        let limit = LIMITS.contains(&(stage, &*clock.name));
        if limit && !is_stuck {
            is_stuck = true;
            add(stuck, (stage.code().into(), clock.label.clone()));
        }
        add(overdue, (clock.name, clock.label));
    }
}

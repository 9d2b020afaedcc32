//! People at their places on one flight, somebody who acts, and a way to write down the outcome.

use domain::decide::{Changes, Context};
use domain::gate::{ClearedParty, Step};
use domain::{
    Actor, Case, ClassLevel, FamilyUnit, Flight, FlightStatus, Line, LineState, MedicalStatus,
    Moment, Refusal, Role, SeatRole, Stage, StageName,
};

use super::{RULES, SECOND, actor, clean_case, cleared, empty_flight, moment};

/// When things happen at the desk: three days before departure, before the notice day.
pub(crate) const NOW: &str = "2024-06-26T09:00:00-05:00";

/// Some cases, one flight, and now.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) cases: Vec<Case>,
    pub(crate) flight: Flight,
    pub(crate) now: Moment,
}

impl Desk {
    /// People of no family before any manifest, and an empty flight.
    pub(crate) fn of(people: &[&str]) -> Self {
        let cases = people.iter().map(|person| clean_case(person)).collect();
        Self { cases, flight: empty_flight(), now: moment(NOW) }
    }

    /// The same people as one family.
    pub(crate) fn family(people: &[&str]) -> Self {
        let mut desk = Self::of(people);
        for (seq, case) in (1..).zip(&mut desk.cases) {
            case.person.seq = seq;
            case.person.family_unit = Some(FamilyUnit::new("U1").unwrap());
        }
        desk
    }

    /// Everybody sits on the flight as primary at this stage, and the flight is as far.
    pub(crate) fn at(mut self, stage: StageName) -> Self {
        for index in 0..self.cases.len() {
            self.seat(index, stage, SeatRole::Primary);
        }
        self.flight.status = match stage {
            StageName::Confirmed => FlightStatus::Sealed,
            StageName::Boarded => FlightStatus::Boarding,
            StageName::Departed | StageName::Removed => FlightStatus::Departed,
            StageName::Detained
            | StageName::OrderFinal
            | StageName::DocumentRequested
            | StageName::AgencyApproved
            | StageName::Manifested
            | StageName::Closed => FlightStatus::Scheduled,
        };
        self
    }

    pub(crate) fn status(mut self, status: FlightStatus) -> Self {
        self.flight.status = status;
        self
    }

    /// One of the people sits on the flight at `stage`.
    pub(crate) fn seat(&mut self, index: usize, stage: StageName, role: SeatRole) {
        let flight = self.flight.id().clone();
        let case = &mut self.cases[index];
        let (bound, so_far) = match stage {
            StageName::Manifested => (Stage::Manifested { flight, role }, LineState::Listed),
            StageName::Confirmed => (Stage::Confirmed { flight }, LineState::Confirmed),
            StageName::Boarded => (Stage::Boarded { flight }, LineState::Boarded),
            StageName::Departed => (Stage::Departed { flight }, LineState::Departed),
            other => panic!("nobody sits on a flight at {other}"),
        };
        case.stage = bound;
        let line = line_of(case, self.flight.manifest.next_number(), role, so_far);
        self.flight.manifest.lines.push(line);
    }

    pub(crate) fn party(&self) -> Vec<&Case> {
        self.cases.iter().collect()
    }

    #[track_caller]
    pub(crate) fn cleared(&self, step: Step) -> ClearedParty {
        cleared(&self.party(), &self.flight, step, self.now)
    }

    /// What `decide` says when `role` acts.
    pub(crate) fn by<T>(&self, role: Role, decide: impl FnOnce(&Context<'_>) -> T) -> T {
        self.with(&actor(role), decide)
    }

    pub(crate) fn with<T>(&self, actor: &Actor, decide: impl FnOnce(&Context<'_>) -> T) -> T {
        decide(&Context { now: self.now, actor, rules: &RULES, second: Some(&SECOND) })
    }

    /// The case and the flight after `changes`.
    pub(crate) fn after(&self, changes: &Changes) -> Self {
        let cases = self.cases.iter().map(|case| changes.applied_to(case)).collect();
        let flight = changes.flight.iter().fold(self.flight.clone(), |f, event| f.apply(event));
        Self { cases, flight, now: self.now }
    }
}

fn line_of(case: &Case, number: u32, role: SeatRole, state: LineState) -> Line {
    Line {
        number,
        case: case.id.clone(),
        person: case.person.id.clone(),
        role,
        rank: if role == SeatRole::Alternate { number } else { 0 },
        board_stop: 0,
        drop_stop: 3,
        high_risk: case.person.class_level.is(&ClassLevel::High),
        needs_nurse: case.medical.status.is(&MedicalStatus::NurseRequired),
        state,
        struck: None,
    }
}

/// What a decision came to: the kinds of events by case, then the flight's, or the refusal.
pub(crate) fn outcome(result: &Result<Changes, Refusal>) -> String {
    let changes = match result {
        Ok(changes) => changes,
        Err(refusal) => return format!("{}: {refusal}", refusal.code()),
    };
    let mut parts: Vec<String> = changes
        .cases
        .iter()
        .map(|(case, events)| {
            let kinds: Vec<String> = events.iter().map(kind).collect();
            format!("{case} {}", kinds.join(" "))
        })
        .collect();
    if !changes.flight.is_empty() {
        let kinds: Vec<String> = changes.flight.iter().map(kind).collect();
        parts.push(format!("flight {}", kinds.join(" ")));
    }
    parts.join("; ")
}

fn kind(event: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(event).unwrap();
    json["type"].as_str().unwrap().to_owned()
}

#[track_caller]
pub(crate) fn check(result: &Result<Changes, Refusal>, expected: &str) {
    assert_eq!(outcome(result), expected);
}

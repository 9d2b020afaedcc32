//! What happens when: days, flights and late holds, in the order of time.

use domain::{Flight, FlightId, Moment};
use interchange::docket::LateHold;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::crew::Crew;
use super::summary::Notes;
use super::{BEFORE_FLIGHT, flights};
use crate::agency::SimulatedAgency;
use crate::{OperationError, Operations, Progress};

/// One thing to do.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// A day begins: answers come in, cases move on, free seats are filled.
    Day,
    /// The list is made.
    Assemble(FlightId),
    /// The list is sealed and confirmed.
    Confirm(FlightId),
    /// A round of boarding.
    Board(FlightId),
    /// The doors close.
    Depart(FlightId),
    /// The flight arrives and its people are handed over.
    HandOver(FlightId),
    /// A hold becomes known.
    Late(Box<LateHold>),
}

impl Action {
    /// Whether the gate is asked in it: then the sources of holds are read first.
    const fn rests_on_holds(&self) -> bool {
        match self {
            Self::Day | Self::Assemble(_) | Self::Confirm(_) | Self::Board(_) | Self::Depart(_) => {
                true
            }
            // A hold comes between two readings, and people leave without being asked about.
            Self::HandOver(_) | Self::Late(_) => false,
        }
    }
}

/// Everything that will happen.
#[derive(Debug)]
pub(super) struct Timeline {
    actions: Vec<(Moment, Action)>,
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

impl Timeline {
    pub(super) async fn new(
        ops: &Operations,
        as_of: Date,
        late: Vec<LateHold>,
    ) -> Result<Self, OperationError> {
        let start = ops.clock.now();
        let mut actions: Vec<(Moment, Action)> =
            late.into_iter().map(|late| (late.recorded_at, Action::Late(Box::new(late)))).collect();
        let mut last = as_of;
        for flight in ops.store.flights().await? {
            if let Some(departs) = flight.value.plan.departs_at {
                last = last.max(departs.date());
                actions.extend(of_flight(&flight.value, departs, start));
            }
        }
        let mut day = start.plus(MINUTE * 6);
        while day.date() <= last {
            actions.push((day, Action::Day));
            day = day.plus(HOUR * 24);
        }
        // What falls on the same instant keeps the order in which it was planned.
        actions.sort_by_key(|(at, _)| at.at());
        Ok(Self { actions })
    }

    pub(super) async fn play(
        &mut self,
        ops: &Operations,
        agency: &SimulatedAgency,
        crew: &Crew,
        notes: &mut Notes,
        progress: &dyn Progress,
    ) -> Result<(), OperationError> {
        progress.begin("preparing and flying", Some(self.actions.len() as u64));
        for (at, action) in self.actions.drain(..) {
            ops.clock.set(at);
            if action.rests_on_holds() {
                // The simulated sources have told all that they know by now: nothing is late.
                ops.read_hold_feed(None, at.at(), &crew.feed).await?;
            }
            match action {
                Action::Day => day(ops, agency, crew).await?,
                Action::Assemble(flight) => {
                    flights::assemble(ops, agency, crew, &flight).await?;
                }
                Action::Confirm(flight) => flights::confirm(ops, crew, &flight).await?,
                Action::Board(flight) => flights::board(ops, crew, &flight).await?,
                Action::Depart(flight) => flights::depart(ops, crew, &flight, notes).await?,
                Action::HandOver(flight) => flights::hand_over(ops, crew, &flight).await?,
                Action::Late(late) => late_hold(ops, agency, crew, &late).await?,
            }
            progress.advance(1);
        }
        progress.end();
        Ok(())
    }
}

fn of_flight(flight: &Flight, departs: Moment, start: Moment) -> Vec<(Moment, Action)> {
    let id = flight.id();
    let before = |by: SignedDuration| {
        let at = departs.plus(-by);
        if at.at() < start.at() { start } else { at }
    };
    let notice = i64::from(flight.plan.notice_days).saturating_add(1);
    let assemble = before(HOUR * i32::try_from(notice.saturating_mul(24)).unwrap_or(i32::MAX));
    vec![
        (assemble, Action::Assemble(id.clone())),
        (before(HOUR * 24).max(assemble), Action::Confirm(id.clone())),
        (before(HOUR * 3), Action::Board(id.clone())),
        (before(HOUR), Action::Board(id.clone())),
        (before(MINUTE * 10), Action::Board(id.clone())),
        (departs, Action::Depart(id.clone())),
        (departs.plus(HOUR * 21), Action::HandOver(id.clone())),
    ]
}

async fn day(
    ops: &Operations,
    agency: &SimulatedAgency,
    crew: &Crew,
) -> Result<(), OperationError> {
    ops.take_answers(agency, &crew.desk).await?;
    ops.advance_all(BEFORE_FLIGHT, agency, &crew.system, &crate::Silent).await?;
    for flight in ops.store.flights().await? {
        flights::refill(ops, agency, crew, flight.value.id()).await?;
    }
    Ok(())
}

async fn late_hold(
    ops: &Operations,
    agency: &SimulatedAgency,
    crew: &Crew,
    late: &LateHold,
) -> Result<(), OperationError> {
    let case = ops.store.case_of_person(&late.person).await?;
    ops.record_hold(&case.value.id, &late.hold, &late.revision, &crew.feed).await?;
    for flight in ops.store.flights().await? {
        let id = flight.value.id();
        ops.acknowledge_all(id, &crew.flight_lead).await?;
        flights::refill(ops, agency, crew, id).await?;
    }
    Ok(())
}

/// The last day on which names may be added without the agencies' word.
pub(super) fn notice_day(flight: &Flight) -> Option<Date> {
    let days = i64::from(flight.plan.notice_days).days();
    Some(flight.plan.departs_at?.date().saturating_sub(days))
}

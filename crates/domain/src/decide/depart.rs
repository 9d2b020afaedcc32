//! The doors close, or the flight is cancelled.

use std::sync::Arc;

use super::context::{Changes, Context};
use super::permission::Action;
use super::seal::open_for;
use super::seating::{bound_to, proofs};
use super::strike::take_off;
use crate::flight::{CancelReason, Room};
use crate::gate::{ClearedParty, Step};
use crate::{
    Case, CaseEvent, Flight, FlightEvent, FlightStatus, LineState, MedicalStatus, Refusal, Stage,
    StrikeReason, Verb,
};

/// Closes the doors: everybody on board must have been cleared in this very instant, and every
/// stop order acknowledged. Somebody who came to need a nurse after being listed counts too: the
/// nurses must be enough for everybody on board. Whoever is still on the list but not on board is struck as a no-show.
///
/// `aboard` are the parties on board with the gate's proof; `left` the cases on the list that did
/// not board.
pub fn depart(
    aboard: &[(Vec<&Case>, ClearedParty)],
    left: &[&Case],
    flight: &Flight,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RunFlight)?;
    open_for(flight, &[FlightStatus::Boarding], "depart")?;
    let id = flight.id().clone();
    if flight.stop_orders.iter().any(|order| !order.recall && order.acknowledged.is_none()) {
        return Err(Refusal::StopOrderOpen { flight: id });
    }
    let mut changes = Changes::default();
    let mut cases = Vec::new();
    for (party, cleared) in aboard {
        bound_to(party, &id)?;
        for (case, clearance) in proofs(party, cleared, (Step::Depart, Verb::Depart), &id, context)?
        {
            changes.push(&case.id, CaseEvent::Departed { flight: id.clone(), clearance });
            cases.push(case.id.clone());
        }
    }
    let uncleared: Vec<_> = flight
        .manifest
        .live()
        .filter(|line| line.state == LineState::Boarded && !cases.contains(&line.case))
        .map(|line| line.case.clone())
        .collect();
    if !uncleared.is_empty() {
        return Err(Refusal::StillAboard { cases: uncleared });
    }
    let people = aboard.iter().flat_map(|(party, _)| party);
    let nursed = people.filter(|case| case.medical.status.is(&MedicalStatus::NurseRequired));
    if !Room::of_empty(flight).nurses_look_after(nursed.count()) {
        return Err(Refusal::NoRoom { flight: id });
    }
    for case in left {
        let unused = matches!(&case.stage, Stage::Manifested { role, .. }
            if *role == crate::SeatRole::Alternate);
        let (reason, detail): (_, Arc<str>) = if unused {
            (StrikeReason::SeatLoss, "alternate not needed".into())
        } else {
            (StrikeReason::NoShow, "not on board when the doors closed".into())
        };
        take_off(case, flight, reason, &detail, &mut changes);
    }
    let aboard = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    changes.flight.push(FlightEvent::LinesMoved { cases, to: LineState::Departed });
    changes.flight.push(FlightEvent::Departed { at: context.now.at(), aboard });
    Ok(changes)
}

/// Cancels a flight that has not left. Everybody on the list comes off.
pub fn cancel(
    listed: &[&Case],
    flight: &Flight,
    reason: CancelReason,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::ScheduleFlight)?;
    let open = [FlightStatus::Scheduled, FlightStatus::Sealed, FlightStatus::Boarding];
    open_for(flight, &open, "cancel the flight")?;
    let mut changes = Changes::default();
    let detail: Arc<str> = format!("flight cancelled: {}", reason.label()).into();
    for case in listed {
        take_off(case, flight, StrikeReason::SeatLoss, &detail, &mut changes);
    }
    changes.flight.push(FlightEvent::Cancelled { reason });
    Ok(changes)
}

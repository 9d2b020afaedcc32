//! Confirmed for the flight, and brought to the place of departure.

use super::context::{Changes, Context, words};
use super::permission::Action;
use super::seal::open_for;
use super::seating::{bound_to, proofs};
use crate::gate::{ClearedParty, Step};
use crate::{
    Case, CaseEvent, Flight, FlightEvent, FlightStatus, LineState, Refusal, SeatRole, Stage, Verb,
};

/// Confirms a party of primaries on a sealed manifest.
pub fn confirm(
    party: &[&Case],
    cleared: &ClearedParty,
    flight: &Flight,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::Confirm)?;
    open_for(flight, &[FlightStatus::Sealed], "confirm people")?;
    let id = flight.id().clone();
    bound_to(party, &id)?;
    let primary =
        |case: &&Case| matches!(case.stage, Stage::Manifested { role: SeatRole::Primary, .. });
    if let Some(case) = party.iter().find(|case| !primary(case)) {
        let (stage, verb) = (case.stage.name(), Verb::Confirm);
        return Err(Refusal::WrongStage { case: case.id.clone(), stage, verb });
    }
    let mut changes = Changes::default();
    let proven = proofs(party, cleared, (Step::Confirm, Verb::Confirm), &id, context)?;
    let cases = proven.iter().map(|(case, _)| case.id.clone()).collect();
    for (case, clearance) in proven {
        changes.push(&case.id, CaseEvent::Confirmed { flight: id.clone(), clearance });
    }
    changes.flight.push(FlightEvent::LinesMoved { cases, to: LineState::Confirmed });
    Ok(changes)
}

/// Brings a party to the place of departure. A hold that forbids transfer bars it.
pub fn transfer(
    party: &[&Case],
    cleared: &ClearedParty,
    flight: &Flight,
    place: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::Confirm)?;
    words(place, "where the person is brought")?;
    let id = flight.id().clone();
    bound_to(party, &id)?;
    let mut changes = Changes::default();
    for (case, clearance) in proofs(party, cleared, (Step::Transfer, Verb::Transfer), &id, context)?
    {
        let (flight, place) = (id.clone(), place.into());
        changes.push(&case.id, CaseEvent::Transferred { flight, place, clearance });
    }
    Ok(changes)
}

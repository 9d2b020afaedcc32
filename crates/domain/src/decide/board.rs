//! Boarding: a party at a time, each cleared at the door.

use super::context::{Changes, Context};
use super::permission::Action;
use super::seal::open_for;
use super::seating::{bound_to, proofs};
use crate::gate::{ClearedParty, Step};
use crate::{
    Case, CaseEvent, Flight, FlightEvent, FlightStatus, IdentityMatch, LineState, Refusal, Verb,
};

/// Opens boarding of a sealed manifest.
pub fn open_boarding(flight: &Flight, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::RunBoarding)?;
    open_for(flight, &[FlightStatus::Sealed], "open boarding")?;
    Ok(Changes { cases: Vec::new(), flight: vec![FlightEvent::BoardingOpened] })
}

/// Boards a confirmed party, of whom everybody was matched with the record by `identity`. Whoever
/// is not the person on record is struck instead ([`StrikeReason::Identity`](crate::StrikeReason)).
pub fn board(
    party: &[&Case],
    cleared: &ClearedParty,
    flight: &Flight,
    identity: IdentityMatch,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RunBoarding)?;
    open_for(flight, &[FlightStatus::Boarding], "board people")?;
    let id = flight.id().clone();
    bound_to(party, &id)?;
    let mut changes = Changes::default();
    let proven = proofs(party, cleared, (Step::Board, Verb::Board), &id, context)?;
    let cases = proven.iter().map(|(case, _)| case.id.clone()).collect();
    for (case, clearance) in proven {
        changes.push(
            &case.id,
            CaseEvent::Boarded { flight: id.clone(), clearance, identity: Some(identity) },
        );
    }
    changes.flight.push(FlightEvent::LinesMoved { cases, to: LineState::Boarded });
    Ok(changes)
}

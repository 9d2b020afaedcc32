//! An alternate moves up. The gate is asked anew: being on the list proves nothing.

use super::context::{Changes, Context};
use super::permission::Action;
use super::seal::changed_by;
use super::seating::{bound_to, proofs};
use crate::flight::{Load, Room};
use crate::gate::{ClearedParty, Step};
use crate::{Case, CaseEvent, Flight, FlightEvent, FlightStatus, Refusal, SeatRole, Stage, Verb};

/// Moves a party of alternates up to primaries, if there is room and the gate clears them now.
pub fn promote(
    party: &[&Case],
    cleared: &ClearedParty,
    flight: &Flight,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::BuildManifest)?;
    let id = flight.id().clone();
    let open = matches!(flight.status, FlightStatus::Scheduled | FlightStatus::Sealed);
    if !open {
        let what = "promote alternates";
        return Err(Refusal::FlightNotOpen { flight: id, status: flight.status, what });
    }
    bound_to(party, &id)?;
    let alternate =
        |case: &&Case| matches!(case.stage, Stage::Manifested { role: SeatRole::Alternate, .. });
    if let Some(case) = party.iter().find(|case| !alternate(case)) {
        return Err(Refusal::AlreadyListed { case: case.id.clone() });
    }
    let mut room = Room::left_on(flight);
    let mut changes = Changes::default();
    for (case, clearance) in proofs(party, cleared, (Step::Promote, Verb::Promote), &id, context)? {
        let Some(line) = flight.manifest.line_of(&case.id) else {
            return Err(Refusal::NotOnManifest { case: case.id.clone(), flight: id });
        };
        let mut line = line.clone();
        line.role = SeatRole::Primary;
        let load = Load::of(&line);
        if !room.fits(line.board_stop, line.drop_stop, load) {
            return Err(Refusal::NoRoom { flight: id });
        }
        room.take(line.board_stop, line.drop_stop, load);
        changes.push(&case.id, CaseEvent::Promoted { flight: id.clone(), clearance });
        changes.flight.push(FlightEvent::LinePromoted { case: case.id.clone() });
    }
    changes.flight.extend(changed_by(flight, context));
    Ok(changes)
}

//! What the crew does with a flight, through the same operations as everybody else.

use domain::flight::{CancelReason, Room};
use domain::{Flight, FlightId, FlightStatus, IdentityMatch};

use super::crew::Crew;
use super::summary::Notes;
use super::timeline::notice_day;
use crate::agency::{Agency, SimulatedAgency};
use crate::manifest::{Crew as Pair, drop_countries};
use crate::{OperationError, Operations};

/// A flight with fewer than this many of a thousand seats filled is not worth flying.
const LEAST_FILL_PERMILLE: u32 = 20;

/// One alternate for this many seats.
const SEATS_PER_ALTERNATE: u32 = 10;

/// Makes the list: the agencies' word on late names first, where their notice day has passed.
pub(super) async fn assemble(
    ops: &Operations,
    agency: &SimulatedAgency,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    let flight = ops.store.flight(id).await?.value;
    late_names(ops, agency, crew, &flight).await?;
    let proposal = ops.propose_manifest(id).await?;
    let seats = flight.plan.seats.read().copied().unwrap_or(0);
    let alternates = usize::try_from(seats / SEATS_PER_ALTERNATE).unwrap_or(0);
    let seated = ops.seat_proposal(&proposal, alternates, &crew.scheduler).await?;
    let filled = u32::try_from(seated.seated.len()).unwrap_or(u32::MAX);
    if filled.saturating_mul(1_000) < seats.saturating_mul(LEAST_FILL_PERMILLE) {
        let reason = CancelReason::InsufficientNumbers;
        ops.cancel_flight(id, reason, &crew.scheduler).await?;
    }
    Ok(())
}

async fn late_names(
    ops: &Operations,
    agency: &SimulatedAgency,
    crew: &Crew,
    flight: &Flight,
) -> Result<(), OperationError> {
    let passed = notice_day(flight).is_some_and(|notice| ops.clock.now().date() > notice);
    let countries = drop_countries(ops, flight);
    let willing = countries.iter().all(|country| agency.takes_late_names(*country));
    if passed && willing && !flight.late_acceptance {
        let words = "names are taken after the notice day";
        ops.accept_late_names(flight.id(), words, &crew.desk).await?;
    }
    Ok(())
}

/// Fills free seats of a list that was made and has not begun to board.
pub(super) async fn refill(
    ops: &Operations,
    agency: &SimulatedAgency,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    let flight = ops.store.flight(id).await?.value;
    let open = matches!(flight.status, FlightStatus::Scheduled | FlightStatus::Sealed);
    let room = Room::left_on(&flight);
    if !open || flight.manifest.builders.is_empty() || room.seats() == 0 || room.names() == 0 {
        return Ok(());
    }
    let passed = notice_day(&flight).is_some_and(|notice| ops.clock.now().date() > notice);
    if passed {
        late_names(ops, agency, crew, &flight).await?;
    }
    let pair = Pair { builder: &crew.scheduler, sealer: &crew.supervisor };
    let filled = ops.refill(id, pair).await?;
    if flight.status == FlightStatus::Sealed && !filled.seated.is_empty() {
        ops.confirm_all(id, &crew.desk).await?;
    }
    Ok(())
}

/// Seals the list and confirms whom the gate clears.
pub(super) async fn confirm(
    ops: &Operations,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    if ops.store.flight(id).await?.value.status != FlightStatus::Scheduled {
        return Ok(());
    }
    ops.seal(id, &crew.supervisor).await?;
    ops.confirm_all(id, &crew.desk).await?;
    Ok(())
}

/// Opens boarding of a sealed list.
pub(super) async fn open(
    ops: &Operations,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    if ops.store.flight(id).await?.value.status == FlightStatus::Sealed {
        ops.open_boarding(id, &crew.flight_lead).await?;
    }
    Ok(())
}

/// A round of boarding.
pub(super) async fn board(
    ops: &Operations,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    match ops.store.flight(id).await?.value.status {
        FlightStatus::Sealed => ops.open_boarding(id, &crew.flight_lead).await?,
        FlightStatus::Boarding => (),
        FlightStatus::Scheduled
        | FlightStatus::Departed
        | FlightStatus::Arrived
        | FlightStatus::Cancelled => return Ok(()),
    }
    ops.board_all(id, IdentityMatch::Fingerprint, &crew.flight_lead).await?;
    Ok(())
}

/// Closes the doors, and notes who is not on board and why.
pub(super) async fn depart(
    ops: &Operations,
    crew: &Crew,
    id: &FlightId,
    notes: &mut Notes,
) -> Result<(), OperationError> {
    let flight = ops.store.flight(id).await?.value;
    notes.left_behind(id, &ops.propose_manifest(id).await?);
    if flight.status == FlightStatus::Boarding {
        ops.acknowledge_all(id, &crew.flight_lead).await?;
        ops.depart(id, &crew.flight_lead).await?;
    }
    Ok(())
}

/// The flight arrives; the receiving official signs for everybody.
pub(super) async fn hand_over(
    ops: &Operations,
    crew: &Crew,
    id: &FlightId,
) -> Result<(), OperationError> {
    if ops.store.flight(id).await?.value.status != FlightStatus::Departed {
        return Ok(());
    }
    ops.arrive(id, &crew.flight_lead).await?;
    let receipt = format!("handover list of flight {id}, signed by the receiving officer");
    ops.hand_over(id, (&receipt, &[]), &crew.flight_lead).await?;
    Ok(())
}

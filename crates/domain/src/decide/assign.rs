//! A party gets a place on a manifest.

use jiff::ToSpan;

use super::context::{Changes, Context};
use super::permission::Action;
use super::seal::changed_by;
use super::seating::proofs;
use crate::flight::{Load, Room};
use crate::gate::{ClearedParty, Step, Trip};
use crate::{
    Case, CaseEvent, ClassLevel, Flight, FlightEvent, FlightStatus, Line, LineState, MedicalStatus,
    Refusal, SeatRole, StopKind, Verb,
};

/// Where a party is to sit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Primary or alternate.
    pub role: SeatRole,
    /// Rank among alternates; ignored for primaries.
    pub rank: u32,
    /// Index of the stop where the party gets on.
    pub board_stop: u8,
}

/// Gives `party` a place on `flight`, if the gate cleared it, the list is open, the agencies'
/// notice day has not passed (or they accept late names) and there is room on every leg.
///
/// A person and a batch come here the same way.
pub fn assign(
    party: &[&Case],
    cleared: &ClearedParty,
    flight: &Flight,
    place: Place,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::BuildManifest)?;
    let id = flight.id().clone();
    if flight.status != FlightStatus::Scheduled {
        let what = "add people";
        return Err(Refusal::FlightNotOpen { flight: id, status: flight.status, what });
    }
    let on_list = |case: &&Case| flight.manifest.live().any(|line| line.person == case.person.id);
    let listed = party.iter().copied().find(on_list);
    if let Some(case) = listed {
        return Err(Refusal::AlreadyListed { case: case.id.clone() });
    }
    let proven = proofs(party, cleared, (Step::Assign, Verb::Assign), &id, context)?;
    let trip = Trip::of(flight, context.rules).ok_or_else(|| Refusal::FlightNotOpen {
        flight: id.clone(),
        status: flight.status,
        what: "add people while its departure cannot be read",
    })?;
    let notice = trip.day().saturating_sub(i64::from(flight.plan.notice_days).days());
    if context.today() > notice && !flight.late_acceptance {
        return Err(Refusal::NoticePassed { flight: id });
    }
    if !gets_on_at(flight, place.board_stop) {
        return Err(Refusal::NoSuchThing { what: format!("pick-up at stop {}", place.board_stop) });
    }
    let mut changes = Changes::default();
    let mut lines = Vec::with_capacity(party.len());
    let mut number = flight.manifest.next_number();
    let room = Room::left_on(flight);
    let mut load = Load::default();
    for (case, clearance) in &proven {
        let drop_stop = trip.drop_in(clearance.country).map_or(u8::MAX, |drop| drop.stop);
        let line = line(case, place, number, drop_stop);
        load = load.and(Load::of(&line));
        number = number.saturating_add(1);
        lines.push(line);
    }
    let drop_stop = lines.iter().map(|line| line.drop_stop).max().unwrap_or(0);
    let before_all_drops = lines.iter().all(|line| place.board_stop < line.drop_stop);
    if !before_all_drops || !room.fits(place.board_stop, drop_stop, load) {
        return Err(Refusal::NoRoom { flight: id });
    }
    for (case, clearance) in proven {
        let flight = id.clone();
        changes.push(&case.id, CaseEvent::Assigned { flight, role: place.role, clearance });
    }
    changes.flight.extend(changed_by(flight, context));
    changes.flight.push(FlightEvent::LinesAdded { lines });
    Ok(changes)
}

fn gets_on_at(flight: &Flight, stop: u8) -> bool {
    let stop = flight.plan.stops.get(usize::from(stop)).and_then(|stop| stop.read());
    stop.is_some_and(|stop| stop.kind == StopKind::PickUp)
}

fn line(case: &Case, place: Place, number: u32, drop_stop: u8) -> Line {
    Line {
        number,
        case: case.id.clone(),
        person: case.person.id.clone(),
        role: place.role,
        rank: if place.role == SeatRole::Alternate { place.rank } else { 0 },
        board_stop: place.board_stop,
        drop_stop,
        high_risk: case.person.class_level.is(&ClassLevel::High),
        needs_nurse: case.medical.status.is(&MedicalStatus::NurseRequired),
        state: LineState::Listed,
        struck: None,
    }
}

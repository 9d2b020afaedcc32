//! Asking the gate, as the program does, and comparing its answer with the simple rules.

use std::borrow::Cow;

use domain::gate::{
    Ask, Cleared, ClearedParty, Companion, Company, Party, Step, Trip, ask, ask_contact,
};
use domain::{Case, Flight, FlightStatus, Line, Moment, Refusal, SeatRole};
use jiff::Timestamp;

use super::safety;
use super::world::World;
use crate::support::RULES;

/// What the gate says now of the party for `step` on the flight.
pub(super) fn gate(
    world: &World,
    party: &[usize],
    flight: usize,
    step: Step,
) -> Result<ClearedParty, Refusal> {
    gate_at(world, party, flight, step, (world.now, world.feed))
}

/// The same at some instant, with holds read at another.
pub(super) fn gate_at(
    world: &World,
    party: &[usize],
    flight: usize,
    step: Step,
    (now, feed_read_at): (Moment, Timestamp),
) -> Result<ClearedParty, Refusal> {
    let flight = &world.flights[flight];
    let Some(trip) = Trip::of(flight, &RULES) else {
        let (id, status) = (flight.id().clone(), flight.status);
        return Err(Refusal::FlightNotOpen { flight: id, status, what: "ask the gate" });
    };
    // An instant before the present is a question about the past.
    let known: Vec<Cow<'_, Case>> =
        world.cases_of(party).into_iter().map(|case| case.as_known_at(now.at())).collect();
    let family: Vec<&Case> = known.iter().map(AsRef::as_ref).collect();
    let company = company(world, flight);
    let members = Party::of(family.iter().copied()).expect("a party of this world");
    let asked = Ask { step, trip: &trip, now, company: &company, feed_read_at, rules: &RULES };
    let answer = ask(&members, &asked);
    let door = matches!(step, Step::Board | Step::Depart);
    let age = now.at().duration_since(feed_read_at).as_secs();
    let fresh = match step {
        Step::Board | Step::Depart => age <= 300,
        Step::Promote | Step::Confirm => age <= 86_400,
        _ => true,
    };
    let mut may = safety::may_fly(&family, flight, door, now) && apart(&family, flight) && fresh;
    // Nor may anything stand against leaving when they really do.
    if let Some(planned) = flight.plan.departs_at
        && (step == Step::Depart || step == Step::Board && now > planned)
    {
        let mut flown = flight.clone();
        flown.plan.departs_at = Some(planned.at_instant(now.at()));
        may &= safety::may_fly(&family, &flown, door, now);
    }
    // What bars contact is another list, asked about by another question.
    if step != Step::Contact {
        let said = answer.as_ref().err();
        assert_eq!(answer.is_ok(), may, "{step} at {now}: {said:?} {family:?}");
    }
    answer.map_err(|barred| Refusal::Barred { barred })
}

pub(super) fn contact(world: &World, case: usize) -> Result<Cleared, Refusal> {
    let case = &world.cases[case];
    let answer = ask_contact(case, world.now, &RULES);
    let may = safety::may_be_asked_about(case, world.now);
    assert_eq!(answer.is_ok(), may, "contact about {}: {:?}", case.id, answer.as_ref().err());
    answer.map_err(|reasons| Refusal::Barred { barred: vec![(case.id.clone(), reasons)] })
}

fn primaries(flight: &Flight) -> impl Iterator<Item = &Line> {
    let lines = flight.manifest.lines.iter();
    lines.filter(|line| line.state.is_live() && line.role == SeatRole::Primary)
}

fn company(world: &World, flight: &Flight) -> Company {
    Company::of(primaries(flight).map(|line| Companion {
        person: line.person.clone(),
        keep_apart: world.cases[world.index_of(&line.case)].person.keep_apart.clone(),
    }))
}

/// In this world only P2's record names somebody: P1.
fn apart(family: &[&Case], flight: &Flight) -> bool {
    let other = match family.first().map(|case| case.person.id.as_str()) {
        Some("P1") => "P2",
        Some("P2") => "P1",
        Some(_) | None => return true,
    };
    !primaries(flight).any(|line| line.person.as_str() == other)
}

/// Whether people can still be put on the list or taken off it.
pub(super) fn is_ahead(flight: &Flight) -> bool {
    let ahead = [FlightStatus::Scheduled, FlightStatus::Sealed, FlightStatus::Boarding];
    ahead.contains(&flight.status)
}

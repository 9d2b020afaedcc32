//! Whether anybody could fly a plan at all, before anybody is put on the list.

use std::collections::BTreeSet;

use super::context::Context;
use crate::flight::{Load, Room};
use crate::gate::Trip;
use crate::{Country, Flight, FlightPlan, Known, Refusal, StopKind};

/// Refuses a plan that nobody can fly, with everything that is wrong with it.
pub(super) fn can_be_flown(flight: &Flight, context: &Context<'_>) -> Result<(), Refusal> {
    let plan = &flight.plan;
    let mut faults = Vec::new();
    match plan.departs_at {
        None => faults.push("it has no time of departure".to_owned()),
        Some(departs) if departs.at() <= context.now.at() => {
            faults.push(format!("its departure, {departs}, has passed"));
        }
        Some(_) => (),
    }
    if plan.unreadable {
        faults.push("its record could not be read: schedule it anew".to_owned());
    }
    if plan.seats.is(&0) {
        faults.push("it has no seats".to_owned());
    }
    stops(plan, context, &mut faults);
    agencies(flight, context, &mut faults);
    let left = without_place(flight);
    if left > 0 {
        faults.push(format!(
            "{left} of the people on its list would have no place: take them off first"
        ));
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Refusal::NotToBeFlown { flight: plan.id.clone(), faults })
}

/// Stops that the rulebook does not know, and a route on which nobody is taken abroad.
fn stops(plan: &FlightPlan, context: &Context<'_>, faults: &mut Vec<String>) {
    let mut aboard = false;
    let mut abroad = false;
    for stop in &plan.stops {
        let Known::Read(stop) = stop else {
            faults.push("a stop of it cannot be read".to_owned());
            continue;
        };
        let Some(airport) = context.rules.airport(&stop.airport) else {
            faults.push(format!("the rulebook knows no airport {:?}", stop.airport));
            continue;
        };
        match stop.kind {
            StopKind::PickUp => aboard = true,
            StopKind::DropOff if !aboard => {
                faults.push(format!("nobody is on board to get off at {}", stop.airport));
            }
            StopKind::DropOff => abroad |= airport.country != Country::USA,
            StopKind::Technical => (),
        }
    }
    if !abroad {
        faults.push("it takes nobody abroad: give it a pick-up and a drop-off after it".to_owned());
    }
}

/// Countries on the route whose agency has no part in the flight, and agencies of others.
fn agencies(flight: &Flight, context: &Context<'_>, faults: &mut Vec<String>) {
    let Some(trip) = Trip::of(flight, context.rules) else { return };
    let to: BTreeSet<Country> = trip.drops().iter().map(|drop| drop.country).collect();
    let agency_of = |country| context.rules.country(country).map(|profile| &profile.agency.id);
    for agency in &flight.plan.agencies {
        if context.rules.country_of(agency).is_none() {
            faults.push(format!("the rulebook knows no agency {agency}"));
        } else if !to.iter().any(|country| agency_of(*country) == Some(agency)) {
            faults.push(format!("nobody gets off in the country of agency {agency}"));
        }
    }
    for country in to {
        match agency_of(country) {
            None => faults.push(format!("the rulebook has no profile of {country}")),
            Some(agency) if !flight.plan.agencies.contains(agency) => {
                faults.push(format!("people get off in {country}: add its agency, {agency}"));
            }
            Some(_) => (),
        }
    }
}

/// How many primaries of the list would have no place.
fn without_place(flight: &Flight) -> usize {
    let mut room = Room::of_empty(flight);
    let mut left = 0;
    for line in flight.manifest.primaries() {
        let load = Load::of(line);
        if room.fits(line.board_stop, line.drop_stop, load) {
            room.take(line.board_stop, line.drop_stop, load);
        } else {
            left += 1;
        }
    }
    left
}

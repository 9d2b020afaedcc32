//! Flights get another time or another aircraft, with people on their lists.

use domain::decide::{self, PlanChange};
use domain::{Case, Flight, Role};
use jiff::SignedDuration;

use super::commit::{check_sweep, count_sweep, settle};
use super::dice::Dice;
use super::seen::Seen;
use super::world::{World, who};

/// Some change of the plan of some flight, tried mostly by who may.
pub(super) fn step(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let flight = dice.roll(3);
    let was: Flight = world.flights[flight].clone();
    let change = change(&was, dice);
    let on = |party: &Vec<usize>| {
        party.iter().any(|index| world.flight_of(&world.cases[*index]) == Some(flight))
    };
    let parties: Vec<Vec<usize>> =
        world.heads().into_iter().map(|head| world.party(head)).filter(on).collect();
    let whole: Vec<Vec<&Case>> = parties.iter().map(|party| world.cases_of(party)).collect();
    let actor = who(dice.of_all(&[Role::FlightScheduler, Role::FlightScheduler, Role::System]));
    let decided =
        decide::replan(&whole, &was, (&change, "the carrier says so"), &world.context(&actor));
    if let Ok(changes) = &decided {
        count_sweep(changes, seen);
    }
    let before: Vec<Case> = world.cases.clone();
    let replanned = decided.as_ref().is_ok_and(|changes| !changes.flight.is_empty());
    if settle(world, seen, Some(flight), decided) && replanned {
        for party in parties {
            let as_was: Vec<Case> = party.iter().map(|index| before[*index].clone()).collect();
            check_sweep(world, &party, (&as_was, &was), flight);
        }
    }
}

fn change(flight: &Flight, dice: &mut Dice) -> PlanChange {
    let mut change = PlanChange::default();
    let few = |dice: &mut Dice| u32::try_from(dice.roll(6)).ok();
    match dice.roll(6) {
        0..3 => {
            let hours = dice.of_all(&[-30, -6, -1, 1, 5, 26, 24 * 12, 24 * 200]);
            let departs = flight.plan.departs_at;
            change.departs_at = departs.map(|at| at.plus(SignedDuration::from_hours(hours)));
        }
        3 => change.seats = few(dice),
        4 => change.list_cap = few(dice),
        _ => (change.max_class3, change.nurses) = (few(dice), few(dice)),
    }
    change
}

//! What nobody should try: wrong people, wrong stages, wrong flights, wrong clearances.

use domain::decide::{self, Changes, Place};
use domain::flight::CancelReason;
use domain::gate::{ClearedParty, Step};
use domain::{Case, HoldId, IdentityMatch, Refusal, Role, SeatRole, StopOrderId, StrikeReason};
use jiff::SignedDuration;

use super::ask;
use super::commit::{settle, settle_facts};
use super::dice::Dice;
use super::ordinary;
use super::repair;
use super::replan;
use super::seen::Seen;
use super::world::{World, who};
use crate::support::{agency, document};

/// Anything at all, tried by anybody on anything.
pub(super) fn step(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    match dice.roll(13) {
        0..5 => guarded(world, seen, dice),
        5 | 6 => about_a_flight(world, seen, dice),
        7 => about_a_case(world, seen, dice),
        8 => strike(world, seen, dice),
        9 => lift(world, seen, dice),
        10 if dice.once_in(6) => cancel(world, seen, dice),
        10 => {
            let flight = dice.roll(3);
            ordinary::depart(world, seen, flight, dice);
        }
        11 => replan::step(world, seen, dice),
        _ => about_papers(world, seen, dice),
    }
}

/// A clearance: the right one, or one of another step, instant, flight or party.
fn some_clearance(
    world: &World,
    party: &[usize],
    flight: usize,
    step: Step,
    dice: &mut Dice,
) -> Result<ClearedParty, Refusal> {
    let earlier = world.now.plus(SignedDuration::from_secs(-1));
    match dice.roll(7) {
        0 => ask::gate(world, party, flight, dice.of_all(Step::ALL)),
        1 => ask::gate_at(world, party, flight, step, (earlier, world.feed)),
        2 => ask::gate(world, party, dice.roll(3), step),
        3 => {
            let other = world.party(dice.roll(world.cases.len()));
            ask::gate(world, &other, flight, step)
        }
        4 => {
            let stale = world.now.at() - SignedDuration::from_mins(6);
            ask::gate_at(world, party, flight, step, (world.now, stale))
        }
        _ => ask::gate(world, party, flight, step),
    }
}

fn guarded(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let party = world.party(dice.roll(world.cases.len()));
    let own = world.flight_of(&world.cases[party[0]]);
    let flight = own.filter(|_| !dice.once_in(4)).unwrap_or_else(|| dice.roll(3));
    let step = dice.of_all(Step::ALL);
    let decided = some_clearance(world, &party, flight, step, dice)
        .and_then(|proof| take(world, &party, flight, (step, &proof), dice));
    settle(world, seen, Some(flight), decided);
}

fn take(
    world: &World,
    party: &[usize],
    flight: usize,
    (step, proof): (Step, &ClearedParty),
    dice: &mut Dice,
) -> Result<Changes, Refusal> {
    let on = &world.flights[flight];
    let mut cases: Vec<&Case> = world.cases_of(party);
    if dice.once_in(8) {
        // Only the first of a family, on the strength of everybody's clearance.
        cases.truncate(1);
    }
    let role = if dice.once_in(6) { dice.of_all(Role::ALL) } else { Role::System };
    let actor = who(role);
    let context = world.context(&actor);
    match step {
        Step::Assign | Step::Nominate | Step::Contact => {
            let role = dice.of_all(SeatRole::ALL);
            let board_stop = u8::try_from(dice.roll(4)).unwrap_or(0);
            decide::assign(&cases, proof, on, Place { role, rank: 2, board_stop }, &context)
        }
        Step::Promote => decide::promote(&cases, proof, on, &context),
        Step::Confirm => decide::confirm(&cases, proof, on, &context),
        Step::Transfer => decide::transfer(&cases, proof, on, "ZALEXLA", &context),
        Step::Board => decide::board(&cases, proof, on, IdentityMatch::Face, &context),
        Step::Depart => decide::depart(&[(cases, proof.clone())], &[], on, &context),
    }
}

fn about_a_flight(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let flight = dice.roll(3);
    let on = &world.flights[flight];
    let role = dice.of_all(&[
        Role::System,
        Role::FlightScheduler,
        Role::SupervisoryOfficer,
        Role::CountryDeskOfficer,
        Role::FlightOfficer,
    ]);
    let actor = who(role);
    let context = world.context(&actor);
    let order = on.stop_orders.first().map(|order| order.id.clone());
    let order = order.unwrap_or_else(|| StopOrderId::new("F1-stop99").unwrap());
    let decided = match dice.roll(8) {
        0 => decide::build(on, &context),
        1 => decide::seal(on, &context),
        2 => decide::reopen_manifest(on, "another name", &context),
        3 => decide::accept_late_names(on, "by telephone", &context),
        4 => decide::open_boarding(on, &context),
        5 => decide::acknowledge(on, &order, &context),
        6 => decide::escalate(on, &order, &context),
        _ => decide::arrive(on, &context),
    };
    settle(world, seen, Some(flight), decided);
}

fn about_a_case(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = dice.roll(world.cases.len());
    let flight = dice.roll(3);
    let (case, on) = (&world.cases[index], &world.flights[flight]);
    let lead = who(Role::AttacheForRemoval);
    let context = world.context(&lead);
    let decided = match dice.roll(4) {
        0 => decide::return_person(case, on, "brought back", &context),
        1 => decide::verify_departure(&[case], on, "", world.now.at(), &context),
        2 => decide::verify_departure(&[case], on, "receipt", world.now.at(), &context),
        _ => decide::finalize_order(case, &world.context(&who(Role::System))),
    };
    settle(world, seen, Some(flight), decided);
}

fn about_papers(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = dice.roll(world.cases.len());
    let case = &world.cases[index];
    let system = who(Role::System);
    let context = world.context(&system);
    let to = agency(dice.of_all(&["gtm_igm", "hnd_inm", "chn_nia"]));
    let decided = match dice.roll(4) {
        0 => decide::accept_document(case, &context),
        1 => decide::record_answer(case, document("D99"), &context),
        2 => ask::contact(world, index).and_then(|cleared| {
            decide::disclose(case, &to, "list", vec!["sex".into()], &cleared, &context)
        }),
        _ => decide::request_document(case, &to, document("D1"), None, &context),
    };
    settle_facts(world, seen, index, decided);
}

fn strike(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = dice.roll(world.cases.len());
    let case = &world.cases[index];
    let own = world.flight_of(case).filter(|_| !dice.once_in(5));
    let flight = own.unwrap_or_else(|| dice.roll(3));
    let family = world.cases_of(&world.party(index));
    let lead = who(Role::FlightOfficer);
    let reason = dice.of_all(StrikeReason::ALL);
    let (on, context) = (&world.flights[flight], world.context(&lead));
    let decided = decide::strike(case, &family, on, reason, "at the gate", &context);
    settle(world, seen, Some(flight), decided);
}

fn lift(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = dice.roll(world.cases.len());
    let holds: Vec<HoldId> = world.cases[index].holds.iter().map(|hold| hold.id.clone()).collect();
    if holds.is_empty() || dice.once_in(4) {
        let actor = who(dice.of_all(Role::ALL));
        let id = holds.first().cloned().unwrap_or_else(|| HoldId::new("H0").unwrap());
        let (case, context) = (&world.cases[index], world.context(&actor));
        let decided = decide::lift_hold(case, &id, "order", "over", None, &context);
        settle_facts(world, seen, index, decided);
        let unknown = decide::PlaceHold {
            id: Some(HoldId::new("H0").unwrap()),
            kind: "curfew".into(),
            country: None,
            from: world.now,
            to: None,
            source_document: "none".into(),
            docket_number: None,
        };
        let decided = decide::place_hold(&world.cases[index], unknown, &world.context(&actor));
        settle_facts(world, seen, index, decided);
    } else {
        repair::lift(world, seen, index, &holds[dice.roll(holds.len())]);
    }
}

fn cancel(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let flight = dice.roll(3);
    let listed: Vec<&Case> =
        world.cases.iter().filter(|case| world.flight_of(case) == Some(flight)).collect();
    let scheduler = who(Role::FlightScheduler);
    let reason = dice.of_all(CancelReason::ALL);
    let (on, context) = (&world.flights[flight], world.context(&scheduler));
    let decided = decide::cancel(&listed, on, reason, &context);
    settle(world, seen, Some(flight), decided);
}

//! A clearance opens one step for one party on one flight at one instant, and nothing else.

use domain::decide::{Changes, Context, Place, assign, board, confirm, depart, promote, transfer};
use domain::gate::{ClearedParty, Step};
use domain::{FlightStatus, IdentityMatch, Refusal, Role, SeatRole, StageName};

use crate::support::{Desk, actor, check, cleared, flight_over, moment, outcome, rules_with};

const GUARDED: [Step; 6] =
    [Step::Assign, Step::Promote, Step::Confirm, Step::Transfer, Step::Board, Step::Depart];

/// A family of two where `step` comes next.
fn before(step: Step) -> Desk {
    let family = || Desk::family(&["P1", "P2"]);
    match step {
        Step::Assign => family(),
        Step::Promote => {
            let mut desk = family();
            desk.seat(0, StageName::Manifested, SeatRole::Alternate);
            desk.seat(1, StageName::Manifested, SeatRole::Alternate);
            desk
        }
        Step::Confirm => family().at(StageName::Manifested).status(FlightStatus::Sealed),
        Step::Transfer => family().at(StageName::Confirmed),
        Step::Board => family().at(StageName::Confirmed).status(FlightStatus::Boarding),
        Step::Depart => family().at(StageName::Boarded),
        Step::Contact | Step::Nominate => panic!("no decision about a flight"),
    }
}

/// Takes `step` on the strength of `proof`. The system may do everything here, and so shows that
/// it is no way around the gate.
fn take(desk: &Desk, step: Step, proof: &ClearedParty) -> Result<Changes, Refusal> {
    desk.by(Role::System, |context| take_in(context, desk, step, proof))
}

fn take_in(
    context: &Context<'_>,
    desk: &Desk,
    step: Step,
    proof: &ClearedParty,
) -> Result<Changes, Refusal> {
    let (party, flight) = (desk.party(), &desk.flight);
    let place = Place { role: SeatRole::Primary, rank: 0, board_stop: 0 };
    match step {
        Step::Assign => assign(&party, proof, flight, place, context),
        Step::Promote => promote(&party, proof, flight, context),
        Step::Confirm => confirm(&party, proof, flight, context),
        Step::Transfer => transfer(&party, proof, flight, "KAEX", context),
        Step::Board => board(&party, proof, flight, IdentityMatch::Face, context),
        Step::Depart => depart(&[(party, proof.clone())], &[], flight, context),
        Step::Contact | Step::Nominate => panic!("no decision about a flight"),
    }
}

#[track_caller]
fn check_elsewhere(desk: &Desk, step: Step, proof: &ClearedParty) {
    let said = outcome(&take(desk, step, proof));
    let refused = [
        "R016: the gate's clearance does not cover case P1.1 for this step now",
        "R016: the gate's clearance does not cover case P2.1 for this step now",
    ];
    assert!(refused.contains(&&*said), "{step}: {said}");
}

#[test]
fn the_right_clearance_opens_each_step() {
    for step in GUARDED {
        let desk = before(step);
        assert!(take(&desk, step, &desk.cleared(step)).is_ok(), "{step}");
    }
}

#[test]
fn a_clearance_for_another_step_opens_none() {
    for step in GUARDED {
        let desk = before(step);
        for other in Step::ALL.iter().filter(|other| **other != step) {
            check_elsewhere(&desk, step, &desk.cleared(*other));
        }
    }
}

#[test]
fn a_clearance_for_another_flight_opens_none() {
    for step in GUARDED {
        let desk = before(step);
        let other = flight_over("F000002", "p:KAEX>p:KSEA>t:PGUM>d:ZYTX");
        check_elsewhere(&desk, step, &cleared(&desk.party(), &other, step, desk.now));
    }
}

#[test]
fn a_clearance_of_another_instant_opens_none() {
    for step in GUARDED {
        let mut desk = before(step);
        let proof = desk.cleared(step);
        for text in ["2024-06-26T08:59:59-05:00", "2024-06-26T09:00:00.000000001-05:00"] {
            desk.now = moment(text);
            check_elsewhere(&desk, step, &proof);
        }
    }
}

#[test]
fn a_clearance_of_somebody_else_opens_none() {
    for step in GUARDED {
        let desk = before(step);
        let stranger = Desk::of(&["P8"]);
        check_elsewhere(&desk, step, &stranger.cleared(step));
    }
}

#[test]
fn a_clearance_of_part_of_the_family_opens_none_and_nor_does_one_of_more() {
    for step in GUARDED {
        let desk = before(step);
        let one = cleared(&[&desk.cases[0]], &desk.flight, step, desk.now);
        check_elsewhere(&desk, step, &one);
        let mut half = desk.clone();
        half.cases.truncate(1);
        check_elsewhere(&half, step, &desk.cleared(step));
    }
}

#[test]
fn a_clearance_under_other_rules_opens_none() {
    let other = rules_with("rulebook.toml", "2024.06", "2024.07");
    let actor = actor(Role::System);
    for step in GUARDED {
        let desk = before(step);
        let context = Context { now: desk.now, actor: &actor, rules: &other, second: None };
        let said = outcome(&take_in(&context, &desk, step, &desk.cleared(step)));
        let refused = "R016: the gate's clearance does not cover case P1.1 for this step now";
        assert_eq!(said, refused, "{step}");
    }
}

#[test]
fn an_empty_party_does_nothing() {
    let mut desk = before(Step::Board);
    let proof = desk.cleared(Step::Board);
    desk.cases.clear();
    check(&take(&desk, Step::Board, &proof), "flight lines_moved");
}

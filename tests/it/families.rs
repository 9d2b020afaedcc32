//! A family flies whole or not at all, whoever of it is on the list.

use domain::decide::{self, Context};
use domain::{
    Case, FlightStatus, IdentityMatch, LineState, Refusal, SeatRole, Stage, StrikeReason,
};
use operations::OperationError;
use operations::manifest::{Proposal, Seat};
use persistence::Unit;

use crate::support::small::{BUILDER, DESK, LEAD, SEALER, case_id, family, flight_id, stamp};
use crate::support::{World, actor, worlds};

/// A parent and two children; the second child is not known yet.
async fn listed(world: &World) -> Case {
    let mut members = family(&["P1", "P2", "P3"]);
    let late = members.pop().unwrap();
    world.with_cases(members).await;
    world.with_flights([flight_id("F1")]).await;
    world.seat("F1", &["P1"]).await;
    late
}

async fn stage(world: &World, person: &str) -> Stage {
    world.ops.store.case(&case_id(person)).await.unwrap().value.stage
}

/// Takes one child off past the operations, which would take the family off.
async fn strike_alone(world: &World, person: &str) {
    let (store, id) = (&world.ops.store, flight_id("F1"));
    let case = store.case(&case_id(person)).await.unwrap();
    let flight = store.flight(&id).await.unwrap();
    let by = actor(BUILDER);
    let (now, rules) = (world.ops.clock.now(), &world.ops.rules);
    let context = Context { now, actor: &by, rules, second: None };
    let (reason, alone) = (StrikeReason::Custody, [&case.value]);
    let changes =
        decide::strike(&case.value, &alone, &flight.value, reason, "moved", &context).unwrap();
    let events = changes.cases.into_iter().flat_map(|(_, events)| events).collect();
    let stamp = stamp(&world.ops);
    let mut unit = Unit::case(case.record(events, &stamp));
    unit.flights.push(flight.record(changes.flight, &stamp));
    world.commit(vec![unit]).await;
}

/// Confirms, boards and departs as far as the gate lets `world` get; says how far P1 got.
async fn as_far_as_it_goes(world: &World) -> (usize, Stage) {
    let (ops, id) = (&world.ops, flight_id("F1"));
    if ops.store.flight(&id).await.unwrap().value.status == FlightStatus::Scheduled {
        ops.seal(&id, &actor(SEALER)).await.unwrap();
    }
    let refused = ops.confirm_all(&id, &actor(DESK)).await.unwrap().len();
    ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
    assert_eq!(
        ops.board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD)).await.unwrap().aboard,
        0,
        "{}",
        world.name
    );
    let alone = ops.board(&id, &case_id("P1"), IdentityMatch::Face, &actor(LEAD)).await;
    assert!(matches!(alone, Err(OperationError::Refused(_))), "{}: {alone:?}", world.name);
    assert_eq!(ops.depart(&id, &actor(LEAD)).await.unwrap().aboard, 0, "{}", world.name);
    (refused, stage(world, "P1").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_is_not_confirmed_when_a_child_was_never_listed() {
    for world in worlds("never_listed").await {
        let late = listed(&world).await;
        world.with_cases([late]).await;
        let (refused, parent) = as_far_as_it_goes(&world).await;
        assert_eq!((refused, parent), (1, Stage::AgencyApproved), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_is_not_confirmed_when_a_child_was_struck() {
    for world in worlds("child_struck").await {
        let _ = listed(&world).await;
        strike_alone(&world, "P2").await;
        let (refused, parent) = as_far_as_it_goes(&world).await;
        assert_eq!((refused, parent), (1, Stage::AgencyApproved), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_is_not_boarded_when_a_child_comes_to_be_known_after_confirming() {
    for world in worlds("known_late").await {
        let late = listed(&world).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        ops.seal(&id, &actor(SEALER)).await.unwrap();
        assert!(ops.confirm_all(&id, &actor(DESK)).await.unwrap().is_empty());
        world.with_cases([late]).await;
        ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
        let boarded = ops.board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD)).await.unwrap();
        assert_eq!((boarded.aboard, boarded.refused.len()), (0, 1), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_on_board_is_taken_off_when_one_of_it_stays_behind() {
    for world in worlds("left_behind").await {
        let late = listed(&world).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        ops.seal(&id, &actor(SEALER)).await.unwrap();
        ops.confirm_all(&id, &actor(DESK)).await.unwrap();
        ops.open_boarding(&id, &actor(LEAD)).await.unwrap();
        assert_eq!(
            ops.board_all(&id, IdentityMatch::Fingerprint, &actor(LEAD)).await.unwrap().aboard,
            2,
            "{}",
            world.name
        );
        world.with_cases([late]).await;
        let departed = ops.depart(&id, &actor(LEAD)).await.unwrap();
        assert_eq!((departed.aboard, departed.offloaded.len()), (0, 1), "{}", world.name);
        assert!(departed.offloaded[0].1.to_string().contains("family_incomplete:P3"));
        let flight = ops.store.flight(&id).await.unwrap().value;
        let lines = flight.manifest.lines.iter();
        assert!(lines.clone().all(|line| line.state == LineState::Struck), "{}", world.name);
        let reasons: Vec<_> = lines.filter_map(|line| line.struck.as_ref()).collect();
        assert_eq!(reasons.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alternate_is_not_moved_up_without_a_child_who_is_not_listed() {
    for world in worlds("alternate").await {
        let mut members = family(&["P1", "P2"]);
        let late = members.pop().unwrap();
        world.with_cases(members).await;
        world.with_flights([flight_id("F1")]).await;
        let (ops, id, builder) = (&world.ops, flight_id("F1"), actor(BUILDER));
        ops.assign(&id, &case_id("P1"), (SeatRole::Alternate, 0), &builder).await.unwrap();
        world.with_cases([late]).await;
        let refused = ops.promote(&id, &case_id("P1"), &builder).await;
        assert!(matches!(refused, Err(OperationError::Refused(_))), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_knew_half_a_family_seats_it_whole_or_not_at_all() {
    for world in worlds("half_proposal").await {
        let mut members = family(&["P1", "P2"]);
        members.extend(family(&["P4", "P5"]));
        members[3].stage = Stage::Detained;
        world.with_cases(members).await;
        world.with_flights([flight_id("F1")]).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        let seat = |person: &str| Seat { cases: vec![case_id(person)], board_stop: 0 };
        let proposal = Proposal {
            flight: id.clone(),
            seated: vec![seat("P1"), seat("P4")],
            alternates: Vec::new(),
            left_out: Vec::new(),
        };
        let given = ops.seat_proposal(&proposal, 0, &actor(BUILDER)).await.unwrap();
        assert_eq!(given.seated, [case_id("P1"), case_id("P2")], "{}", world.name);
        assert_eq!(given.refused.len(), 1);
        assert!(matches!(given.refused[0].1, Refusal::WrongStage { .. }), "{:?}", given.refused);
        assert!(!stage(&world, "P4").await.is_listed());
    }
}

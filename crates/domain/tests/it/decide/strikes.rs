//! Striking by a person's word.

use domain::decide::{Changes, strike};
use domain::{CaseEvent, Flight, FlightId, Refusal, Role, Stage, StageName, StrikeReason};

use crate::support::{Desk, check, flight_over};

fn striking(desk: &Desk, flight: &Flight, why: &str) -> Result<Changes, Refusal> {
    desk.by(Role::FlightOfficer, |context| {
        let reason = StrikeReason::RefusedBoarding;
        strike(&desk.cases[0], &desk.party(), flight, reason, why, context)
    })
}

#[test]
fn a_family_comes_off_together() {
    let expected = [
        (StageName::Manifested, "P1.1 struck; P2.1 struck; flight line_struck line_struck"),
        (StageName::Confirmed, "P1.1 struck; P2.1 struck; flight line_struck line_struck"),
        (StageName::Boarded, "P1.1 offloaded; P2.1 offloaded; flight line_struck line_struck"),
    ];
    for (stage, events) in expected {
        let desk = Desk::family(&["P1", "P2"]).at(stage);
        let result = striking(&desk, &desk.flight, "would not sit down");
        check(&result, events);
        let after = desk.after(&result.unwrap());
        assert!(after.cases.iter().all(|case| case.stage == Stage::AgencyApproved));
        let struck: Vec<_> = after.flight.manifest.struck().map(|l| l.struck.clone()).collect();
        let own = (StrikeReason::RefusedBoarding, "would not sit down".into());
        let other = (StrikeReason::FamilyMemberStruck, "P1".into());
        assert_eq!(struck, [Some(own), Some(other)]);
    }
}

#[test]
fn the_subject_comes_off_whoever_else_is_named() {
    let desk = Desk::of(&["P1"]).at(StageName::Boarded);
    let result = desk.by(Role::FlightScheduler, |context| {
        strike(&desk.cases[0], &[], &desk.flight, StrikeReason::Identity, "no match", context)
    });
    check(&result, "P1.1 offloaded; flight line_struck");
    let event = &result.unwrap().cases[0].1[0];
    assert!(matches!(event, CaseEvent::Offloaded { reason: StrikeReason::Identity, .. }));
}

#[test]
fn members_who_are_not_on_the_flight_stay_where_they_are() {
    let mut desk = Desk::family(&["P1", "P2"]).at(StageName::Confirmed);
    desk.cases[1].stage = Stage::OrderFinal;
    check(&striking(&desk, &desk.flight, "ill"), "P1.1 struck; flight line_struck");
}

#[test]
fn whoever_is_on_another_flight_or_has_left_is_not_touched() {
    let mut desk = Desk::family(&["P1", "P2", "P3"]).at(StageName::Confirmed);
    desk.cases[1].stage = Stage::Confirmed { flight: FlightId::new("F000009").unwrap() };
    desk.cases[2].stage = Stage::Departed { flight: desk.flight.id().clone() };
    check(&striking(&desk, &desk.flight, "ill"), "P1.1 struck; flight line_struck");
}

#[test]
fn only_who_is_on_the_list_is_struck_and_somebody_says_why() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    check(&striking(&desk, &desk.flight, ""), "R008: say why the person is struck");
    let other = flight_over("F000002", "p:KAEX>d:ZYTX");
    let refused = "R014: case P1.1 is not on the manifest of flight F000002";
    check(&striking(&desk, &other, "x"), refused);
    let refused = "R014: case P1.1 is not on the manifest of flight F000001";
    check(&striking(&Desk::of(&["P1"]), &desk.flight, "x"), refused);
    let left = Desk::of(&["P1"]).at(StageName::Departed);
    check(&striking(&left, &left.flight, "x"), refused);
}

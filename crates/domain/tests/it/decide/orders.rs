//! The order becomes final, is reopened; the case is closed.

use domain::decide::{Changes, close, finalize_order, lift_hold, reopen_order};
use domain::gate::ask_contact;
use domain::{
    Appeal, Flight, Known, Outcome, Refusal, Role, Stage, StageName, StrikeReason, reason,
};

use crate::support::{Desk, check, flight_over};

fn finalize(desk: &Desk) -> Result<Changes, Refusal> {
    desk.by(Role::DeportationOfficer, |context| finalize_order(&desk.cases[0], context))
}

fn reopen(desk: &Desk, flight: Option<&Flight>, why: &str) -> Result<Changes, Refusal> {
    desk.by(Role::CourtFeed, |context| reopen_order(&desk.cases[0], flight, why, context))
}

fn closing(desk: &Desk, flight: Option<&Flight>) -> Result<Changes, Refusal> {
    let outcome = Outcome::ReliefGranted;
    desk.by(Role::LegalCounsel, |context| close(&desk.cases[0], flight, outcome, context))
}

fn detained() -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = Stage::Detained;
    desk
}

#[test]
fn an_order_is_found_final_once_nothing_keeps_it_open() {
    let mut desk = detained();
    check(&finalize(&desk), "P1.1 order_became_final");
    desk.cases[0].order.appeal = Known::Read(Appeal::Pending);
    check(&finalize(&desk), "R009: the order of case P1.1 is not final");
    let listed = Desk::of(&["P1"]);
    let refused =
        "R001: case P1.1 is in stage agency_approved: it is not possible to find the order final";
    check(&finalize(&listed), refused);
}

#[test]
fn the_window_is_counted_to_the_day_of_the_decision() {
    let mut desk = detained();
    desk.cases[0].order.appeal = Known::Read(Appeal::Reserved);
    desk.cases[0].order.date = crate::support::on("2024-05-27");
    check(&finalize(&desk), "R009: the order of case P1.1 is not final");
    desk.cases[0].order.date = crate::support::on("2024-05-26");
    check(&finalize(&desk), "P1.1 order_became_final");
}

#[test]
fn an_order_is_reopened_from_every_stage_before_departure() {
    let mut desk = Desk::of(&["P1"]);
    for stage in [Stage::OrderFinal, Stage::DocumentRequested, Stage::AgencyApproved] {
        desk.cases[0].stage = stage;
        check(&reopen(&desk, None, "vacated"), "P1.1 order_reopened hold_recorded");
    }
    desk.cases[0].stage = Stage::Detained;
    let refused = "R001: case P1.1 is in stage detained: it is not possible to find the order no longer final";
    check(&reopen(&desk, None, "vacated"), refused);
    let left = Desk::of(&["P1"]).at(StageName::Departed);
    let refused = "R001: case P1.1 is in stage departed: it is not possible to find the order no longer final";
    check(&reopen(&left, Some(&left.flight), "vacated"), refused);
}

#[test]
fn somebody_on_a_list_whose_order_is_reopened_comes_off_with_a_stop_order() {
    for stage in [StageName::Manifested, StageName::Confirmed, StageName::Boarded] {
        let desk = Desk::of(&["P1"]).at(stage);
        let result = reopen(&desk, Some(&desk.flight), "rescinded");
        check(&result, "P1.1 order_reopened hold_recorded; flight line_struck stop_order_raised");
        let after = desk.after(&result.unwrap());
        assert_eq!(after.cases[0].stage, Stage::Detained);
        let struck = after.flight.manifest.struck().next().unwrap().struck.clone();
        assert_eq!(struck, Some((StrikeReason::CourtMinuteOrder, "rescinded".into())));
        assert_eq!(&*after.flight.stop_orders[0].detail, "rescinded");
        assert!(!after.flight.stop_orders[0].recall);
    }
}

#[test]
fn an_order_that_was_reopened_is_not_found_final_again_before_counsel_lifts_its_hold() {
    let mut desk = Desk::of(&["P1"]);
    let changes = reopen(&desk, None, "vacated").unwrap();
    desk.cases[0] = changes.applied_to(&desk.cases[0]);
    check(&finalize(&desk), "R009: the order of case P1.1 is not final");
    let contact = desk.by(Role::System, |c| ask_contact(&desk.cases[0], c.now, c.rules));
    assert_eq!(reason::join(&contact.unwrap_err()), "hold:order_vacated");
    let id = desk.cases[0].holds[0].id.clone();
    let lifted = |role| {
        let new = ("new order of 25 June", "ordered removed again");
        desk.by(role, |context| lift_hold(&desk.cases[0], &id, new.0, new.1, None, context))
    };
    assert!(lifted(Role::DeportationOfficer).is_err());
    desk.cases[0] = lifted(Role::LegalCounsel).unwrap().applied_to(&desk.cases[0]);
    check(&finalize(&desk), "P1.1 order_became_final");
}

#[test]
fn reopening_says_why() {
    let desk = Desk::of(&["P1"]);
    check(&reopen(&desk, None, " "), "R008: say why the order is no longer final");
}

#[test]
fn a_case_is_closed_from_every_stage_before_departure() {
    let mut desk = Desk::of(&["P1"]);
    let before =
        [Stage::Detained, Stage::OrderFinal, Stage::DocumentRequested, Stage::AgencyApproved];
    for stage in before {
        desk.cases[0].stage = stage;
        check(&closing(&desk, None), "P1.1 closed");
        // Some flight beside the case is no matter.
        check(&closing(&desk, Some(&desk.flight)), "P1.1 closed");
    }
    desk.cases[0].stage = Stage::Closed { outcome: Outcome::Died };
    let refused = "R001: case P1.1 is in stage closed: it is not possible to close without removal";
    check(&closing(&desk, None), refused);
    let left = Desk::of(&["P1"]).at(StageName::Departed);
    let refused =
        "R001: case P1.1 is in stage departed: it is not possible to close without removal";
    check(&closing(&left, Some(&left.flight)), refused);
}

#[test]
fn somebody_on_a_list_whose_case_is_closed_comes_off_with_a_stop_order() {
    for stage in [StageName::Manifested, StageName::Confirmed, StageName::Boarded] {
        let desk = Desk::of(&["P1"]).at(stage);
        let result = closing(&desk, Some(&desk.flight));
        check(&result, "P1.1 closed; flight line_struck stop_order_raised");
        let after = desk.after(&result.unwrap());
        assert_eq!(after.cases[0].stage, Stage::Closed { outcome: Outcome::ReliefGranted });
        let struck = after.flight.manifest.struck().next().unwrap().struck.clone();
        let said = "case closed: relief granted".into();
        assert_eq!(struck, Some((StrikeReason::Custody, said)));
    }
}

#[test]
fn nobody_leaves_a_list_whose_flight_is_not_at_hand() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    let refused = "R019: there is no flight F000001 beside the case";
    check(&closing(&desk, None), refused);
    check(&reopen(&desk, None, "vacated"), refused);
    let other = flight_over("F000002", "p:KAEX>d:ZYTX");
    check(&closing(&desk, Some(&other)), refused);
    check(&reopen(&desk, Some(&other), "vacated"), refused);
}

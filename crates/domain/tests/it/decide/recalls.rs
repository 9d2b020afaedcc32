//! Stop orders and recalls: acknowledged in time, or escalated.

use domain::decide::{
    Changes, Listed, acknowledge, depart, escalate, return_person, sweep, verify_departure,
};
use domain::gate::Step;
use domain::{Case, FlightStatus, Refusal, Role, StageName, StopOrder, StopOrderId};
use jiff::SignedDuration;

use crate::support::{Desk, actor, check, flight_over, hold};

/// Somebody on the flight gets a stay; the sweep's changes are applied.
fn stopped(stage: StageName) -> Desk {
    let mut desk = Desk::of(&["P1"]).at(stage);
    desk.cases[0].holds.push(hold("judicial_stay"));
    swept(&desk)
}

fn swept(desk: &Desk) -> Desk {
    let mut changes = Changes::default();
    let party: Vec<&Case> = desk.party();
    desk.by(Role::CourtFeed, |context| {
        sweep(&Listed { party: &party, flight: &desk.flight }, context, &mut changes);
    });
    desk.after(&changes)
}

fn order(text: &str) -> StopOrderId {
    StopOrderId::new(text).unwrap()
}

fn acknowledging(desk: &Desk, role: Role, id: &str) -> Result<Changes, Refusal> {
    desk.by(role, |context| acknowledge(&desk.flight, &order(id), context))
}

fn escalating(desk: &Desk, id: &str) -> Result<Changes, Refusal> {
    desk.by(Role::System, |context| escalate(&desk.flight, &order(id), context))
}

#[test]
fn a_stop_order_says_whom_why_and_by_when() {
    for (stage, recall) in [(StageName::Confirmed, false), (StageName::Departed, true)] {
        let desk = stopped(stage);
        let expected = StopOrder {
            id: order("F000001-stop1"),
            case: desk.cases[0].id.clone(),
            detail: "hold:judicial_stay".into(),
            recall,
            raised_at: desk.now.at(),
            due_at: desk.now.at() + SignedDuration::from_mins(15),
            acknowledged: None,
            escalated_at: None,
        };
        assert_eq!(desk.flight.stop_orders, [expected]);
    }
}

#[test]
fn whoever_was_called_back_is_handed_over_by_nobody_before_the_lead_knows() {
    let desk = stopped(StageName::Departed);
    let hand_over = |desk: &Desk| {
        let at = desk.now.at();
        desk.by(Role::FlightOfficer, |context| {
            verify_departure(&desk.party(), &desk.flight, "receipt", at, context)
        })
    };
    assert!(desk.flight.is_recalled(&desk.cases[0].id));
    check(&hand_over(&desk), "R017: flight F000001 has a stop order that nobody acknowledged");
    let known = desk.after(&acknowledging(&desk, Role::FlightOfficer, "F000001-stop1").unwrap());
    check(&hand_over(&known), "P1.1 removed; flight lines_moved");
    let back = known.by(Role::FlightOfficer, |context| {
        return_person(&known.cases[0], &known.flight, "recalled", context)
    });
    check(&back, "P1.1 returned document_recorded; flight lines_moved");
    let home = known.after(&back.unwrap());
    assert_eq!(home.cases[0].stage.name(), StageName::AgencyApproved);
}

#[test]
fn stop_orders_are_numbered_through() {
    let mut desk = Desk::family(&["P1", "P2"]).at(StageName::Departed);
    desk.cases[0].holds.push(hold("judicial_stay"));
    let desk = swept(&swept(&desk));
    let ids: Vec<&str> = desk.flight.stop_orders.iter().map(|order| order.id.as_str()).collect();
    let numbers = ["F000001-stop1", "F000001-stop2", "F000001-stop3", "F000001-stop4"];
    assert_eq!(ids, numbers);
}

#[test]
fn a_flight_with_the_longest_possible_key_has_stop_orders_too() {
    let long = "F".repeat(64);
    let mut desk = Desk::of(&["P1"]);
    desk.flight = flight_over(&long, "p:KAEX>p:KSEA>t:PGUM>d:ZYTX");
    let mut desk = desk.at(StageName::Confirmed);
    desk.cases[0].holds.push(hold("judicial_stay"));
    assert_eq!(swept(&desk).flight.stop_orders.len(), 1);
}

#[test]
fn the_flight_lead_or_the_scheduler_acknowledges_once() {
    let desk = stopped(StageName::Boarded);
    let expected = "flight stop_order_acknowledged";
    check(&acknowledging(&desk, Role::FlightScheduler, "F000001-stop1"), expected);
    let result = acknowledging(&desk, Role::FlightOfficer, "F000001-stop1");
    check(&result, expected);
    let refused = "R004: a deportation officer may not schedule or cancel a flight";
    check(&acknowledging(&desk, Role::DeportationOfficer, "F000001-stop1"), refused);
    let missing = "R019: there is no open stop order F000001-stop2";
    check(&acknowledging(&desk, Role::FlightOfficer, "F000001-stop2"), missing);
    let after = desk.after(&result.unwrap());
    let who = (actor(Role::FlightOfficer), desk.now.at());
    assert_eq!(after.flight.stop_orders[0].acknowledged, Some(who));
    let again = "R019: there is no open stop order F000001-stop1";
    check(&acknowledging(&after, Role::FlightOfficer, "F000001-stop1"), again);
    check(&escalating(&after, "F000001-stop1"), again);
}

#[test]
fn an_order_is_escalated_once_when_its_time_is_up() {
    let mut desk = stopped(StageName::Boarded);
    let early = "R020: it is too early to escalate the stop order";
    check(&escalating(&desk, "F000001-stop1"), early);
    desk.now = desk.now.plus(SignedDuration::from_secs(15 * 60 - 1));
    check(&escalating(&desk, "F000001-stop1"), early);
    desk.now = desk.now.plus(SignedDuration::from_secs(1));
    let result = escalating(&desk, "F000001-stop1");
    check(&result, "flight stop_order_escalated");
    let after = desk.after(&result.unwrap());
    assert_eq!(after.flight.stop_orders[0].escalated_at, Some(desk.now.at()));
    check(&escalating(&after, "F000001-stop1"), early);
}

#[test]
fn the_doors_stay_open_until_every_stop_order_is_acknowledged() {
    let mut desk = stopped(StageName::Confirmed).status(FlightStatus::Boarding);
    desk.cases = Vec::new();
    let departing = |desk: &Desk| {
        desk.by(Role::FlightOfficer, |context| depart(&[], &[], &desk.flight, context))
    };
    let refused = "R017: flight F000001 has a stop order that nobody acknowledged";
    check(&departing(&desk), refused);
    let noted = acknowledging(&desk, Role::FlightOfficer, "F000001-stop1").unwrap();
    check(&departing(&desk.after(&noted)), "flight lines_moved departed");
    // A recall of an earlier leg is no reason to stay.
    desk.flight.stop_orders[0].recall = true;
    check(&departing(&desk), "flight lines_moved departed");
}

#[test]
fn somebody_struck_by_a_sweep_may_be_cleared_again_once_the_hold_is_gone() {
    let mut desk = stopped(StageName::Confirmed);
    assert_eq!(desk.cases[0].stage.name(), StageName::AgencyApproved);
    desk.cases[0].holds.clear();
    desk.cleared(Step::Assign);
}

//! The gate, rule by rule: one fact is spoilt, and the gate has to say exactly this, in this order.

mod contact;
mod documents;
mod family;
mod feed;
mod flights;
mod health;
mod holds;
mod holds_in_time;
mod orders;
mod statements;

use domain::gate::{Company, Party, Step, Trip, forecast};
use domain::{Case, Flight, Moment, reason};

use crate::support::{DEPARTS, RULES, clean_case, empty_flight, moment};

/// What the gate says of one person, as reports write it; empty if nothing is in the way.
#[track_caller]
fn reasons(case: &Case, flight: &Flight, step: Step, at: Moment) -> String {
    let trip = Trip::of(flight, &RULES).expect("a departure that can be read");
    let party = Party::of([case]).expect("one person is a party");
    let answers = forecast(&party, &trip, step, at, &Company::nobody(), &RULES);
    reason::join(&answers[0].1)
}

/// The clean case, spoilt, is asked about at departure for boarding.
#[track_caller]
fn check(spoil: impl FnOnce(&mut Case), expected: &str) {
    check_at(DEPARTS, spoil, expected);
}

/// The same at another instant.
#[track_caller]
fn check_at(at: &str, spoil: impl FnOnce(&mut Case), expected: &str) {
    let mut case = clean_case("P1");
    spoil(&mut case);
    assert_eq!(reasons(&case, &empty_flight(), Step::Board, moment(at)), expected);
}

/// The same for another step, at departure.
#[track_caller]
fn check_step(step: Step, spoil: impl FnOnce(&mut Case), expected: &str) {
    let mut case = clean_case("P1");
    spoil(&mut case);
    assert_eq!(reasons(&case, &empty_flight(), step, moment(DEPARTS)), expected);
}

/// The same for another flight.
#[track_caller]
fn check_flight(flight: &Flight, spoil: impl FnOnce(&mut Case), expected: &str) {
    let mut case = clean_case("P1");
    spoil(&mut case);
    assert_eq!(reasons(&case, flight, Step::Board, moment(DEPARTS)), expected);
}

#[test]
fn nothing_bars_the_clean_case_from_any_step() {
    for step in Step::ALL {
        check_step(*step, |_| (), "");
    }
}

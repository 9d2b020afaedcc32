//! What the tests share: one clean case and one clean flight, to be spoilt one fact at a time.

mod desk;
mod flight;
mod people;
mod rules;

use std::sync::LazyLock;

use domain::gate::{Ask, ClearedParty, Company, Party, Step, Trip, ask};
use domain::rulebook::Rulebook;
use domain::{Actor, Case, Country, Flight, Known, Moment, Role, UserId};
use jiff::civil::Date;

pub(crate) use desk::{Desk, NOW, check, outcome};
pub(crate) use flight::{empty_flight, flight_over, stop};
pub(crate) use people::{
    agency, clean_case, document, hold, hold_of, noticed, statement, unproven_statement,
};
pub(crate) use rules::{changed_rules, rules_with};

/// The second person, where something takes two.
pub(crate) static SECOND: LazyLock<Actor> =
    LazyLock::new(|| named(Role::SupervisoryOfficer, "second"));

/// The embedded rules, read once.
pub(crate) static RULES: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::embedded().expect("the embedded rulebook loads"));

/// Departure of the flight that [`empty_flight`] makes.
pub(crate) const DEPARTS: &str = "2024-06-29T15:10:00-05:00";

#[track_caller]
pub(crate) fn moment(text: &str) -> Moment {
    text.parse().expect("an instant with an offset")
}

#[track_caller]
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

#[track_caller]
pub(crate) fn country(code: &str) -> Country {
    code.parse().expect("a country code")
}

/// A date as a record has it.
#[track_caller]
#[expect(clippy::unnecessary_wraps, reason = "records may lack a date")]
pub(crate) fn on(text: &str) -> Option<Known<Date>> {
    Some(Known::Read(day(text)))
}

pub(crate) fn actor(role: Role) -> Actor {
    named(role, role.code())
}

#[track_caller]
pub(crate) fn named(role: Role, user: &str) -> Actor {
    Actor::new(role, UserId::new(user).expect("a user id"))
}

/// Asks for the family of `cases`, on their own, with a fresh feed.
#[track_caller]
pub(crate) fn cleared(cases: &[&Case], flight: &Flight, step: Step, now: Moment) -> ClearedParty {
    let trip = Trip::of(flight, &RULES).expect("a departure that can be read");
    let company = Company::nobody();
    let party = Party::of(cases.iter().copied()).expect("one family");
    let feed_read_at = now.at();
    let asked = Ask { step, trip: &trip, now, company: &company, feed_read_at, rules: &RULES };
    ask(&party, &asked).expect("nothing in the way")
}

//! A flight as the gate sees it: where it goes, when, and what is wrong with its record.

use std::sync::Arc;

use jiff::civil::Date;

use super::Step;
use crate::rulebook::Rulebook;
use crate::{Case, Country, Flight, FlightId, Known, Moment, Reason, ReasonCode, StopKind};

/// A country that the flight drops people off in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// The country.
    pub country: Country,
    /// Foreign countries touched before.
    pub touched: Vec<Country>,
    /// Index of the stop.
    pub stop: u8,
}

/// A flight as the gate sees it: read from its record, or imagined for a forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    flight: Option<FlightId>,
    departs: Moment,
    drops: Vec<Drop>,
    without_nurse: bool,
    problems: Vec<Reason>,
}

impl Trip {
    /// `flight` as the gate sees it; none if its departure cannot be read, which bars everybody.
    pub fn of(flight: &Flight, rules: &Rulebook) -> Option<Self> {
        let plan = &flight.plan;
        let departs = plan.departs_at?;
        let mut trip = Self {
            flight: Some(plan.id.clone()),
            departs,
            drops: Vec::new(),
            without_nurse: plan.nurses.is(&0),
            problems: Vec::new(),
        };
        if plan.unreadable {
            trip.problems.push(Reason::plain(ReasonCode::FlightUnreadable));
        }
        let numbers = [
            ("seats", &plan.seats),
            ("list_cap", &plan.list_cap),
            ("max_class3", &plan.max_class3),
            ("nurses", &plan.nurses),
        ];
        for (column, value) in numbers {
            if value.read().is_none() {
                trip.problems.push(Reason::about(ReasonCode::FlightUnreadable, column));
            }
        }
        trip.read_stops(flight, rules);
        Some(trip)
    }

    /// A flight that leaves `departs` for `country` and nowhere else, with a nurse and nothing
    /// wrong: what would bar somebody from it bars them from every flight there.
    ///
    /// It is for [`super::forecast`]; nobody is cleared for a flight that there is not.
    pub fn imagined(country: Country, departs: Moment) -> Self {
        let there = Drop { country, touched: Vec::new(), stop: 1 };
        Self {
            flight: None,
            departs,
            drops: vec![there],
            without_nurse: false,
            problems: Vec::new(),
        }
    }

    /// The same trip at the instant at which whoever takes `step` at `now` leaves, if that is
    /// another than planned: when the doors close, early or late; and at the door of a flight
    /// whose time has passed, now at best.
    pub(super) fn as_flown(&self, step: Step, now: Moment) -> Option<Self> {
        let is_other = match step {
            Step::Depart => now.at() != self.departs.at(),
            Step::Board => now.at() > self.departs.at(),
            Step::Contact
            | Step::Nominate
            | Step::Assign
            | Step::Promote
            | Step::Confirm
            | Step::Transfer => false,
        };
        is_other.then(|| Self { departs: self.departs.at_instant(now.at()), ..self.clone() })
    }

    /// Which flight; none if it is imagined.
    pub fn flight(&self) -> Option<&FlightId> {
        self.flight.as_ref()
    }

    /// Departure at the first stop.
    pub fn departs(&self) -> Moment {
        self.departs
    }

    /// Drop-offs abroad, in order; the first one in each country counts.
    pub fn drops(&self) -> &[Drop] {
        &self.drops
    }

    /// Whether there is no nurse on board.
    pub fn is_without_nurse(&self) -> bool {
        self.without_nurse
    }

    /// What is wrong with the record: it bars everybody.
    pub fn problems(&self) -> &[Reason] {
        &self.problems
    }

    /// The local date of departure.
    pub fn day(&self) -> Date {
        self.departs.date()
    }

    /// The drop-off in `country`.
    pub fn drop_in(&self, country: Country) -> Option<&Drop> {
        self.drops.iter().find(|drop| drop.country == country)
    }

    /// The country on the route that `case` would be taken to: the removal country, else the
    /// nationality (which the gate then refuses). None if the flight has nothing for the case.
    pub fn country_for(&self, case: &Case) -> Option<Country> {
        let removal = case.order.removal_country.as_ref().and_then(|country| country.read());
        let on_route = |country: Option<&Country>| {
            country.copied().filter(|country| self.drop_in(*country).is_some())
        };
        on_route(removal).or_else(|| on_route(case.person.nationality.read()))
    }

    fn read_stops(&mut self, flight: &Flight, rules: &Rulebook) {
        let mut touched = Vec::new();
        for (index, stop) in flight.plan.stops.iter().enumerate() {
            let known = match stop {
                Known::Read(stop) => rules.airport(&stop.airport).map(|at| (stop, at.country)),
                Known::Unreadable { .. } => None,
            };
            let Some((stop, country)) = known else {
                let words = match stop {
                    Known::Read(stop) => format!("{}:{}", stop.kind, stop.airport),
                    Known::Unreadable { unreadable } => unreadable.to_string(),
                };
                self.problems.push(Reason::about(ReasonCode::FlightBadStop, words));
                continue;
            };
            if country == Country::USA {
                continue;
            }
            if stop.kind == StopKind::DropOff {
                self.check_landing(country, &stop.airport, rules);
                let stop = u8::try_from(index).unwrap_or(u8::MAX);
                self.drops.push(Drop { country, touched: touched.clone(), stop });
            }
            touched.push(country);
        }
    }

    fn check_landing(&mut self, country: Country, airport: &Arc<str>, rules: &Rulebook) {
        let problem = match rules.country(country) {
            None => Reason::about(ReasonCode::NoCountryProfile, country.as_str()),
            Some(profile) if !profile.manifest.charter_allowed => {
                Reason::about(ReasonCode::CharterNotAllowed, country.as_str())
            }
            Some(profile) if !profile.manifest.airports.contains(airport) => {
                Reason::about(ReasonCode::AirportNotAllowed, Arc::clone(airport))
            }
            Some(_) => return,
        };
        self.problems.push(problem);
    }
}

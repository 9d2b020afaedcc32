//! What several reports look at in the same way.

use domain::gate::Trip;
use domain::rulebook::Rulebook;
use domain::{Case, Country, Flight, FlightStatus, Moment, Reason, ReasonCode};
use jiff::civil::Date;

/// Where the person is to be taken, as far as that can be read.
pub(super) fn removal_country(case: &Case) -> Option<Country> {
    case.order.removal_country.as_ref().and_then(|country| country.read()).copied()
}

/// Since when the person has been in the present custody, if that can be read.
pub(super) fn since(case: &Case) -> Option<Date> {
    case.custody.since.as_ref().and_then(|since| since.read()).copied()
}

/// Whole days from `from` to `to`.
pub(crate) fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// Flights that have still to leave, as the gate sees them, by departure.
pub(crate) fn trips_ahead(flights: &[Flight], now: Moment, rules: &Rulebook) -> Vec<Trip> {
    let mut trips: Vec<Trip> = flights
        .iter()
        .filter(|flight| {
            matches!(
                flight.status,
                FlightStatus::Scheduled | FlightStatus::Sealed | FlightStatus::Boarding
            )
        })
        .filter_map(|flight| Trip::of(flight, rules))
        .filter(|trip| trip.departs().at() >= now.at())
        .collect();
    trips.sort_by(|a, b| (a.departs(), a.flight()).cmp(&(b.departs(), b.flight())));
    trips
}

/// The kind of the first hold that the words of a strike name.
pub(super) fn hold_in(detail: &str) -> Option<String> {
    detail
        .split([';', ' '])
        .filter_map(|word| Reason::try_from(word.to_owned()).ok())
        .find(|reason| is_hold(reason.code))
        .and_then(|reason| reason.about)
        .map(|about| about.to_string())
}

/// Whether the reason is a hold.
pub(crate) const fn is_hold(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::Hold
            | ReasonCode::HoldExpiryUnconfirmed
            | ReasonCode::HoldUnreadable
            | ReasonCode::ProtectedCountryOnRoute
    )
}

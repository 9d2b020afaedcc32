//! Clocks of a flight: they count back from its departure.

use jiff::{SignedDuration, Timestamp};

use super::local::{self, Local};
use super::{Clock, Desk, Reading, sorted};
use crate::rulebook::{ClockRule, Length, Rulebook};
use crate::{AgencyId, Flight, FlightStatus, Moment, StopOrder};

/// Every clock of `flight`, earliest due first. A cancelled flight has only those of its stop
/// orders; one whose departure cannot be read too.
pub fn flight_clocks(flight: &Flight, now: Timestamp, rules: &Rulebook) -> Vec<Clock> {
    let place = flight.plan.departs_at.map_or_else(|| Local::of_zone(None), Local::of_moment);
    let desk = Desk { now, place, rules };
    let mut found: Vec<Clock> =
        flight.stop_orders.iter().filter_map(|order| acknowledgement(order, &desk)).collect();
    let departure = flight.plan.departs_at.filter(|_| flight.status != FlightStatus::Cancelled);
    if let Some(departure) = departure {
        let agencies = flight.plan.agencies.iter();
        found.extend(agencies.filter_map(|agency| notice(flight, agency, departure, &desk)));
        found.extend(before_departure(flight, departure, &desk));
    }
    sorted(found)
}

fn has_left(flight: &Flight) -> bool {
    matches!(flight.status, FlightStatus::Departed | FlightStatus::Arrived)
}

/// The day by which the list must reach an agency: as its country's profile says, or the
/// flight's own number of days where there is no profile.
fn notice(flight: &Flight, agency: &AgencyId, departure: Moment, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("manifest_notice")?;
    let profile = desk.rules.country_of(agency);
    let days = profile.map_or(flight.plan.notice_days, |profile| profile.manifest.notice_days);
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let due = desk.place.end_of(local::plus(departure.date(), days.saturating_neg()));
    let in_time = flight.manifest.seal.as_ref().is_some_and(|seal| seal.at <= due.at());
    let met = in_time || flight.late_acceptance || has_left(flight);
    let reading = Reading::new(departure.date(), due).about(agency.as_str()).met(met);
    Some(desk.clock(rule, reading))
}

/// Freeze, sweep and door-close.
fn before_departure(flight: &Flight, departure: Moment, desk: &Desk<'_>) -> Vec<Clock> {
    let left = has_left(flight);
    let boarding = left || flight.status == FlightStatus::Boarding;
    let sealed = boarding || flight.manifest.seal.is_some();
    [("manifest_freeze", sealed), ("manifest_sweep", boarding), ("door_close", left)]
        .into_iter()
        .filter_map(|(name, met)| {
            let rule = desk.rule(name)?;
            let due = back_from(departure, rule)?;
            Some(desk.clock(rule, Reading::new(departure.date(), due).met(met)))
        })
        .collect()
}

fn back_from(departure: Moment, rule: &ClockRule) -> Option<Moment> {
    let minutes = match rule.length {
        Length::Minutes(minutes) => i64::from(minutes),
        Length::Hours(hours) => i64::from(hours) * 60,
        Length::Days(days) => i64::from(days) * 24 * 60,
        Length::BusinessDays(_) | Length::ByCountry => return None,
    };
    Some(departure.plus(SignedDuration::from_mins(-minutes)))
}

/// A stop order carries its own end; the rule says what follows.
fn acknowledgement(order: &StopOrder, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("stop_order_acknowledgement")?;
    let due = desk.place.moment(order.due_at);
    let started_on = desk.place.date(order.raised_at);
    let reading = Reading::new(started_on, due).about(order.id.as_str());
    Some(desk.clock(rule, reading.met(order.acknowledged.is_some())))
}

//! Everything the worker does by itself, one file each.

// tidy: lists this folder
mod accept_documents;
mod chase_agencies;
mod check_everything;
mod clear_away;
mod deliver_outbox;
mod draft_manifests;
mod escalate_stop_orders;
mod expire_documents;
mod fill_seats;
mod finalize_orders;
mod nominate;
mod order_requests;
mod plant_tasks;
mod recheck_manifests;
mod remind;
mod request_documents;
mod sequence_feed;
mod take_answers;
mod watch_clocks;
mod watch_flights;

use domain::{Flight, FlightStatus};
use jiff::Timestamp;
use operations::work::CaseActivity;

use crate::{FlightActivity, SystemActivity};

/// What is done with cases, in this order: of several steps the first counts.
pub const CASES: &[&CaseActivity] = &[
    &watch_clocks::ACTIVITY,
    &chase_agencies::ACTIVITY,
    &take_answers::ACTIVITY,
    &finalize_orders::ACTIVITY,
    &request_documents::ACTIVITY,
    &accept_documents::ACTIVITY,
    &expire_documents::ACTIVITY,
];

/// What is done with flights, in this order.
pub const FLIGHTS: &[&FlightActivity] = &[
    &escalate_stop_orders::ACTIVITY,
    &recheck_manifests::ACTIVITY,
    &nominate::ACTIVITY,
    &draft_manifests::ACTIVITY,
    &fill_seats::ACTIVITY,
    &watch_flights::ACTIVITY,
];

/// What is done for the system itself.
pub const SYSTEM: &[&SystemActivity] = &[
    &plant_tasks::ACTIVITY,
    &order_requests::ACTIVITY,
    &sequence_feed::ACTIVITY,
    &deliver_outbox::ACTIVITY,
    &clear_away::ACTIVITY,
    &check_everything::ACTIVITY,
];

/// Whether nothing is left to do for a flight.
pub(crate) fn is_over(flight: &Flight) -> bool {
    matches!(flight.status, FlightStatus::Arrived | FlightStatus::Cancelled)
        && flight.stop_orders.iter().all(|order| order.acknowledged.is_some())
}

/// Whether `flight` should have left by `now`: nobody is found a seat on it any more.
pub(crate) fn should_have_left(flight: &Flight, now: Timestamp) -> bool {
    flight.plan.departs_at.is_some_and(|departs| departs.at() <= now)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn names_are_distinct_and_none_runs_all_the_time() {
        let cases = CASES.iter().map(|one| one.name);
        let flights = FLIGHTS.iter().map(|one| one.name);
        let system = SYSTEM.iter().map(|one| one.name);
        let names: Vec<&str> = cases.chain(flights).chain(system).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(SYSTEM.iter().all(|one| one.every >= Duration::from_secs(1)));
    }

    #[test]
    fn the_store_plants_what_the_worker_works_on() {
        assert!(SYSTEM.iter().any(|one| one.name == operations::work::PLANT));
    }
}

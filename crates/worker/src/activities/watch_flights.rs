//! Clocks of a flight: notice, freeze, sweep, door-close and acknowledgements. Who must act is
//! told when one comes near its end, and when it has passed.

use std::sync::Arc;

use domain::Flight;
use domain::clock::flight_clocks;
use jiff::Timestamp;

use super::remind::about;
use crate::{Desk, FlightActivity, Running};

pub(super) const ACTIVITY: FlightActivity =
    FlightActivity { name: "watch_flights", run: |desk, flight| run(desk, flight) };

fn run(desk: Desk, flight: Arc<Flight>) -> Running<Option<Timestamp>> {
    Box::pin(async move {
        let now = desk.ops.clock.now();
        let (mut tell, mut next) = (Vec::new(), None);
        for clock in flight_clocks(&flight, now.at(), &desk.ops.rules) {
            let rule = desk.ops.rules.clock(&clock.name, now.date());
            let near_days = rule.map_or(0, |rule| rule.near_days);
            let (message, due) = about(flight.id().as_str(), &clock, near_days, now);
            tell.extend(message);
            next = [next, due].into_iter().flatten().min();
        }
        desk.ops.tell(tell).await?;
        Ok(next)
    })
}

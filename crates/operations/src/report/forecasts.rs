//! How many of the answers that are waited for will come, and by when: where the next bottleneck
//! is, and whom a later flight can count on.

use std::collections::BTreeMap;

use super::look::trips_ahead;
use super::table::{maybe, number, text};
use super::{Cell, Report, Table};
use crate::forecast::{Asked, Group, Requests, day_number};
use crate::{Forecaster, OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "forecasts",
    title: "Answers that will come",
    what: "requests that wait, by country and kind: how many answers to expect within 7, 14, 30 \
           and 90 days and before the next flight to the country",
    run: |ops| Box::pin(run(ops)),
};

/// Days that are looked ahead.
const AHEAD: [i32; 4] = [7, 14, 30, 90];

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let today = day_number(now.date());
    let forecaster = ops.forecaster().await?;
    let asked = Requests::read(ops).await?.asked;
    let flights = ops.store.flights_ahead(None).await?;
    let flights: Vec<_> = flights.into_iter().map(|f| f.value).collect();
    let trips = trips_ahead(&flights, now, &ops.rules);
    let mut waiting: BTreeMap<&Group, Vec<&Asked>> = BTreeMap::new();
    for one in &asked {
        let open = one.answered.is_none() && one.dropped.is_none() && one.day <= today;
        if open {
            waiting.entry(&one.group).or_default().push(one);
        }
    }
    let mut table = Table::new(&[
        "country",
        "kind",
        "waiting",
        "longest_days",
        "half_within_days",
        "within_7_days",
        "within_14_days",
        "within_30_days",
        "within_90_days",
        "next_flight",
        "departs_on",
        "before_it",
    ]);
    for (group, requests) in waiting {
        let trip = group
            .country
            .parse()
            .ok()
            .and_then(|country| trips.iter().find(|trip| trip.drop_in(country).is_some()));
        let expected = |days: i32| expected(&forecaster, group, &requests, days);
        let until = trip.map(|trip| day_number(trip.day()) - today);
        let count: u64 = requests.iter().map(|one| u64::from(one.count)).sum();
        let longest = requests.iter().map(|one| today - one.day).max();
        let mut row = vec![text(&group.country), text(&group.kind), number(count)];
        row.push(longest.map_or(Cell::Empty, number));
        row.push(half(&forecaster, group, today).map_or(Cell::Empty, number));
        row.extend(AHEAD.map(|days| expected(days).map_or(Cell::Empty, number)));
        row.push(maybe(trip.and_then(|trip| trip.flight())));
        row.push(maybe(trip.map(|trip| trip.day())));
        row.push(until.and_then(expected).map_or(Cell::Empty, number));
        table.rows.push(row);
    }
    Ok(table)
}

/// The days within which half of the requests that are made today are answered.
fn half(forecaster: &Forecaster, group: &Group, today: i32) -> Option<i32> {
    forecaster.forecast(group, today).map(|said| said.median)
}

/// How many of `requests` will be answered within `days`, to the nearest whole.
fn expected(forecaster: &Forecaster, group: &Group, requests: &[&Asked], days: i32) -> Option<i64> {
    let mut sum = 0.0;
    for one in requests {
        let share = forecaster.share_within(group, one.day, days.max(0))?;
        sum += share * f64::from(one.count);
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most as many as there are requests")]
    let nearest = sum.round() as i64;
    Some(nearest)
}

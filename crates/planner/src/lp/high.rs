//! How many high-risk people a flight can carry at most, rounded down: a row that the share of
//! high-risk people implies for whole people, and that a relaxed point breaks.

use crate::problem::{Problem, RowKind};
use std::collections::BTreeMap;

/// What a flight could carry of low risk, by drop-off and by pick-up.
#[derive(Default)]
struct Low {
    drops: BTreeMap<usize, i64>,
    stops: BTreeMap<usize, i64>,
    seats: i64,
    share: Option<(i64, i64)>,
    high: i64,
    low: i64,
}

/// For each flight where it says something, the most high-risk people who can be aboard.
pub(super) fn high_caps(p: &Problem) -> Vec<(usize, i64)> {
    (0..p.flights.len()).filter_map(|f| Some((f, high_cap(p, f)?))).collect()
}

fn high_cap(p: &Problem, f: usize) -> Option<i64> {
    let mut sum = Low { seats: i64::MAX, ..Low::default() };
    let mut last = usize::MAX;
    for o in p.options_on(f) {
        let c = p.choice(o);
        let group = p.groups.get(c.g())?;
        let low = group.people - group.high_risk;
        for (r, a) in p.uses(o) {
            let row = p.rows.get(r)?;
            match row.kind {
                RowKind::Seats => sum.seats = row.cap,
                RowKind::Board { .. } => *sum.stops.entry(r).or_default() += low,
                RowKind::Drop { .. } if c.g() != last => *sum.drops.entry(r).or_default() += low,
                RowKind::Ratio => {
                    let permille = (1000 * group.high_risk - a) / group.people.max(1);
                    sum.share = Some((permille, row.cap));
                }
                RowKind::Drop { .. }
                | RowKind::Leg
                | RowKind::Medical
                | RowKind::List
                | RowKind::HighRisk
                | RowKind::Week { .. }
                | RowKind::Link { .. } => {}
            }
        }
        if c.g() != last {
            sum.high += group.high_risk;
            sum.low += low;
        }
        last = c.g();
    }
    let (permille, slack) = sum.share?;
    let within = |table: &BTreeMap<usize, i64>| -> i64 {
        let cap = |r: usize| p.rows.get(r).map_or(0, |row| row.cap.max(0));
        table.iter().map(|(r, low)| cap(*r).min(*low)).sum()
    };
    let low = sum.low.min(within(&sum.drops)).min(within(&sum.stops)).min(sum.seats.max(0));
    if permille >= 1000 || permille < 0 {
        return None;
    }
    let by_low = (slack + permille * low).div_euclid(1000 - permille);
    let by_all = (slack + permille * sum.seats.clamp(0, 1_000_000)).div_euclid(1000);
    let cap = by_low.min(by_all).max(0);
    (cap < sum.high).then_some(cap)
}

//! How full each flight is, what keeps the rest empty, and what one more would be worth.

use super::worth::{Prices, Worth, Worths};
use super::{Cause, blockers};
use crate::num::{at, ux};
use crate::search::State;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How full a flight is, and why not fuller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlightReport {
    /// The flight.
    pub flight: usize,
    /// Seats taken, escorts included.
    pub taken: i64,
    /// Seats empty.
    pub empty: i64,
    /// What keeps out most of those who wait for this flight; absent when it is full, or when
    /// nobody waits for it.
    pub cause: Option<Cause>,
    /// How many people it keeps out.
    pub waiting: i64,
    /// What the flight costs, in dollars, when it is flown.
    pub cost: i64,
    /// What the seats of those aboard are worth, in dollars: what waiting would put at stake.
    pub worth: i64,
    /// What one more of each limit would be worth, by the plan's prices; nothing where nothing
    /// more is gained.
    pub one_more: Vec<Worth>,
    /// The same in words.
    pub text: String,
}

/// For each flight, what keeps its empty seats empty.
pub(crate) fn flights(state: &State<'_>, prices: &Prices) -> Vec<FlightReport> {
    let rows = Worths::new(state.p, prices);
    let with = |f: usize| FlightReport { one_more: rows.of(f), ..report(state, f) };
    (0..state.p.flights.len()).map(with).collect()
}

fn report(state: &State<'_>, f: usize) -> FlightReport {
    let p = state.p;
    let aboard = state.on.get(f).into_iter().flatten();
    let taken: i64 = aboard.filter_map(|g| p.groups.get(ux(*g))).map(|g| g.seats).sum();
    let cap = p.rows.iter().find(|row| row.flight == Some(f)).map_or(0, |row| row.cap);
    let mut report = FlightReport {
        flight: f,
        taken,
        empty: cap - taken,
        cause: None,
        waiting: 0,
        cost: if at(&state.flown, f) { p.cost(f) } else { 0 },
        worth: state.on.get(f).into_iter().flatten().map(|g| state.value_of(ux(*g))).sum(),
        one_more: Vec::new(),
        text: String::new(),
    };
    if !at(&state.flown, f) {
        report.cause = Some(Cause::NotFlown);
        report.text = format!("left unflown: it needs {} people to fly", p.min_fill(f));
        return report;
    }
    if report.empty <= 0 {
        "every seat is taken".clone_into(&mut report.text);
        return report;
    }
    let mut kept_out: BTreeMap<Cause, i64> = BTreeMap::new();
    let mut last = usize::MAX;
    for o in p.options_on(f) {
        let c = p.choice(o);
        if at(&state.by, c.g()).is_some() || c.g() == last {
            continue;
        }
        last = c.g();
        let first = blockers(state, o).first().map_or(Cause::NotWorth, |(cause, _)| *cause);
        *kept_out.entry(first).or_default() += p.people(c.g());
    }
    match kept_out.into_iter().max_by_key(|(cause, n)| (*n, Reverse(*cause))) {
        Some((cause, n)) => {
            report.cause = Some(cause);
            report.waiting = n;
            let by = cause.keeps_out();
            report.text =
                format!("{} seats stay empty; {n} people are kept out {by}", report.empty);
        }
        None => report.text = format!("{} seats stay empty; nobody waits for it", report.empty),
    }
    report
}

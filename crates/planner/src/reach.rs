//! How many people a flight could carry at most, to close at once what can never fill.

use crate::alone::{alone, most};
use crate::problem::{Problem, RowKind};
use crate::search::State;
use std::collections::BTreeMap;

/// One person's worth where only people count: the bound proves thousandths.
const ONE: i64 = 1_000;

/// Whether a candidate can never reach its minimum fill, even as the only flight: proved.
pub(crate) fn out_of_reach(p: &Problem, f: usize, keep_on: &dyn Fn() -> bool) -> bool {
    let least = p.min_fill(f);
    if least <= 0 || !p.candidate(f) {
        return false;
    }
    if reach(p, f) < least {
        return true;
    }
    let alone = alone(p, f, |group| ONE * group.people);
    let mut plan = State::new(&alone, &[true]);
    for low in [true, false, true] {
        for o in 0..alone.choices.len() {
            let helps = alone.uses(o).all(|(_, a)| a >= 0);
            if helps != low && plan.fits(o) {
                plan.seat(o);
            }
        }
    }
    if plan.objective >= least * ONE {
        return false;
    }
    most(&alone, least * ONE - 1, keep_on) < least * ONE
}

/// The most people that a flight could carry, were it the only one.
fn reach(p: &Problem, f: usize) -> i64 {
    let (mut by_drop, mut by_stop) = (BTreeMap::new(), BTreeMap::new());
    let mut last = usize::MAX;
    for o in p.options_on(f) {
        let c = p.choice(o);
        let people = p.people(c.g());
        let (mut drop_cap, mut stop_cap) = (i64::MAX, i64::MAX);
        let mut country = usize::MAX;
        for row in p.uses(o).filter_map(|(r, _)| p.rows.get(r)) {
            match row.kind {
                RowKind::Board { .. } => stop_cap = row.cap,
                RowKind::Drop { country: c } => {
                    (country, drop_cap) = (c, drop_cap.min(row.cap));
                }
                RowKind::Week { .. } => drop_cap = drop_cap.min(row.cap),
                RowKind::Seats
                | RowKind::Leg
                | RowKind::Ratio
                | RowKind::List
                | RowKind::HighRisk
                | RowKind::Medical
                | RowKind::Link { .. } => {}
            }
        }
        by_stop.entry(c.stop).or_insert((0, stop_cap)).0 += people;
        let drop = by_drop.entry(country).or_insert((0, drop_cap));
        if c.g() != last {
            drop.0 += people;
        }
        last = c.g();
    }
    let most = |table: &mut dyn Iterator<Item = &(i64, i64)>| -> i64 {
        table.map(|(people, cap)| people.min(cap)).sum()
    };
    most(&mut by_drop.values()).min(most(&mut by_stop.values()))
}

//! How many people a flight could carry at most, to close at once what can never fill.

use crate::problem::{Problem, RowKind};
use std::collections::BTreeMap;

/// The most people that a flight could carry, were it the only one.
pub(crate) fn reach(p: &Problem, f: usize) -> i64 {
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

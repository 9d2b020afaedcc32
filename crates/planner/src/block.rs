//! Cuts a problem into blocks of flights that can be planned by themselves.
//!
//! What ties a block to the rest is priced: a row shared with flights elsewhere by its multiplier,
//! and a group with options elsewhere by the group's price. With any such prices, what the priced
//! rows and groups allow plus the best of each block is an upper bound on every plan.

use crate::lp::{Outcome, Shape};
use crate::num::{PLACES, at, bump, fixed, put, small, span, ux};
use crate::problem::{Choice, Flight, Problem, Row};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A block, in units of 2^-16 dollars.
pub(crate) struct Block {
    pub(crate) p: Problem,
    /// The whole problem's option behind each option here.
    pub(crate) options: Vec<u32>,
    /// The whole problem's flight behind each flight here.
    pub(crate) flights: Vec<u32>,
}

/// A partition and what its prices allow outside the blocks, in units of 2^-16 dollars.
pub(crate) struct Parts {
    pub(crate) blocks: Vec<Vec<u32>>,
    of_flight: Vec<u32>,
    inner: Vec<bool>,
    rows: Vec<i128>,
    groups: Vec<i128>,
    pub(crate) outside: i128,
}

/// Flights that compete for the same groups, merged while a block has at most `most` flights.
pub(crate) fn partition(shape: &Shape<'_>, prices: &Outcome, loss: &[i64], most: usize) -> Parts {
    let p = shape.p;
    let nf = p.flights.len();
    let mut ties: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let mut near: Vec<u32> = Vec::new();
    for g in 0..p.groups.len() {
        near.clear();
        for run in shape.runs_of(g) {
            let least = shape.options_in(run).map(|o| at(loss, o)).min().unwrap_or(i64::MAX);
            if least <= p.slack / 2 {
                near.push(small(shape.flight(run)));
            }
        }
        for (k, a) in near.iter().enumerate() {
            for b in near.iter().skip(k + 1) {
                *ties.entry((*a.min(b), *a.max(b))).or_default() += 1;
            }
        }
    }
    for (r, row) in p.rows.iter().enumerate().filter(|(_, row)| row.flight.is_none()) {
        if row.sparse() || at(&shape.row_of, r) == u32::MAX {
            continue;
        }
        let list = p.sharers.get(r).map(Vec::as_slice).unwrap_or_default();
        for (k, a) in list.iter().enumerate() {
            for b in list.iter().skip(k + 1) {
                *ties.entry((*a.min(b), *a.max(b))).or_default() += 20;
            }
        }
    }
    let mut order: Vec<((u32, u32), u64)> = ties.into_iter().collect();
    order.sort_by_key(|(pair, n)| (std::cmp::Reverse(*n), *pair));
    let mut root: Vec<usize> = (0..nf).collect();
    let mut size = vec![1_usize; nf];
    for ((a, b), _) in order {
        let (a, b) = (find(&mut root, ux(a)), find(&mut root, ux(b)));
        if a != b && at(&size, a) + at(&size, b) <= most {
            put(&mut root, a.max(b), a.min(b));
            let both = at(&size, a) + at(&size, b);
            put(&mut size, a.min(b), both);
        }
    }
    let mut blocks: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for f in 0..nf {
        blocks.entry(find(&mut root, f)).or_default().push(small(f));
    }
    parts(shape, prices, blocks.into_values().collect())
}

fn find(root: &mut [usize], mut f: usize) -> usize {
    while at(root, f) != f {
        let up = at(root, at(root, f));
        put(root, f, up);
        f = up;
    }
    f
}

fn parts(shape: &Shape<'_>, prices: &Outcome, blocks: Vec<Vec<u32>>) -> Parts {
    let p = shape.p;
    let mut of_flight = vec![0; p.flights.len()];
    for (k, block) in blocks.iter().enumerate() {
        for f in block {
            put(&mut of_flight, ux(*f), small(k));
        }
    }
    let spread = |mut list: Box<dyn Iterator<Item = usize> + '_>| {
        let first = list.next().map(|f| at(&of_flight, f));
        list.any(|f| Some(at(&of_flight, f)) != first)
    };
    let crossing: Vec<bool> = (0..p.groups.len())
        .map(|g| spread(Box::new(p.options_of(g).map(|o| p.choice(o).f()))))
        .collect();
    let inner: Vec<bool> = p
        .rows
        .iter()
        .zip(&p.sharers)
        .map(|(row, list)| row.flight.is_some() || !spread(Box::new(list.iter().map(|f| ux(*f)))))
        .collect();
    let price = |r: usize| fixed(at(&prices.rows, ux(at(&shape.row_of, r))));
    let rows: Vec<i128> =
        (0..p.rows.len()).map(|r| if at(&inner, r) { 0 } else { price(r) }).collect();
    let groups: Vec<i128> = (0..p.groups.len())
        .map(|g| if at(&crossing, g) { fixed(at(&prices.groups, g)) } else { 0 })
        .collect();
    let of_rows: i128 =
        rows.iter().zip(&p.rows).map(|(price, row)| price * i128::from(row.cap)).sum();
    let outside = of_rows + groups.iter().sum::<i128>();
    Parts { blocks, of_flight, inner, rows, groups, outside }
}

impl Parts {
    /// The `k`-th block as a problem of its own.
    pub(crate) fn block(&self, p: &Problem, k: usize) -> Block {
        let flights = self.blocks.get(k).cloned().unwrap_or_default();
        let mut groups: Vec<u32> =
            flights.iter().flat_map(|f| p.options_on(ux(*f))).map(|o| p.choice(o).group).collect();
        groups.sort_unstable();
        groups.dedup();
        let mut row_of: BTreeMap<usize, u32> = BTreeMap::new();
        let mut ways: BTreeMap<usize, u32> = BTreeMap::new();
        let mut b = Block { p: empty(p, PLACES), options: Vec::new(), flights };
        let place: BTreeMap<u32, u32> =
            b.flights.iter().enumerate().map(|(k, f)| (*f, small(k))).collect();
        for f in &b.flights {
            let flight = p.flights.get(ux(*f)).cloned().unwrap_or_default();
            b.p.flights.push(Flight { cost: flight.cost << PLACES, ..flight });
        }
        for (g, whole) in groups.iter().enumerate() {
            b.p.groups.extend(p.groups.get(ux(*whole)).cloned());
            for o in p.options_of(ux(*whole)) {
                let c = p.choice(o);
                if ux(at(&self.of_flight, c.f())) != k {
                    continue;
                }
                let Some(flight) = place.get(&c.flight) else { continue };
                let mut value = (i128::from(c.value) << PLACES) - at(&self.groups, c.g());
                let known = ways.get(&p.draw(o)).copied();
                b.p.draws.push(known.unwrap_or(small(b.p.ways())));
                for (r, a) in p.uses(o) {
                    value -= at(&self.rows, r) * i128::from(a);
                    if !at(&self.inner, r) || known.is_some() {
                        continue;
                    }
                    let row = *row_of.entry(r).or_insert_with(|| {
                        let row = p.rows.get(r);
                        let flight =
                            row.and_then(|row| row.flight).and_then(|f| place.get(&small(f)));
                        b.p.rows
                            .extend(row.map(|row| Row { flight: flight.map(|f| ux(*f)), ..*row }));
                        small(b.p.rows.len() - 1)
                    });
                    b.p.uses.push((row, crate::num::narrow(a)));
                }
                if known.is_none() {
                    ways.insert(p.draw(o), small(b.p.ways()));
                    b.p.use_starts.push(b.p.uses.len());
                }
                let value = i64::try_from(value).unwrap_or(i64::MIN / 4);
                b.p.choices.push(Choice { group: small(g), flight: *flight, stop: c.stop, value });
                b.options.push(small(o));
            }
            b.p.group_starts.push(b.p.choices.len());
        }
        finish(p, &mut b.p, &groups);
        b
    }
}

/// A problem without people, whose values are in units of 2^-`places` dollars.
pub(crate) fn empty(p: &Problem, places: u32) -> Problem {
    Problem {
        instance: Arc::clone(&p.instance),
        dollar: 1 << places,
        slack: p.slack << places,
        groups: Vec::new(),
        flights: Vec::new(),
        rows: Vec::new(),
        choices: Vec::new(),
        group_starts: vec![0],
        draws: Vec::new(),
        uses: Vec::new(),
        use_starts: vec![0],
        by_flight: Vec::new(),
        flight_starts: Vec::new(),
        apart: Vec::new(),
        apart_of: Vec::new(),
        sharers: Vec::new(),
    }
}

/// Completes the look-up tables of a part of `whole` with the given groups.
pub(crate) fn finish(whole: &Problem, p: &mut Problem, groups: &[u32]) {
    let mut by: Vec<u32> = (0..small(p.choices.len())).collect();
    by.sort_by_key(|o| at(&p.choices, ux(*o)).flight);
    p.by_flight = by;
    p.flight_starts = vec![0; p.flights.len() + 1];
    for c in &p.choices {
        bump(&mut p.flight_starts, c.f() + 1, 1);
    }
    let mut sum = 0;
    for start in &mut p.flight_starts {
        sum += *start;
        *start = sum;
    }
    p.apart_of = vec![Vec::new(); groups.len()];
    for (a, whole_a) in groups.iter().enumerate() {
        for other in whole.apart_from(ux(*whole_a)) {
            if let Ok(b) = groups.binary_search(&small(other)) {
                if let Some(list) = p.apart_of.get_mut(a) {
                    list.push(small(b));
                }
                if a < b {
                    p.apart.push((a, b));
                }
            }
        }
    }
    p.sharers = vec![Vec::new(); p.rows.len()];
    let mut told = vec![false; p.ways()];
    for o in 0..p.choices.len() {
        let (f, way) = (p.choice(o).flight, p.draw(o));
        if std::mem::replace(told.get_mut(way).unwrap_or(&mut true), true) {
            continue;
        }
        for (r, _) in span(&p.uses, &p.use_starts, way) {
            if let Some(list) = p.sharers.get_mut(ux(*r))
                && list.last() != Some(&f)
                && p.rows.get(ux(*r)).is_some_and(|row| row.flight.is_none())
            {
                list.push(f);
            }
        }
    }
    for list in &mut p.sharers {
        list.sort_unstable();
        list.dedup();
    }
}

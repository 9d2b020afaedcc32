//! The linear relaxation as a matrix, and bounds on the plan that its multipliers prove.
//!
//! Columns: one per option, then one per candidate flight. Rows: capacities, keep-apart, minimum
//! fill, then one per group, then "no option of a closed flight" per group and candidate.

use crate::num::{PLACES, at, bump, fixed, real, small, span, ux};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// Whether candidates are left open, or decided in this branch of the search.
pub(crate) type Fixing = Vec<Option<bool>>;

/// The relaxation, columns compressed.
pub(crate) struct Relaxation<'a> {
    pub(crate) p: &'a Problem,
    pub(crate) entries: Vec<(u32, i32)>,
    pub(crate) starts: Vec<usize>,
    pub(crate) gain: Vec<i64>,
    pub(crate) limit: Vec<i64>,
    /// Rows below this one are priced; the group rows follow.
    pub(crate) priced: usize,
    /// The column of each candidate flight.
    pub(crate) flight_column: Vec<Option<usize>>,
}

impl<'a> Relaxation<'a> {
    pub(crate) fn new(p: &'a Problem) -> Self {
        let mut columns: Vec<Vec<(u32, i32)>> = vec![Vec::new(); p.choices.len()];
        let mut flights: Vec<Vec<(u32, i32)>> = vec![Vec::new(); p.flights.len()];
        let mut limit: Vec<i64> = Vec::new();
        capacities(p, &mut columns, &mut flights, &mut limit);
        keep_apart(p, &mut columns, &mut flights, &mut limit);
        for f in (0..p.flights.len()).filter(|f| p.min_fill(*f) > 0) {
            let row = small(limit.len());
            limit.push(0);
            push(&mut flights, f, row, p.min_fill(f));
            p.options_on(f).for_each(|o| push(&mut columns, o, row, -p.people(p.choice(o).g())));
        }
        let priced = limit.len();
        limit.extend(p.groups.iter().map(|_| 1));
        let mut strong: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (o, c) in p.choices.iter().enumerate() {
            push(&mut columns, o, small(priced + c.g()), 1);
            if p.candidate(c.f()) {
                let row = *strong.entry((c.group, c.flight)).or_insert_with(|| {
                    limit.push(0);
                    push(&mut flights, c.f(), small(limit.len() - 1), -1);
                    small(limit.len() - 1)
                });
                push(&mut columns, o, row, 1);
            }
        }
        let mut gain: Vec<i64> = p.choices.iter().map(|c| c.value).collect();
        let mut flight_column = vec![None; p.flights.len()];
        for (f, column) in flights.into_iter().enumerate() {
            if p.candidate(f) {
                crate::num::put(&mut flight_column, f, Some(columns.len()));
                columns.push(column);
                gain.push(-p.cost(f));
            }
        }
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for column in &columns {
            entries.extend_from_slice(column);
            starts.push(entries.len());
        }
        Self { p, entries, starts, gain, limit, priced, flight_column }
    }

    pub(crate) fn column(&self, j: usize) -> &[(u32, i32)] {
        span(&self.entries, &self.starts, j)
    }

    /// The reduced profit of each option at the multipliers.
    pub(crate) fn profits(&self, prices: &[f64]) -> Vec<f64> {
        (0..self.p.choices.len())
            .map(|o| real(at(&self.gain, o)) - self.priced_sum(o, |r, a| real(a) * at(prices, r)))
            .collect()
    }

    fn priced_sum<T: std::iter::Sum>(&self, j: usize, term: impl Fn(usize, i64) -> T) -> T {
        self.column(j)
            .iter()
            .filter(|(r, _)| ux(*r) < self.priced)
            .map(|(r, a)| term(ux(*r), i64::from(*a)))
            .sum()
    }

    /// An upper bound on every plan that respects `fixing`, in exact integers.
    ///
    /// Every constraint but "the flight is flown or not" is priced with a non-negative multiplier,
    /// so the sum below is at least the objective of any plan, whatever the multipliers are.
    pub(crate) fn bound(&self, prices: &[f64], fixing: &Fixing) -> i64 {
        let p = self.p;
        let exact: Vec<i128> = prices.iter().map(|x| fixed(*x)).collect();
        let scaled = |j: usize| i128::from(at(&self.gain, j)) << PLACES;
        let profit: Vec<i128> = (0..p.choices.len())
            .map(|o| scaled(o) - self.priced_sum(o, |r, a| i128::from(a) * at(&exact, r)))
            .collect();
        let mut total: i128 = exact
            .iter()
            .zip(&self.limit)
            .take(self.priced)
            .map(|(price, limit)| price * i128::from(*limit))
            .sum();
        let mut seat = Vec::with_capacity(p.groups.len());
        for g in 0..p.groups.len() {
            let (mut sure, mut any) = (0, 0);
            for o in p.options_of(g) {
                let f = p.choice(o).f();
                let open = at(fixing, f);
                if open == Some(false) {
                    continue;
                }
                any = at(&profit, o).max(any);
                if open == Some(true) || !p.candidate(f) {
                    sure = at(&profit, o).max(sure);
                }
            }
            let price = at(&exact, self.priced + g).clamp(sure, any);
            total += price;
            seat.push(price);
        }
        for f in 0..p.flights.len() {
            let mut worth = match at(&self.flight_column, f) {
                Some(j) => scaled(j) - self.priced_sum(j, |r, a| i128::from(a) * at(&exact, r)),
                None => -(i128::from(p.cost(f)) << PLACES),
            };
            let (mut group, mut best) = (usize::MAX, 0_i128);
            for o in p.options_on(f) {
                let g = p.choice(o).g();
                if g != group {
                    worth += best;
                    (group, best) = (g, 0);
                }
                best = best.max(at(&profit, o) - at(&seat, g));
            }
            worth += best;
            total += match at(fixing, f) {
                _ if !p.candidate(f) => worth,
                Some(true) => worth,
                Some(false) => 0,
                None => worth.max(0),
            };
        }
        i64::try_from(total >> PLACES).unwrap_or(i64::MAX)
    }
}

fn push(columns: &mut [Vec<(u32, i32)>], j: usize, row: u32, amount: i64) {
    if let Some(column) = columns.get_mut(j) {
        column.push((row, crate::num::narrow(amount)));
    }
}

/// Capacity rows; those that even all their options together cannot fill are left out.
fn capacities(
    p: &Problem,
    columns: &mut [Vec<(u32, i32)>],
    flights: &mut [Vec<(u32, i32)>],
    limit: &mut Vec<i64>,
) {
    let mut most = vec![0_i64; p.rows.len()];
    for o in 0..p.choices.len() {
        p.uses(o).for_each(|(r, a)| bump(&mut most, r, a.max(0)));
    }
    let mut row_of = Vec::with_capacity(p.rows.len());
    for (row, most) in p.rows.iter().zip(&most) {
        if *most <= row.cap {
            row_of.push(None);
            continue;
        }
        row_of.push(Some(limit.len()));
        match row.flight.filter(|f| p.candidate(*f)) {
            Some(f) => {
                push(flights, f, small(limit.len()), -row.cap);
                limit.push(0);
            }
            None => limit.push(row.cap),
        }
    }
    for (o, column) in columns.iter_mut().enumerate().take(p.choices.len()) {
        for (r, a) in p.uses(o) {
            if let Some(row) = at(&row_of, r) {
                column.push((small(row), crate::num::narrow(a)));
            }
        }
    }
}

/// Options looked at for pairs kept apart, at most.
const MOST_PAIRED: usize = 8_000_000;

/// One row per pair of groups kept apart and flight that both could take.
fn keep_apart(
    p: &Problem,
    columns: &mut [Vec<(u32, i32)>],
    flights: &mut [Vec<(u32, i32)>],
    limit: &mut Vec<i64>,
) {
    let mut work = 0;
    for (a, b) in &p.apart {
        work += p.options_of(*a).len() + p.options_of(*b).len();
        if work > MOST_PAIRED {
            // Leaving rows out only loosens the bound; the search keeps every pair apart anyway.
            return;
        }
        let mut shared: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        p.options_of(*a).for_each(|o| shared.entry(p.choice(o).f()).or_default().0.push(o));
        p.options_of(*b).for_each(|o| shared.entry(p.choice(o).f()).or_default().1.push(o));
        for (f, (left, right)) in shared {
            if left.is_empty() || right.is_empty() {
                continue;
            }
            let row = small(limit.len());
            left.iter().chain(&right).for_each(|o| push(columns, *o, row, 1));
            if p.candidate(f) {
                push(flights, f, row, -1);
                limit.push(0);
            } else {
                limit.push(1);
            }
        }
    }
}

//! The relaxation's rows and where each option meets them.

use super::Fixing;
use super::order::{Fronts, fronts};
use crate::num::{at, bump, narrow, put, small, ux};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// No row, no column.
pub(super) const NONE: u32 = u32::MAX;

/// Which shared rows are priced. Leaving some out keeps the bound valid and makes it looser.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Capacity rows, by their number in the problem.
    pub(crate) caps: Vec<bool>,
    /// Runs (options of one group on one flight) of which no two may be used: all are kept apart
    /// from each other.
    pub(crate) apart: Vec<Vec<u32>>,
    /// Flights on which high-risk people are limited to a whole number that is proved to be the
    /// most, though the relaxation could carry a part of one more.
    pub(crate) high: BTreeMap<usize, i64>,
}

/// A shared row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shared {
    Cap(usize),
    Fill(usize),
    /// High-risk people on a flight, at most.
    High(i64),
    Apart(usize),
}

/// The relaxation of one problem under one choice of rows.
pub(crate) struct Shape<'p> {
    pub(crate) p: &'p Problem,
    /// Runs: the options of one group on one flight. Where each begins, and its flight.
    pub(crate) run_starts: Vec<u32>,
    pub(crate) run_flight: Vec<u32>,
    /// The runs of each group.
    pub(crate) group_runs: Vec<u32>,
    pub(crate) rows: Vec<Shared>,
    /// The flight on which a row counts only when flown, and its capacity there.
    pub(crate) row_flight: Vec<u32>,
    pub(crate) scale: Vec<f64>,
    pub(crate) row_of: Vec<u32>,
    pub(crate) fill_of: Vec<u32>,
    /// The flight of each candidate column, and the column of each flight.
    pub(crate) columns: Vec<u32>,
    pub(crate) column_of: Vec<u32>,
    /// Per flight the row on high-risk people, if there is one.
    pub(crate) high_of: Vec<u32>,
    /// The pattern of each option, and each pattern's shared rows with what it takes of them.
    pub(crate) pattern_of: Vec<u32>,
    pub(crate) pattern_starts: Vec<u32>,
    pub(crate) entries: Vec<(u32, i32)>,
    pub(crate) fronts: Fronts,
}

/// The runs of a problem: starts, flights, and the runs of each group.
pub(crate) fn runs(p: &Problem) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let (mut starts, mut flights, mut of) = (vec![], vec![], vec![0]);
    for g in 0..p.groups.len() {
        let mut last = NONE;
        for o in p.options_of(g) {
            let f = p.choice(o).flight;
            if f != last {
                starts.push(small(o));
                flights.push(f);
                last = f;
            }
        }
        of.push(small(starts.len()));
    }
    starts.push(small(p.choices.len()));
    (starts, flights, of)
}

impl Rows {
    /// Every capacity row that its options together could overfill, but of those shared by
    /// transfers and of medical places only the ones that `used` shows to be well filled.
    pub(crate) fn screened(p: &Problem, used: Option<&[i64]>) -> Self {
        let mut most = vec![0_i64; p.rows.len()];
        for g in 0..p.groups.len() {
            let mut seen: Vec<(usize, i64)> =
                p.options_of(g).flat_map(|o| p.uses(o)).filter(|(_, a)| *a > 0).collect();
            seen.sort_unstable();
            seen.dedup_by_key(|(r, _)| *r);
            for (r, a) in seen {
                bump(&mut most, r, a);
            }
        }
        let pressing = |r: usize, cap: i64| used.is_none_or(|u| at(u, r) * 4 >= cap * 3);
        let caps = p.rows.iter().zip(&most).enumerate().map(|(r, (row, most))| {
            *most > row.cap && (row.flight.is_some() && !row.sparse() || pressing(r, row.cap))
        });
        Self { caps: caps.collect(), ..Self::default() }
    }
}

impl<'p> Shape<'p> {
    /// Whether the relaxation is small enough to be solved.
    pub(super) fn is_solvable(&self) -> bool {
        self.fronts.is_solvable()
    }

    pub(crate) fn new(p: &'p Problem, chosen: &Rows) -> Self {
        let (run_starts, run_flight, group_runs) = runs(p);
        let nf = p.flights.len();
        let mut rows = Vec::new();
        let mut row_flight = Vec::new();
        let mut scale = Vec::new();
        let mut row_of = vec![NONE; p.rows.len()];
        let (mut column_of, mut columns) = (vec![NONE; nf], Vec::new());
        for f in (0..nf).filter(|f| p.candidate(*f)) {
            put(&mut column_of, f, small(columns.len()));
            columns.push(small(f));
        }
        for (r, row) in p.rows.iter().enumerate().filter(|(r, _)| at(&chosen.caps, *r)) {
            put(&mut row_of, r, small(rows.len()));
            rows.push(Shared::Cap(r));
            let of = row.flight.filter(|f| p.candidate(*f));
            row_flight.push(of.map_or(NONE, small));
            scale.push(row.scale());
        }
        let mut fill_of = vec![NONE; nf];
        for f in (0..nf).filter(|f| p.min_fill(*f) > 0) {
            put(&mut fill_of, f, small(rows.len()));
            rows.push(Shared::Fill(f));
            row_flight.push(small(f));
            scale.push(0.1);
        }
        let mut high_of = vec![NONE; nf];
        for (f, cap) in chosen.high.iter().map(|(f, cap)| (*f, *cap)) {
            put(&mut high_of, f, small(rows.len()));
            rows.push(Shared::High(cap));
            row_flight.push(if p.candidate(f) { small(f) } else { NONE });
            scale.push(1.0);
        }
        let mut extras: Vec<(u32, u32)> = Vec::new();
        for (k, runs) in chosen.apart.iter().enumerate() {
            let f = runs.first().map_or(NONE, |run| at(&run_flight, ux(*run)));
            extras.extend(runs.iter().map(|run| (*run, small(rows.len()))));
            rows.push(Shared::Apart(k));
            row_flight.push(if p.candidate(ux(f)) { f } else { NONE });
            scale.push(1.0);
        }
        extras.sort_unstable();
        let mut shape = Self {
            p,
            run_starts,
            run_flight,
            group_runs,
            rows,
            row_flight,
            scale,
            row_of,
            fill_of,
            columns,
            column_of,
            high_of,
            pattern_of: Vec::new(),
            pattern_starts: vec![0],
            entries: Vec::new(),
            fronts: Fronts::default(),
        };
        shape.patterns(&extras);
        shape.fronts = fronts(&shape, &chosen.apart);
        shape
    }

    /// The price of a capacity row of the problem, of the prices of all shared rows.
    pub(crate) fn price(&self, rows: &[f64], r: usize) -> f64 {
        at(rows, ux(at(&self.row_of, r)))
    }

    pub(crate) fn runs_of(&self, g: usize) -> std::ops::Range<usize> {
        ux(at(&self.group_runs, g))..ux(at(&self.group_runs, g + 1))
    }

    pub(crate) fn options_in(&self, run: usize) -> std::ops::Range<usize> {
        ux(at(&self.run_starts, run))..ux(at(&self.run_starts, run + 1))
    }

    /// The flight of a row on high-risk people.
    pub(super) fn high_flight(&self, row: usize) -> Option<usize> {
        self.high_of.iter().position(|of| ux(*of) == row)
    }

    pub(crate) fn flight(&self, run: usize) -> usize {
        ux(at(&self.run_flight, run))
    }

    /// Works out each pattern once. Those with pairs kept apart have one of their own.
    fn patterns(&mut self, extras: &[(u32, u32)]) {
        let p = self.p;
        let mut known = vec![NONE; p.ways()];
        let mut left = extras;
        self.pattern_of = Vec::with_capacity(p.choices.len());
        for run in 0..self.run_flight.len() {
            let mine = left.iter().take_while(|(k, _)| ux(*k) == run).count();
            let (apart, rest) = left.split_at(mine);
            left = rest;
            for o in self.options_in(run) {
                let way = p.draw(o);
                let pattern = at(&known, way);
                if apart.is_empty() && pattern != NONE {
                    self.pattern_of.push(pattern);
                    continue;
                }
                let pattern = small(self.pattern_starts.len() - 1);
                self.write(o, apart);
                self.pattern_of.push(pattern);
                self.pattern_starts.push(small(self.entries.len()));
                if apart.is_empty() {
                    put(&mut known, way, pattern);
                }
            }
        }
    }

    fn write(&mut self, o: usize, apart: &[(u32, u32)]) {
        let p = self.p;
        let c = p.choice(o);
        for (r, a) in p.drawn(p.draw(o)) {
            let row = at(&self.row_of, ux(*r));
            if row != NONE {
                self.entries.push((row, *a));
            }
        }
        let group = p.groups.get(c.g());
        let mut more = |row: u32, amount: i64| {
            if row != NONE && amount != 0 {
                self.entries.push((row, narrow(amount)));
            }
        };
        more(at(&self.fill_of, c.f()), -group.map_or(0, |g| g.people));
        more(at(&self.high_of, c.f()), group.map_or(0, |g| g.high_risk));
        for (_, row) in apart {
            more(*row, 1);
        }
    }

    /// The shared rows of a pattern, and what it takes of them.
    pub(crate) fn pattern(&self, k: usize) -> &[(u32, i32)] {
        let (from, to) = (at(&self.pattern_starts, k), at(&self.pattern_starts, k + 1));
        self.entries.get(ux(from)..ux(to)).unwrap_or_default()
    }

    /// Each pattern's share of the shared rows' prices.
    pub(crate) fn costs(&self, rows: &[f64]) -> Vec<f64> {
        let patterns = 0..self.pattern_starts.len().saturating_sub(1);
        let cost = |(row, a): &(u32, i32)| f64::from(*a) * at(rows, ux(*row));
        patterns.map(|k| self.pattern(k).iter().map(cost).sum()).collect()
    }

    /// The shared rows of an option, with its scaled coefficients.
    pub(crate) fn each(&self, o: usize, mut f: impl FnMut(usize, f64)) {
        for (row, a) in self.pattern(ux(at(&self.pattern_of, o))) {
            f(ux(*row), f64::from(*a) * at(&self.scale, ux(*row)));
        }
    }

    /// What a row allows when its flight is flown, less what is already placed.
    pub(crate) fn limits(&self, fixing: &Fixing) -> Vec<i64> {
        let p = self.p;
        let mut limit: Vec<i64> = self
            .rows
            .iter()
            .map(|row| match row {
                Shared::Cap(r) => p.cap(*r),
                Shared::Fill(f) => -p.min_fill(*f),
                Shared::High(cap) => *cap,
                Shared::Apart(_) => 1,
            })
            .collect();
        for o in &fixing.placed {
            let c = p.choice(ux(*o));
            for (r, a) in p.uses(ux(*o)) {
                let row = ux(at(&self.row_of, r));
                if row < limit.len() {
                    bump(&mut limit, row, -a);
                }
            }
            let fill = ux(at(&self.fill_of, c.f()));
            if fill < limit.len() {
                bump(&mut limit, fill, p.people(c.g()));
            }
            let high = ux(at(&self.high_of, c.f()));
            if high < limit.len() {
                bump(&mut limit, high, -p.groups.get(c.g()).map_or(0, |g| g.high_risk));
            }
        }
        limit
    }
}

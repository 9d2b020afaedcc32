//! The relaxation's rows and where each option meets them.

use super::Fixing;
use super::order::{Fronts, fronts};
use crate::num::{at, bump, put, small, ux};
use crate::problem::Problem;

/// No row, no column.
pub(super) const NONE: u32 = u32::MAX;

/// Which shared rows are priced. Leaving some out keeps the bound valid and makes it looser.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Capacity rows, by their number in the problem.
    pub(crate) caps: Vec<bool>,
    /// Pairs of runs (options of one group on one flight) kept apart.
    pub(crate) apart: Vec<(u32, u32)>,
}

/// A shared row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shared {
    Cap(usize),
    Fill(usize),
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
    pub(crate) extra_starts: Vec<u32>,
    pub(crate) extra: Vec<u32>,
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
        Self { caps: caps.collect(), apart: Vec::new() }
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
        let mut extras: Vec<(u32, u32)> = Vec::new();
        for (k, (a, b)) in chosen.apart.iter().enumerate() {
            let f = at(&run_flight, ux(*a));
            extras.extend([(*a, small(rows.len())), (*b, small(rows.len()))]);
            rows.push(Shared::Apart(k));
            row_flight.push(if p.candidate(ux(f)) { f } else { NONE });
            scale.push(1.0);
        }
        extras.sort_unstable();
        let mut extra_starts = vec![0_u32; run_flight.len() + 1];
        for (run, _) in &extras {
            bump(&mut extra_starts, ux(*run) + 1, 1);
        }
        let mut sum = 0;
        for start in &mut extra_starts {
            sum += *start;
            *start = sum;
        }
        let extra = extras.into_iter().map(|(_, row)| row).collect();
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
            extra_starts,
            extra,
            fronts: Fronts::default(),
        };
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

    pub(crate) fn flight(&self, run: usize) -> usize {
        ux(at(&self.run_flight, run))
    }

    /// The shared rows of an option of `run`, with its coefficients.
    pub(crate) fn each(&self, o: usize, run: usize, mut f: impl FnMut(usize, f64)) {
        for (r, a) in self.p.uses.get(self.p.use_span(o)).unwrap_or_default() {
            let row = ux(at(&self.row_of, ux(*r)));
            if let Some(scale) = self.scale.get(row) {
                f(row, f64::from(*a) * scale);
            }
        }
        let flight = self.flight(run);
        let fill = ux(at(&self.fill_of, flight));
        if let Some(scale) = self.scale.get(fill) {
            f(fill, -crate::num::real(self.p.people(self.p.choice(o).g())) * scale);
        }
        let (from, to) = (ux(at(&self.extra_starts, run)), ux(at(&self.extra_starts, run + 1)));
        for row in self.extra.get(from..to).unwrap_or_default() {
            f(ux(*row), 1.0);
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
        }
        limit
    }
}

//! The interior-point method: a point that keeps every constraint strictly, led to the best one.

use super::Fixing;
use super::compact::Compact;
use super::focus::Focus;
use super::pass::Step;
use super::point::{Aim, Point, Short, lengths, positive};
use super::shape::{NONE, Shape};
use super::soft::soft;
use crate::num::{at, bump, put, real, ux};
use crate::problem::Problem;

/// When to stop.
pub(crate) struct Stop<'a> {
    /// Steps at most.
    pub(crate) steps: u32,
    /// The relative gap at which the relaxation counts as solved.
    pub(crate) gap: f64,
    /// A bound below this is good enough.
    pub(crate) below: i64,
    /// Asked before each step.
    pub(crate) keep_on: &'a dyn Fn() -> bool,
}

/// A solved relaxation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// How far each option is used.
    pub(crate) x: Vec<f64>,
    /// How far each flight is flown.
    pub(crate) y: Vec<f64>,
    /// Prices of shared rows, then of groups, in the value's unit.
    pub(crate) rows: Vec<f64>,
    pub(crate) groups: Vec<f64>,
    /// Proved: no plan under this fixing is worth more.
    pub(crate) bound: i64,
}

pub(super) struct Method<'a> {
    pub(super) shape: &'a Shape<'a>,
    /// What the bound is for, and what is solved: at least as strict.
    pub(super) fixing: &'a Fixing,
    pub(super) inner: &'a Fixing,
    pub(super) c: Compact,
    cost: Vec<f64>,
    pub(super) limit: Vec<f64>,
    pub(super) coupling: Vec<f64>,
    pub(super) live_row: Vec<bool>,
    pub(super) live_column: Vec<bool>,
    /// What is worth something without being in play.
    sure: f64,
    /// Prices of rows that are not in play.
    pub(super) prices: &'a [f64],
}

/// Solves the relaxation under `fixing`; where it cannot be factored or no step may be taken, quick
/// prices stand in.
pub(crate) fn solve(shape: &Shape<'_>, fixing: &Fixing, stop: &Stop<'_>) -> Outcome {
    within(shape, fixing, (fixing, &[]), stop)
}

/// Solves the part in focus, and proves the bound for `fixing`.
pub(crate) fn focused(
    shape: &Shape<'_>,
    fixing: &Fixing,
    focus: &Focus,
    stop: &Stop<'_>,
) -> Outcome {
    within(shape, fixing, (&focus.fixing, &focus.prices), stop)
}

fn within(
    shape: &Shape<'_>,
    fixing: &Fixing,
    (inner, prices): (&Fixing, &[f64]),
    stop: &Stop<'_>,
) -> Outcome {
    if stop.steps == 0 || !shape.is_solvable() {
        return soft(shape, fixing, stop.keep_on);
    }
    let method = Method { prices, ..Method::new(shape, fixing, inner) };
    let mut point = method.start();
    let mut best = method.outcome(&point);
    let (mut last, mut stuck) = (f64::INFINITY, 0);
    for k in 0..stop.steps {
        if !(stop.keep_on)() {
            break;
        }
        let (short, far) = method.short(&point);
        let gap = Method::products(&point) / method.worth(&point).abs().max(1e-9);
        let done = gap < stop.gap && far < 1e-4;
        if done || (k >= 6 && k % 3 == 0) {
            let found = method.outcome(&point);
            if found.bound < best.bound {
                best.bound = found.bound;
                (best.rows, best.groups) = (found.rows, found.groups);
            }
            (best.x, best.y) = (found.x, found.y);
        }
        stuck = if k < 20 || gap + far < last * 0.95 { 0 } else { stuck + 1 };
        last = last.min(gap + far);
        if done || best.bound <= stop.below || stuck > 6 || !gap.is_finite() {
            return best;
        }
        method.step(&mut point, &short);
    }
    let found = method.outcome(&point);
    if found.bound < best.bound {
        best = found;
    }
    best
}

impl<'a> Method<'a> {
    fn new(shape: &'a Shape<'a>, fixing: &'a Fixing, inner: &'a Fixing) -> Self {
        let p = shape.p;
        let c = Compact::new(shape, inner);
        let open = |f: u32| f != NONE && inner.open(ux(f));
        let mut live_row = vec![false; shape.rows.len()];
        c.entries.iter().for_each(|(row, _)| put(&mut live_row, ux(*row), true));
        let limits = shape.limits(inner);
        let scaled = |row: usize| real(at(&limits, row)) * at(&shape.scale, row);
        let tied = |row: usize| open(at(&shape.row_flight, row));
        let rows = 0..shape.rows.len();
        Self {
            cost: shape.columns.iter().map(|f| real(p.cost(ux(*f))) / c.unit).collect(),
            limit: rows.clone().map(|r| if tied(r) { 0.0 } else { scaled(r) }).collect(),
            coupling: rows.map(|r| if tied(r) { -scaled(r) } else { 0.0 }).collect(),
            live_column: shape.columns.iter().map(|f| open(*f)).collect(),
            sure: sure(p, inner) / c.unit,
            shape,
            fixing,
            inner,
            c,
            live_row,
            prices: &[],
        }
    }

    /// A row's column, when it is open.
    pub(super) fn column(&self, row: usize) -> Option<usize> {
        let f = at(&self.shape.row_flight, row);
        let column = ux(*self.shape.column_of.get(ux(f))?);
        at(&self.live_column, column).then_some(column)
    }

    /// Residuals, and the largest of the used side.
    fn short(&self, point: &Point) -> (Short, f64) {
        let (shape, c) = (self.shape, &self.c);
        let mut short = Short {
            option: vec![0.0; c.option.len()],
            group: vec![0.0; c.groups()],
            run: vec![0.0; c.runs()],
            row: vec![0.0; shape.rows.len()],
            column: vec![0.0; shape.columns.len()],
            column_top: vec![0.0; shape.columns.len()],
        };
        let mut far = 0.0_f64;
        for k in (0..shape.columns.len()).filter(|k| at(&self.live_column, *k)) {
            let rest = -at(&self.cost, k) - at(&point.top_price, k) + at(&point.y_low, k);
            put(&mut short.column, k, rest);
            put(&mut short.column_top, k, 1.0 - at(&point.y, k) - at(&point.top_slack, k));
        }
        for row in (0..shape.rows.len()).filter(|row| at(&self.live_row, *row)) {
            let mut rest = at(&self.limit, row) - at(&point.slack_row, row);
            if let Some(k) = self.column(row) {
                rest -= at(&self.coupling, row) * at(&point.y, k);
                bump(&mut short.column, k, -at(&self.coupling, row) * at(&point.price_row, row));
            }
            put(&mut short.row, row, rest);
        }
        let mut taken = vec![0.0; c.patterns()];
        let dots = c.dots(&point.price_row);
        for g in 0..c.groups() {
            let mut left = 1.0 - at(&point.slack_group, g);
            for run in c.runs_of(g) {
                let mut in_run = 0.0;
                let both = at(&point.price_group, g) + at(&point.price_run, run);
                for j in c.columns_of(run) {
                    let x = at(&point.x, j);
                    in_run += x;
                    bump(&mut taken, c.pattern_of(j), -x);
                    let cost = both + at(&dots, c.pattern_of(j));
                    put(&mut short.option, j, at(&c.value, j) - cost + at(&point.t, j));
                }
                left -= in_run;
                let column = ux(at(&c.run_column, run));
                if column < shape.columns.len() {
                    let rest = at(&point.y, column) - in_run - at(&point.slack_run, run);
                    put(&mut short.run, run, rest);
                    bump(&mut short.column, column, at(&point.price_run, run));
                    far = far.max(rest.abs());
                }
            }
            put(&mut short.group, g, left);
            far = far.max(left.abs());
        }
        c.add(&taken, &mut short.row);
        far = short.row.iter().fold(far, |far, rest| far.max(rest.abs() * 0.01));
        (short, far)
    }

    fn products(point: &Point) -> f64 {
        point.pairs().iter().flat_map(|(a, b)| a.iter().zip(*b)).map(|(a, b)| a * b).sum()
    }

    fn worth(&self, point: &Point) -> f64 {
        let seats: f64 = point.x.iter().zip(&self.c.value).map(|(x, v)| x * v).sum();
        let flights: f64 = point.y.iter().zip(&self.cost).map(|(y, c)| y * c).sum();
        self.sure + seats - flights
    }

    fn step(&self, point: &mut Point, short: &Short) {
        let step = Step {
            shape: self.shape,
            c: &self.c,
            live_row: &self.live_row,
            live_column: &self.live_column,
            coupling: &self.coupling,
            now: point,
            short,
            weight: Vec::new(),
            run: Vec::new(),
            group: Vec::new(),
        };
        let step = step.prepare();
        let factor = step.factor();
        let pairs: f64 = point.pairs().iter().map(|(a, _)| positive(a)).sum();
        let mean = Self::products(point) / pairs.max(1.0);
        let straight = step.direction(&factor, &Aim::new(point, 0.0, None));
        let (a, b) = lengths(point, &straight);
        let after: f64 = point
            .pairs()
            .iter()
            .zip(straight.pairs())
            .flat_map(|((s, l), (ds, dl))| s.iter().zip(*l).zip(ds.iter().zip(dl)))
            .map(|((s, l), (ds, dl))| (s + a * ds) * (l + b * dl))
            .sum();
        let ratio = (after / pairs.max(1.0) / mean).clamp(0.0, 1.0);
        let target = mean * ratio.powi(3).max(1e-4);
        let mut aim = Aim::new(point, target, Some(&straight));
        drop(straight);
        let mut way = step.direction(&factor, &aim);
        let (mut a, mut b) = lengths(point, &way);
        if a.min(b) <= 0.9 {
            // Turned once towards the centre, if that goes farther.
            let longer = |a: f64| (1.2 * a + 0.1).min(1.0);
            aim.centre(point, &way, target, (longer(a), longer(b)));
            let turned = step.direction(&factor, &aim);
            let (c, d) = lengths(point, &turned);
            if c + d >= a + b + 0.02 {
                (way, a, b) = (turned, c, d);
            }
        }
        let (a, b) = (a * 0.99, b * 0.99);
        for ((s, l), (ds, dl)) in point.pairs_mut().into_iter().zip(way.pairs()) {
            s.iter_mut().zip(ds).for_each(|(s, d)| *s += a * d);
            l.iter_mut().zip(dl).for_each(|(l, d)| *l += b * d);
        }
    }
}

/// What is placed is worth, less the flights that fly.
fn sure(p: &Problem, inner: &Fixing) -> f64 {
    let seats: i64 = inner.placed.iter().map(|o| p.choice(ux(*o)).value).sum();
    let flies = |f: &usize| at(&inner.flown, *f) == Some(true);
    let flights: i64 = (0..p.flights.len()).filter(flies).map(|f| p.cost(f)).sum();
    real(seats.saturating_sub(flights))
}

//! Multipliers for the relaxation by a restarted primal-dual gradient method.
//!
//! Real numbers only steer: what is claimed is proved by `Relaxation::bound`. All sums run in a
//! fixed order, so the same instance gives the same multipliers.

use crate::num::{at, bump, put, real, span, ux};
use crate::relax::{Fixing, Relaxation};

/// How far each column is used, the multiplier of each row, and the weight between the two.
#[derive(Clone, Default)]
pub(crate) struct Point {
    x: Vec<f64>,
    prices: Vec<f64>,
    weight: f64,
}

/// What a run found.
pub(crate) struct Found {
    /// Where to go on from.
    pub(crate) point: Point,
    /// The multipliers of the best bound, in the relaxation's units.
    pub(crate) prices: Vec<f64>,
    /// How far each column is used.
    pub(crate) x: Vec<f64>,
    pub(crate) bound: i64,
}

/// Iterations between two looks at the bound.
const LOOK: u32 = 40;

/// The fixed data of the method: the matrix in real numbers, scaled, and the steps.
pub(crate) struct Dual<'a, 'p> {
    lp: &'a Relaxation<'p>,
    entries: Vec<(u32, f64)>,
    gain: Vec<f64>,
    limit: Vec<f64>,
    scale: Vec<f64>,
    step: Vec<f64>,
    price_step: Vec<f64>,
}

/// Sums since the last restart.
struct Run {
    x: Vec<f64>,
    prices: Vec<f64>,
    times: f64,
    from: Point,
    error_then: f64,
    error_before: f64,
}

impl<'a, 'p> Dual<'a, 'p> {
    pub(crate) fn new(lp: &'a Relaxation<'p>) -> Self {
        let (rows, columns) = (lp.limit.len(), lp.gain.len());
        let mut scale = vec![1.0_f64; rows];
        for (r, a) in lp.entries.iter().take(at(&lp.starts, lp.p.choices.len())) {
            let most = at(&scale, ux(*r)).max(f64::from(*a).abs());
            put(&mut scale, ux(*r), most);
        }
        let scaled = |(r, a): &(u32, i32)| (*r, f64::from(*a) / at(&scale, ux(*r)));
        let entries: Vec<(u32, f64)> = lp.entries.iter().map(scaled).collect();
        let (mut step, mut price_step) = (vec![1e-9_f64; columns], vec![1e-9_f64; rows]);
        for j in 0..columns {
            for (r, a) in span(&entries, &lp.starts, j) {
                bump(&mut step, j, a.abs());
                bump(&mut price_step, ux(*r), a.abs());
            }
        }
        step.iter_mut().chain(&mut price_step).for_each(|s| *s = 1.0 / *s);
        let gain = lp.gain.iter().map(|v| real(*v)).collect();
        let limit = lp.limit.iter().zip(&scale).map(|(b, s)| real(*b) / s).collect();
        Self { lp, entries, gain, limit, scale, step, price_step }
    }

    /// Where to begin without any knowledge.
    pub(crate) fn start(&self) -> Point {
        let size: f64 = self.gain.iter().map(|v| v.abs()).sum();
        Point {
            x: vec![0.0; self.gain.len()],
            prices: vec![0.0; self.limit.len()],
            weight: (size / real(crate::num::count(self.gain.len().max(1)))).max(1.0),
        }
    }

    /// Iterates from `point`, keeping the best bound; `keep_on` is told the bound at each look.
    pub(crate) fn improve(
        &self,
        mut point: Point,
        fixing: &Fixing,
        iterations: u32,
        keep_on: &mut dyn FnMut(i64) -> bool,
    ) -> Found {
        let range = self.range(fixing);
        let mut prices = self.unscaled(&point.prices);
        let mut bound = self.lp.bound(&prices, fixing);
        let mut run = self.fresh(&point, &range);
        let mut activity = vec![0.0; self.limit.len()];
        let mut steps = 0;
        for k in 1..=iterations {
            self.iterate(&mut point, &range, &mut activity);
            run.times += 1.0;
            run.x.iter_mut().zip(&point.x).for_each(|(sum, x)| *sum += x);
            run.prices.iter_mut().zip(&point.prices).for_each(|(sum, x)| *sum += x);
            steps += 1;
            if k % LOOK != 0 && k != iterations {
                continue;
            }
            let mean = Point {
                x: run.x.iter().map(|s| s / run.times).collect(),
                prices: run.prices.iter().map(|s| s / run.times).collect(),
                weight: point.weight,
            };
            let (e_mean, e_here) = (self.error(&mean, &range), self.error(&point, &range));
            let (best, error) = if e_mean < e_here { (&mean, e_mean) } else { (&point, e_here) };
            let tried = self.unscaled(&best.prices);
            let proved = self.lp.bound(&tried, fixing);
            if proved < bound {
                (bound, prices) = (proved, tried);
            }
            let restart = error <= 0.2 * run.error_then
                || (error <= 0.8 * run.error_then && error > run.error_before)
                || steps * 5 >= k.max(10 * LOOK) * 2;
            run.error_before = error;
            if restart {
                point = reweighted(best, &run.from);
                run = self.fresh(&point, &range);
                steps = 0;
            }
            if !keep_on(bound) {
                break;
            }
        }
        let x = if run.times > 0.0 {
            run.x.iter().map(|s| s / run.times).collect()
        } else {
            point.x.clone()
        };
        Found { point, prices, x, bound }
    }

    fn fresh(&self, point: &Point, range: &[(f64, f64)]) -> Run {
        let error = self.error(point, range);
        Run {
            x: vec![0.0; point.x.len()],
            prices: vec![0.0; point.prices.len()],
            times: 0.0,
            from: point.clone(),
            error_then: error,
            error_before: error,
        }
    }

    /// The least and most of each column under the decisions taken.
    fn range(&self, fixing: &Fixing) -> Vec<(f64, f64)> {
        let mut range = vec![(0.0, 1.0); self.gain.len()];
        for (o, choice) in self.lp.p.choices.iter().enumerate() {
            if at(fixing, choice.f()) == Some(false) {
                put(&mut range, o, (0.0, 0.0));
            }
        }
        for (f, column) in self.lp.flight_column.iter().enumerate() {
            match (column, at(fixing, f)) {
                (Some(j), Some(true)) => put(&mut range, *j, (1.0, 1.0)),
                (Some(j), Some(false)) => put(&mut range, *j, (0.0, 0.0)),
                (_, None) | (None, _) => {}
            }
        }
        range
    }

    fn unscaled(&self, prices: &[f64]) -> Vec<f64> {
        prices.iter().zip(&self.scale).map(|(price, scale)| price / scale).collect()
    }

    fn iterate(&self, point: &mut Point, range: &[(f64, f64)], activity: &mut [f64]) {
        activity.fill(0.0);
        let Point { x, prices, weight } = point;
        for (j, x) in x.iter_mut().enumerate() {
            let (column, (lo, hi)) = (span(&self.entries, &self.lp.starts, j), at(range, j));
            let cost: f64 = column.iter().map(|(r, a)| a * at(prices, ux(*r))).sum();
            let next =
                (*x + at(&self.step, j) / *weight * (at(&self.gain, j) - cost)).clamp(lo, hi);
            let ahead = 2.0 * next - *x;
            *x = next;
            if ahead != 0.0 {
                for (r, a) in column {
                    bump(activity, ux(*r), a * ahead);
                }
            }
        }
        let steps = activity.iter().zip(&self.limit).zip(&self.price_step);
        for (price, ((used, limit), step)) in prices.iter_mut().zip(steps) {
            *price = (*price + *weight * step * (used - limit)).max(0.0);
        }
    }

    /// How far a point is from being best: its gap and its broken rows, in dollars.
    fn error(&self, point: &Point, range: &[(f64, f64)]) -> f64 {
        let mut activity = vec![0.0; self.limit.len()];
        let (mut dual, mut primal) = (0.0, 0.0);
        for (j, x) in point.x.iter().enumerate() {
            let column = span(&self.entries, &self.lp.starts, j);
            let cost: f64 = column.iter().map(|(r, a)| a * at(&point.prices, ux(*r))).sum();
            let (rest, (lo, hi)) = (at(&self.gain, j) - cost, at(range, j));
            dual += if rest > 0.0 { hi * rest } else { lo * rest };
            primal += at(&self.gain, j) * x;
            if *x != 0.0 {
                for (r, a) in column {
                    bump(&mut activity, ux(*r), a * x);
                }
            }
        }
        let mut broken = 0.0_f64;
        for ((used, limit), price) in activity.iter().zip(&self.limit).zip(&point.prices) {
            dual += price * limit;
            broken += (used - limit).max(0.0).powi(2);
        }
        let gap = dual - primal;
        (gap * gap + broken * point.weight * point.weight).sqrt()
    }
}

/// The point to restart from, with the weight drawn towards how far each side has moved.
fn reweighted(best: &Point, from: &Point) -> Point {
    let moved =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    let (dx, dp) = (moved(&best.x, &from.x), moved(&best.prices, &from.prices));
    let mut next = best.clone();
    if dx > 1e-9 && dp > 1e-9 {
        next.weight = (best.weight.powi(3) * (dp / dx)).sqrt().sqrt().clamp(1e-3, 1e9);
    }
    next
}

//! One step of the interior-point method: the system of a step, and its solution group by group.

use super::front::{Factor, Square};
use super::interior::{Aim, Point};
use super::order::Front;
use super::shape::{NONE, Shape};
use crate::num::{at, bump, put, ux};

/// The data that a step works on.
pub(super) struct Step<'a> {
    pub(super) shape: &'a Shape<'a>,
    /// Which runs have a candidate row of their own.
    pub(super) tied: &'a [bool],
    /// Which options, rows and columns take part.
    pub(super) live: &'a [bool],
    pub(super) live_row: &'a [bool],
    pub(super) live_column: &'a [bool],
    /// What a row takes of its flight's column.
    pub(super) coupling: &'a [f64],
    pub(super) now: &'a Point,
    /// How far each constraint is from holding: options, groups, runs, rows, columns.
    pub(super) short: &'a Short,
}

/// Residuals.
#[derive(Default, Clone)]
pub(super) struct Short {
    pub(super) option: Vec<f64>,
    pub(super) group: Vec<f64>,
    pub(super) run: Vec<f64>,
    pub(super) row: Vec<f64>,
    pub(super) column: Vec<f64>,
    pub(super) column_top: Vec<f64>,
}

/// A sparse sum over places, emptied after each use.
#[derive(Default)]
struct Sparse {
    value: Vec<f64>,
    touched: Vec<u32>,
    mark: Vec<bool>,
}

impl Sparse {
    fn sized(n: usize) -> Self {
        Self { value: vec![0.0; n], touched: Vec::new(), mark: vec![false; n] }
    }

    fn add(&mut self, i: usize, x: f64) {
        if !at(&self.mark, i) {
            put(&mut self.mark, i, true);
            self.touched.push(crate::num::small(i));
        }
        bump(&mut self.value, i, x);
    }

    fn drain(&mut self, into: &mut Vec<(u32, f64)>) {
        into.clear();
        for i in self.touched.drain(..) {
            into.push((i, at(&self.value, ux(i))));
            put(&mut self.value, ux(i), 0.0);
            put(&mut self.mark, ux(i), false);
        }
    }
}

impl Step<'_> {
    fn weight(&self, o: usize) -> f64 {
        at(&self.now.x, o) / at(&self.now.t, o)
    }

    fn live_options(&self, run: usize) -> impl Iterator<Item = usize> + '_ {
        self.shape.options_in(run).filter(|o| at(self.live, *o))
    }

    /// The pivots of a group: of each run's row, and of the group's own row.
    fn pivots(&self, g: usize, runs: &mut Vec<(usize, f64, f64, f64)>) -> f64 {
        runs.clear();
        let mut pivot = at(&self.now.slack_group, g) / at(&self.now.price_group, g);
        for run in self.shape.runs_of(g) {
            let d: f64 = self.live_options(run).map(|o| self.weight(o)).sum();
            if d == 0.0 {
                continue;
            }
            let (e, m) = if at(self.tied, run) {
                let e = at(&self.now.slack_run, run) / at(&self.now.price_run, run);
                (e, e + d)
            } else {
                (1.0, 1.0)
            };
            pivot += d * e / m;
            runs.push((run, d, e, m));
        }
        pivot
    }

    pub(super) fn factor(&self) -> Factor<'_> {
        let rows = self.shape.rows.len();
        let mut run_sum = Sparse::sized(rows + self.shape.columns.len());
        let mut group_sum = Sparse::sized(rows + self.shape.columns.len());
        let (mut list, mut runs, mut one) = (Vec::new(), Vec::new(), Vec::new());
        Factor::new(&self.shape.fronts, rows, |front: &Front, square: &mut Square<'_>| {
            for row in front.index.iter().take(front.own).map(|row| ux(*row)) {
                self.diagonal(row, square);
            }
            for g in front.groups.iter().map(|g| ux(*g)) {
                let pivot = self.pivots(g, &mut runs);
                for (run, d, e, m) in &runs {
                    let column = ux(at(&self.shape.column_of, self.shape.flight(*run)));
                    for o in self.live_options(*run) {
                        let w = self.weight(o);
                        one.clear();
                        self.shape.each(o, *run, |row, a| {
                            let place = square.place(row);
                            one.push((crate::num::small(place), a));
                            run_sum.add(place, w * a);
                        });
                        square.add_square(&one, w);
                    }
                    run_sum.drain(&mut list);
                    let share = e / m;
                    list.iter().for_each(|(i, x)| group_sum.add(ux(*i), x * share));
                    if at(self.tied, *run) {
                        let place = square.place(rows + column);
                        list.push((crate::num::small(place), 1.0));
                        square.add_square(&list, -1.0 / m);
                        group_sum.add(place, -d / m);
                    }
                }
                group_sum.drain(&mut list);
                square.add_square(&list, -1.0 / pivot);
            }
        })
    }

    /// A row's or column's own part of the matrix.
    fn diagonal(&self, i: usize, square: &mut Square<'_>) {
        let rows = self.shape.rows.len();
        let here = square.place(i);
        if let Some(column) = i.checked_sub(rows) {
            if !at(self.live_column, column) {
                square.add(here, here, -1.0);
                return;
            }
            let n = self.now;
            let value = at(&n.top_price, column) / at(&n.top_slack, column)
                + at(&n.y_low, column) / at(&n.y, column);
            square.add(here, here, -value);
            return;
        }
        if !at(self.live_row, i) {
            square.add(here, here, 1.0);
            return;
        }
        square.add(here, here, at(&self.now.slack_row, i) / at(&self.now.price_row, i));
        // A flight's rows and its column stand in one front.
        let f = at(&self.shape.row_flight, i);
        let column = if f == NONE { usize::MAX - 1 } else { ux(at(&self.shape.column_of, ux(f))) };
        if at(self.live_column, column) {
            let there = square.place(rows + column);
            square.add(here, there, -at(self.coupling, i));
        }
    }

    /// The direction towards `aim`; `before` gives the second-order terms.
    pub(super) fn direction(&self, factor: &Factor<'_>, aim: &Aim) -> Point {
        let (shape, n, rows) = (self.shape, self.now, self.shape.rows.len());
        let mut rhs = vec![0.0; rows + shape.columns.len()];
        let mut way = n.like();
        for r in (0..rows).filter(|r| at(self.live_row, *r)) {
            let comp = at(&aim.row, r);
            put(&mut rhs, r, comp / at(&n.price_row, r) - at(&self.short.row, r));
        }
        for k in (0..shape.columns.len()).filter(|k| at(self.live_column, *k)) {
            let (top, low) = self.column_aims(aim, k);
            let h = at(&self.short.column, k)
                - (top - at(&n.top_price, k) * at(&self.short.column_top, k))
                    / at(&n.top_slack, k)
                + low / at(&n.y, k);
            put(&mut rhs, rows + k, -h);
        }
        let mut runs = Vec::new();
        for g in 0..shape.p.groups.len() {
            let pivot = self.pivots(g, &mut runs);
            if runs.is_empty() {
                continue;
            }
            let comp = at(&aim.group, g);
            let mut mine = comp / at(&n.price_group, g) - at(&self.short.group, g);
            for (run, d, _, m) in &runs {
                let tied = at(self.tied, *run);
                let mut sum = 0.0;
                for o in self.live_options(*run) {
                    let pull = self.pull(aim, o);
                    put(&mut way.x, o, pull);
                    sum += pull;
                    shape.each(o, *run, |row, a| bump(&mut rhs, row, a * pull));
                }
                mine += sum;
                if tied {
                    let comp = at(&aim.run, *run);
                    let run_rhs =
                        sum + comp / at(&n.price_run, *run) - at(&self.short.run, *run);
                    put(&mut way.price_run, *run, run_rhs);
                    let q = run_rhs / m;
                    mine -= d * q;
                    let column = ux(at(&shape.column_of, shape.flight(*run)));
                    bump(&mut rhs, rows + column, -q);
                    for o in self.live_options(*run) {
                        let w = self.weight(o) * q;
                        shape.each(o, *run, |row, a| bump(&mut rhs, row, -a * w));
                    }
                }
            }
            put(&mut way.price_group, g, mine);
            let q = mine / pivot;
            for (run, d, e, m) in &runs {
                if at(self.tied, *run) {
                    let column = ux(at(&shape.column_of, shape.flight(*run)));
                    bump(&mut rhs, rows + column, d / m * q);
                }
                for o in self.live_options(*run) {
                    let w = self.weight(o) * q * e / m;
                    shape.each(o, *run, |row, a| bump(&mut rhs, row, -a * w));
                }
            }
        }
        factor.solve(&mut rhs);
        self.back(&mut way, &rhs, aim);
        way
    }

    fn column_aims(&self, aim: &Aim, k: usize) -> (f64, f64) {
        let n = self.now;
        let top = at(&aim.top, k);
        let low = at(&aim.column, k);
        (top, low)
    }

    fn pull(&self, aim: &Aim, o: usize) -> f64 {
        let (x, t) = (at(&self.now.x, o), at(&self.now.t, o));
        let comp = at(&aim.option, o);
        (comp + x * at(&self.short.option, o)) / t
    }

    /// From the shared rows' and columns' part to all the rest.
    fn back(&self, way: &mut Point, solved: &[f64], aim: &Aim) {
        let (shape, n, rows) = (self.shape, self.now, self.shape.rows.len());
        for r in (0..rows).filter(|r| at(self.live_row, *r)) {
            let (s, l, d) = (at(&n.slack_row, r), at(&n.price_row, r), at(solved, r));
            let comp = at(&aim.row, r);
            put(&mut way.price_row, r, d);
            put(&mut way.slack_row, r, (comp - s * d) / l);
        }
        for k in (0..shape.columns.len()).filter(|k| at(self.live_column, *k)) {
            let dy = at(solved, rows + k);
            let (top, low) = self.column_aims(aim, k);
            let ds = at(&self.short.column_top, k) - dy;
            put(&mut way.y, k, dy);
            put(&mut way.y_low, k, (low - at(&n.y_low, k) * dy) / at(&n.y, k));
            put(&mut way.top_slack, k, ds);
            put(&mut way.top_price, k, (top - at(&n.top_price, k) * ds) / at(&n.top_slack, k));
        }
        let mut runs = Vec::new();
        for g in 0..shape.p.groups.len() {
            let pivot = self.pivots(g, &mut runs);
            if runs.is_empty() {
                continue;
            }
            let mut mine = at(&way.price_group, g);
            for (run, d, e, m) in &runs {
                let mut sum = 0.0;
                for o in self.live_options(*run) {
                    let mut cost = 0.0;
                    shape.each(o, *run, |row, a| cost += a * at(solved, row));
                    put(&mut way.t, o, cost);
                    sum += self.weight(o) * cost;
                }
                mine -= sum * e / m;
                if at(self.tied, *run) {
                    let column = ux(at(&shape.column_of, shape.flight(*run)));
                    mine += d / m * at(solved, rows + column);
                    bump(&mut way.price_run, *run, -sum - at(solved, rows + column));
                }
            }
            let price = mine / pivot;
            let (s, l) = (at(&n.slack_group, g), at(&n.price_group, g));
            let comp = at(&aim.group, g);
            put(&mut way.price_group, g, price);
            put(&mut way.slack_group, g, (comp - s * price) / l);
            for (run, d, _, m) in &runs {
                let mut both = price;
                if at(self.tied, *run) {
                    let dw = (at(&way.price_run, *run) - d * price) / m;
                    let (s, l) = (at(&n.slack_run, *run), at(&n.price_run, *run));
                    let comp = at(&aim.run, *run);
                    put(&mut way.price_run, *run, dw);
                    put(&mut way.slack_run, *run, (comp - s * dw) / l);
                    both += dw;
                }
                for o in self.live_options(*run) {
                    let cost = at(&way.t, o) + both;
                    bump(&mut way.x, o, -self.weight(o) * cost);
                    put(&mut way.t, o, cost - at(&self.short.option, o));
                }
            }
        }
    }
}

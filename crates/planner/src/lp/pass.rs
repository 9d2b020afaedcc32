//! One step of the interior-point method: the system of a step, and its solution group by group.

use super::compact::Compact;
use super::front::{Factor, Square};
use super::order::Front;
use super::point::{Aim, Point, Short};
use super::shape::{NONE, Shape};
use crate::num::{at, bump, put, small, ux};

/// The data that a step works on.
pub(super) struct Step<'a> {
    pub(super) shape: &'a Shape<'a>,
    pub(super) c: &'a Compact,
    /// Which shared rows and candidate columns take part.
    pub(super) live_row: &'a [bool],
    pub(super) live_column: &'a [bool],
    /// What a row takes of its flight's column.
    pub(super) coupling: &'a [f64],
    pub(super) now: &'a Point,
    pub(super) short: &'a Short,
    /// Of each column its used side over its priced side; of each run the sum of these, the share
    /// of it that reaches the group, and the pivot; of each group the pivot.
    pub(super) weight: Vec<f64>,
    pub(super) run: Vec<[f64; 3]>,
    pub(super) group: Vec<f64>,
}

/// One coordinate of a group's part of the matrix: its pattern, its own weight, what it adds to
/// its run (and the run's pivot, when tied) and to its group.
#[derive(Clone, Copy)]
struct Member {
    pattern: usize,
    weight: f64,
    run: usize,
    in_run: f64,
    in_group: f64,
}

impl Step<'_> {
    /// Works out the pivots of groups and runs.
    pub(super) fn prepare(mut self) -> Self {
        let (c, n) = (self.c, self.now);
        self.weight = n.x.iter().zip(&n.t).map(|(x, t)| x / t).collect();
        self.run = Vec::with_capacity(c.runs());
        for run in 0..c.runs() {
            let d: f64 = c.columns_of(run).map(|j| at(&self.weight, j)).sum();
            let (share, pivot) = if at(&c.run_column, run) == NONE {
                (1.0, 1.0)
            } else {
                let e = at(&n.slack_run, run) / at(&n.price_run, run);
                (e / (e + d), e + d)
            };
            self.run.push([d, share, pivot]);
        }
        self.group = (0..c.groups())
            .map(|g| {
                let runs = c.runs_of(g).map(|run| self.run_part(run));
                at(&n.slack_group, g) / at(&n.price_group, g)
                    + runs.map(|[d, share, _]| d * share).sum::<f64>()
            })
            .collect();
        self
    }

    fn run_part(&self, run: usize) -> [f64; 3] {
        self.run.get(run).copied().unwrap_or([0.0, 1.0, 1.0])
    }

    /// The candidate column of a tied run, as a place in the whole.
    fn tie(&self, run: usize) -> Option<usize> {
        let column = at(&self.c.run_column, run);
        (column != NONE).then(|| self.shape.rows.len() + ux(column))
    }

    pub(super) fn factor(&self) -> Factor<'_> {
        let rows = self.shape.rows.len();
        let mut sums: Vec<f64> = Vec::new();
        let (mut one, mut two) = (Vec::new(), Vec::new());
        let mut members = Vec::new();
        let (mut k, mut next) = (0, 0);
        Factor::new(&self.shape.fronts, rows, |front: &Front, square: &mut Square<'_>| {
            for row in front.index.iter().take(front.own).map(|row| ux(*row)) {
                self.diagonal(row, square);
            }
            let pairs = self.c.pairs.of(k);
            sums.clear();
            sums.resize(pairs.len(), 0.0);
            for g in self.c.in_front.get(k).into_iter().flatten().map(|g| ux(*g)) {
                self.members(g, &mut members);
                self.add_up(g, &members, &mut next, &mut sums);
            }
            for ((a, b), sum) in pairs.iter().zip(&sums) {
                self.load(ux(*a), square, &mut one);
                if a == b {
                    square.add_square(&one, *sum);
                } else {
                    self.load(ux(*b), square, &mut two);
                    square.add_product(&one, &two, *sum);
                }
            }
            k += 1;
        })
    }

    /// The coordinates of a group, in the order of [`super::pairs::Pairs`].
    fn members(&self, g: usize, members: &mut Vec<Member>) {
        members.clear();
        for run in self.c.runs_of(g) {
            let [d, share, m] = self.run_part(run);
            for j in self.c.columns_of(run) {
                let (weight, pattern) = (at(&self.weight, j), self.c.pattern_of(j));
                let (in_run, in_group) = (weight, weight * share);
                members.push(Member { pattern, weight, run, in_run, in_group });
            }
            let column = at(&self.c.run_column, run);
            if column != NONE {
                let pattern = self.c.patterns() + ux(column);
                let (weight, in_run, in_group) = (0.0, 1.0, -d / m);
                members.push(Member { pattern, weight, run, in_run, in_group });
            }
        }
    }

    fn add_up(&self, g: usize, members: &[Member], next: &mut usize, sums: &mut [f64]) {
        let group = 1.0 / at(&self.group, g);
        for (k, a) in members.iter().enumerate() {
            let tied = self.tie(a.run).is_some();
            let run = if tied { 1.0 / self.run_part(a.run)[2] } else { 0.0 };
            let slots = self.c.pairs.slots.get(*next..*next + k + 1).unwrap_or_default();
            *next += k + 1;
            for (i, (b, slot)) in members.iter().zip(slots).enumerate() {
                let mut value = -a.in_group * b.in_group * group;
                if tied && a.run == b.run {
                    value -= a.in_run * b.in_run * run;
                }
                if i == k {
                    value += a.weight;
                } else if a.pattern == b.pattern {
                    value *= 2.0;
                }
                bump(sums, ux(*slot), value);
            }
        }
    }

    /// A pattern's rows as places in a front, or the candidate column that counts as one.
    fn load(&self, pattern: usize, square: &Square<'_>, into: &mut Vec<(u32, f64)>) {
        into.clear();
        if let Some(column) = pattern.checked_sub(self.c.patterns()) {
            into.push((small(square.place(self.shape.rows.len() + column)), 1.0));
            return;
        }
        let rows = self.c.rows(pattern).iter();
        into.extend(rows.map(|(row, a)| (small(square.place(ux(*row))), *a)));
    }

    /// A row's or column's own part of the matrix.
    fn diagonal(&self, i: usize, square: &mut Square<'_>) {
        let (n, rows) = (self.now, self.shape.rows.len());
        let here = square.place(i);
        if let Some(column) = i.checked_sub(rows) {
            let value = if at(self.live_column, column) {
                at(&n.top_price, column) / at(&n.top_slack, column)
                    + at(&n.y_low, column) / at(&n.y, column)
            } else {
                1.0
            };
            square.add(here, here, -value);
            return;
        }
        if !at(self.live_row, i) {
            square.add(here, here, 1.0);
            return;
        }
        square.add(here, here, at(&n.slack_row, i) / at(&n.price_row, i));
        // A flight's rows and its column stand in one front.
        let f = at(&self.shape.row_flight, i);
        let column = if f == NONE { usize::MAX - 1 } else { ux(at(&self.shape.column_of, ux(f))) };
        if at(self.live_column, column) {
            let there = square.place(rows + column);
            square.add(here, there, -at(self.coupling, i));
        }
    }

    /// The direction in which the products change as `aim` says.
    pub(super) fn direction(&self, factor: &Factor<'_>, aim: &Aim) -> Point {
        let (c, n, rows) = (self.c, self.now, self.shape.rows.len());
        let mut rhs = vec![0.0; rows + self.shape.columns.len()];
        let mut way = n.like();
        let mut taken = vec![0.0; c.patterns()];
        for r in (0..rows).filter(|r| at(self.live_row, *r)) {
            put(&mut rhs, r, at(&aim.row, r) / at(&n.price_row, r) - at(&self.short.row, r));
        }
        for k in (0..self.shape.columns.len()).filter(|k| at(self.live_column, *k)) {
            let top = at(&aim.top, k) - at(&n.top_price, k) * at(&self.short.column_top, k);
            let h = at(&self.short.column, k) - top / at(&n.top_slack, k)
                + at(&aim.column, k) / at(&n.y, k);
            put(&mut rhs, rows + k, -h);
        }
        for g in 0..c.groups() {
            let mut mine = at(&aim.group, g) / at(&n.price_group, g) - at(&self.short.group, g);
            for run in c.runs_of(g) {
                let mut sum = 0.0;
                for j in c.columns_of(run) {
                    let x = at(&n.x, j);
                    let pull = (at(&aim.option, j) + x * at(&self.short.option, j)) / at(&n.t, j);
                    put(&mut way.x, j, pull);
                    sum += pull;
                }
                mine += sum;
                if self.tie(run).is_some() {
                    let [d, _, m] = self.run_part(run);
                    let own =
                        sum + at(&aim.run, run) / at(&n.price_run, run) - at(&self.short.run, run);
                    put(&mut way.price_run, run, own);
                    mine -= d * own / m;
                }
            }
            put(&mut way.price_group, g, mine);
            let q = mine / at(&self.group, g);
            for run in c.runs_of(g) {
                let [d, share, m] = self.run_part(run);
                let mut part = q * share;
                if let Some(tie) = self.tie(run) {
                    let p = at(&way.price_run, run) / m;
                    bump(&mut rhs, tie, d / m * q - p);
                    part += p;
                }
                for j in c.columns_of(run) {
                    let amount = at(&way.x, j) - at(&self.weight, j) * part;
                    bump(&mut taken, c.pattern_of(j), amount);
                }
            }
        }
        c.add(&taken, &mut rhs);
        factor.solve(&mut rhs);
        self.back(&mut way, &rhs, aim);
        way
    }

    /// From the shared rows' and columns' part to all the rest.
    fn back(&self, way: &mut Point, solved: &[f64], aim: &Aim) {
        let (c, n, rows) = (self.c, self.now, self.shape.rows.len());
        for r in (0..rows).filter(|r| at(self.live_row, *r)) {
            let (s, l, d) = (at(&n.slack_row, r), at(&n.price_row, r), at(solved, r));
            put(&mut way.price_row, r, d);
            put(&mut way.slack_row, r, (at(&aim.row, r) - s * d) / l);
        }
        for k in (0..self.shape.columns.len()).filter(|k| at(self.live_column, *k)) {
            let dy = at(solved, rows + k);
            let ds = at(&self.short.column_top, k) - dy;
            put(&mut way.y, k, dy);
            put(&mut way.y_low, k, (at(&aim.column, k) - at(&n.y_low, k) * dy) / at(&n.y, k));
            put(&mut way.top_slack, k, ds);
            let top = (at(&aim.top, k) - at(&n.top_price, k) * ds) / at(&n.top_slack, k);
            put(&mut way.top_price, k, top);
        }
        let dots = c.dots(solved);
        for g in 0..c.groups() {
            let mut mine = at(&way.price_group, g);
            for run in c.runs_of(g) {
                let [d, share, m] = self.run_part(run);
                let mut sum = 0.0;
                for j in c.columns_of(run) {
                    let cost = at(&dots, c.pattern_of(j));
                    put(&mut way.t, j, cost);
                    sum += at(&self.weight, j) * cost;
                }
                mine -= sum * share;
                if let Some(tie) = self.tie(run) {
                    mine += d / m * at(solved, tie);
                    bump(&mut way.price_run, run, -sum - at(solved, tie));
                }
            }
            let price = mine / at(&self.group, g);
            let (s, l) = (at(&n.slack_group, g), at(&n.price_group, g));
            put(&mut way.price_group, g, price);
            put(&mut way.slack_group, g, (at(&aim.group, g) - s * price) / l);
            for run in c.runs_of(g) {
                let mut both = price;
                if self.tie(run).is_some() {
                    let [d, _, m] = self.run_part(run);
                    let dw = (at(&way.price_run, run) - d * price) / m;
                    let (s, l) = (at(&n.slack_run, run), at(&n.price_run, run));
                    put(&mut way.price_run, run, dw);
                    put(&mut way.slack_run, run, (at(&aim.run, run) - s * dw) / l);
                    both += dw;
                }
                for j in c.columns_of(run) {
                    let cost = at(&way.t, j) + both;
                    bump(&mut way.x, j, -at(&self.weight, j) * cost);
                    put(&mut way.t, j, cost - at(&self.short.option, j));
                }
            }
        }
    }
}

//! Where the method begins, and what it hands back.

use super::bound;
use super::interior::{Method, Outcome};
use super::point::Point;
use super::shape::NONE;
use crate::num::{at, bump, put, real, sound, ux};

/// Where to begin: how far a group is used, and the prices of rows and groups.
const START_X: f64 = 0.6;
const START_ROW: f64 = 0.1;
const START_GROUP: f64 = 0.2;

impl Method<'_> {
    pub(super) fn start(&self) -> Point {
        let c = &self.c;
        let pick = |live: &[bool], a: f64| -> Vec<f64> {
            live.iter().map(|live| if *live { a } else { 0.0 }).collect()
        };
        let tied = |a: f64| -> Vec<f64> {
            c.run_column.iter().map(|column| if *column == NONE { 0.0 } else { a }).collect()
        };
        let mut point = Point {
            x: vec![0.0; c.option.len()],
            t: vec![0.0; c.option.len()],
            slack_group: vec![1.0 - START_X; c.groups()],
            price_group: vec![START_GROUP; c.groups()],
            slack_run: tied(0.3),
            price_run: tied(0.1),
            slack_row: vec![0.0; self.live_row.len()],
            price_row: pick(&self.live_row, START_ROW),
            y: pick(&self.live_column, 0.7),
            y_low: pick(&self.live_column, 1.0),
            top_slack: pick(&self.live_column, 0.3),
            top_price: pick(&self.live_column, 1.0),
        };
        let mut used = vec![0.0; self.live_row.len()];
        let mut taken = vec![0.0; c.patterns()];
        let dots = c.dots(&point.price_row);
        for g in 0..c.groups() {
            let columns = c.columns_in(g);
            let x = START_X / real(crate::num::count(columns.len().max(1)));
            for j in columns {
                put(&mut point.x, j, x);
                bump(&mut taken, c.pattern_of(j), x);
                let cost = START_GROUP + at(&dots, c.pattern_of(j));
                put(&mut point.t, j, (cost - at(&c.value, j)).max(0.2));
            }
        }
        c.add(&taken, &mut used);
        for row in (0..used.len()).filter(|row| at(&self.live_row, *row)) {
            let y = self.column(row).map_or(0.0, |k| at(&point.y, k));
            let room = at(&self.limit, row) - at(&self.coupling, row) * y - at(&used, row);
            put(&mut point.slack_row, row, room.max(1.0));
        }
        point
    }

    pub(super) fn outcome(&self, point: &Point) -> Outcome {
        let (c, p) = (&self.c, self.shape.p);
        let price = |(l, scale): (&f64, &f64)| sound(l * c.unit * scale);
        let mut rows: Vec<f64> = point.price_row.iter().zip(&self.shape.scale).map(price).collect();
        for (row, price) in self.prices.iter().enumerate() {
            if !at(&self.live_row, row) {
                put(&mut rows, row, *price);
            }
        }
        let y: Vec<f64> = (0..p.flights.len())
            .map(|f| match at(&self.inner.flown, f) {
                Some(flown) => f64::from(u8::from(flown)),
                None => at(&point.y, ux(at(&self.shape.column_of, f))),
            })
            .collect();
        let mut groups = self.elsewhere(&rows, &y);
        for (g, price) in c.group.iter().zip(&point.price_group) {
            put(&mut groups, ux(*g), sound(price * c.unit));
        }
        let mut x = vec![0.0; p.choices.len()];
        for (o, value) in c.option.iter().zip(&point.x) {
            put(&mut x, ux(*o), *value);
        }
        for o in self.inner.placed.iter().skip(self.fixing.placed.len()) {
            put(&mut x, ux(*o), 1.0);
        }
        let bound = bound::bound(self.shape, self.fixing, &rows, &groups);
        Outcome { x, y, rows, groups, bound }
    }

    /// What each group that is not in play would pay: its best profit on a flight that flies.
    fn elsewhere(&self, rows: &[f64], y: &[f64]) -> Vec<f64> {
        let (shape, p) = (self.shape, self.shape.p);
        if std::ptr::eq(self.inner, self.fixing) {
            return vec![0.0; p.groups.len()];
        }
        let costs = shape.costs(rows);
        let mut groups = vec![0.0; p.groups.len()];
        for g in 0..p.groups.len() {
            let flies = |o: &usize| at(y, p.choice(*o).f()) > 0.5 && self.fixing.allows(p, *o);
            let profit =
                |o: usize| real(p.choice(o).value) - at(&costs, ux(at(&shape.pattern_of, o)));
            put(&mut groups, g, p.options_of(g).filter(flies).map(profit).fold(0.0, f64::max));
        }
        groups
    }
}

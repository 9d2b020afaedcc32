//! Points and directions of the interior-point method.

use crate::num::real;

/// A point of both sides of the relaxation, or a direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub(super) x: Vec<f64>,
    pub(super) t: Vec<f64>,
    pub(super) slack_group: Vec<f64>,
    pub(super) price_group: Vec<f64>,
    pub(super) slack_run: Vec<f64>,
    pub(super) price_run: Vec<f64>,
    pub(super) slack_row: Vec<f64>,
    pub(super) price_row: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) y_low: Vec<f64>,
    pub(super) top_slack: Vec<f64>,
    pub(super) top_price: Vec<f64>,
}

/// How far each constraint is from holding.
#[derive(Default, Clone)]
pub(super) struct Short {
    pub(super) option: Vec<f64>,
    pub(super) group: Vec<f64>,
    pub(super) run: Vec<f64>,
    pub(super) row: Vec<f64>,
    pub(super) column: Vec<f64>,
    pub(super) column_top: Vec<f64>,
}

impl Point {
    pub(super) fn like(&self) -> Self {
        let zero = |list: &[f64]| vec![0.0; list.len()];
        Self {
            x: zero(&self.x),
            t: zero(&self.t),
            slack_group: zero(&self.slack_group),
            price_group: zero(&self.price_group),
            slack_run: zero(&self.slack_run),
            price_run: zero(&self.price_run),
            slack_row: zero(&self.slack_row),
            price_row: zero(&self.price_row),
            y: zero(&self.y),
            y_low: zero(&self.y_low),
            top_slack: zero(&self.top_slack),
            top_price: zero(&self.top_price),
        }
    }

    /// The pairs whose products tend to zero: used side, priced side.
    pub(super) fn pairs(&self) -> [(&[f64], &[f64]); 6] {
        [
            (&self.x, &self.t),
            (&self.slack_group, &self.price_group),
            (&self.slack_run, &self.price_run),
            (&self.slack_row, &self.price_row),
            (&self.y, &self.y_low),
            (&self.top_slack, &self.top_price),
        ]
    }

    pub(super) fn pairs_mut(&mut self) -> [(&mut [f64], &mut [f64]); 6] {
        [
            (&mut self.x, &mut self.t),
            (&mut self.slack_group, &mut self.price_group),
            (&mut self.slack_run, &mut self.price_run),
            (&mut self.slack_row, &mut self.price_row),
            (&mut self.y, &mut self.y_low),
            (&mut self.top_slack, &mut self.top_price),
        ]
    }
}

/// By how much each product is to change, pair by pair as in [`Point::pairs`].
#[derive(Debug, Clone, Default)]
pub(super) struct Aim {
    pub(super) option: Vec<f64>,
    pub(super) group: Vec<f64>,
    pub(super) run: Vec<f64>,
    pub(super) row: Vec<f64>,
    pub(super) column: Vec<f64>,
    pub(super) top: Vec<f64>,
}

impl Aim {
    /// Every product becomes `target`, less the second-order terms of the direction `before`.
    pub(super) fn new(point: &Point, target: f64, before: Option<&Point>) -> Self {
        let mut lists: [Vec<f64>; 6] = point.pairs().map(|(s, l)| {
            s.iter().zip(l).map(|(s, l)| if *s > 0.0 { target - s * l } else { 0.0 }).collect()
        });
        if let Some(before) = before {
            for (list, (ds, dl)) in lists.iter_mut().zip(before.pairs()) {
                list.iter_mut().zip(ds.iter().zip(dl)).for_each(|(c, (ds, dl))| *c -= ds * dl);
            }
        }
        let [option, group, run, row, column, top] = lists;
        Self { option, group, run, row, column, top }
    }

    fn lists_mut(&mut self) -> [&mut Vec<f64>; 6] {
        [
            &mut self.option,
            &mut self.group,
            &mut self.run,
            &mut self.row,
            &mut self.column,
            &mut self.top,
        ]
    }

    /// Draws products that a longer step along `way` would throw far from `target` back to it.
    pub(super) fn centre(&mut self, point: &Point, way: &Point, target: f64, (a, b): (f64, f64)) {
        for (list, ((s, l), (ds, dl))) in
            self.lists_mut().into_iter().zip(point.pairs().into_iter().zip(way.pairs()))
        {
            for (c, ((s, l), (ds, dl))) in
                list.iter_mut().zip(s.iter().zip(l).zip(ds.iter().zip(dl)))
            {
                let product = (s + a * ds) * (l + b * dl);
                if *s <= 0.0 {
                    continue;
                }
                if product < 0.1 * target {
                    *c += 0.1 * target - product;
                } else if product > 10.0 * target {
                    *c += (10.0 * target - product).max(-10.0 * target);
                }
            }
        }
    }
}

/// How many take part.
pub(super) fn positive(list: &[f64]) -> f64 {
    real(crate::num::count(list.iter().filter(|a| **a > 0.0).count()))
}

/// How far one may go on each side before something turns negative.
pub(super) fn lengths(point: &Point, way: &Point) -> (f64, f64) {
    let most = |list: &[f64], d: &[f64]| {
        let hits = list.iter().zip(d).filter(|(_, d)| **d < 0.0);
        hits.map(|(a, d)| -a / d).fold(1.0 / 0.99, f64::min)
    };
    let pairs = point.pairs();
    let both = pairs.iter().zip(way.pairs());
    both.fold((1.0 / 0.99, 1.0 / 0.99), |(a, b), ((s, l), (ds, dl))| {
        (a.min(most(s, ds)), b.min(most(l, dl)))
    })
}

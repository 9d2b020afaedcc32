//! The part of a relaxation that is still in doubt, by prices of an earlier one.
//!
//! Most groups either sit where they sit by a wide margin or have no seat by a wide margin. A
//! relaxation of the rest gives the same prices for a fraction of the work; what they prove is
//! always counted over everybody.

use super::Fixing;
use super::bound;
use super::shape::{Shape, Shared};
use crate::num::{at, bump, put, small, ux};

/// What a relaxation is solved with, while its bound is proved for a wider fixing.
#[derive(Debug, Clone)]
pub(crate) struct Focus {
    /// At least as strict as the fixing that the bound is for.
    pub(crate) fixing: Fixing,
    /// Prices for rows on which nobody is in doubt.
    pub(super) prices: Vec<f64>,
}

impl Focus {
    /// Leaves out what loses more than `margin` by the prices, and seats whoever has one option
    /// that all others fall short of by more than that. Which flights fly stays open.
    pub(crate) fn around(
        shape: &Shape<'_>,
        fixing: &Fixing,
        (rows, groups): (&[f64], &[f64]),
        margin: i64,
    ) -> Self {
        let p = shape.p;
        let (loss, _, _) = bound::losses(shape, fixing, rows, groups);
        let mut inner = fixing.clone();
        let before = inner.placed.len();
        let mut seated: Vec<(i64, u32)> = Vec::new();
        for g in 0..p.groups.len() {
            let mut near = None;
            let (mut many, mut next) = (0, i64::MAX);
            for o in p.options_of(g).filter(|o| fixing.allows(p, *o)) {
                let loss = at(&loss, o);
                if loss > margin {
                    put(&mut inner.barred, o, true);
                    next = next.min(loss);
                } else {
                    near = Some(o);
                    many += 1;
                }
            }
            let price = crate::num::whole(at(groups, g));
            let apart = p.apart_from(g).next().is_some();
            if let Some(o) = near
                && many == 1
                && price > margin
                && !apart
                && inner.flown.get(p.choice(o).f()) == Some(&Some(true))
            {
                seated.push((next.min(price), small(o)));
            }
        }
        seated.sort_unstable_by_key(|(far, o)| (std::cmp::Reverse(*far), *o));
        inner.placed.extend(seated.iter().map(|(_, o)| *o));
        let mut focus = Self { fixing: inner, prices: rows.to_vec() };
        focus.relent(shape, before);
        for o in focus.fixing.placed.iter().skip(before) {
            let g = p.choice(ux(*o)).g();
            p.options_of(g).for_each(|o| put(&mut focus.fixing.barred, o, true));
        }
        focus
    }

    /// Takes back seats on rows that would have no room left.
    fn relent(&mut self, shape: &Shape<'_>, before: usize) {
        let p = shape.p;
        let mut limits = shape.limits(&self.fixing);
        let tight = |row: usize, limit: i64| match shape.rows.get(row) {
            Some(Shared::Cap(r)) if p.share(*r) => limit < 0,
            Some(Shared::Cap(_) | Shared::High(_) | Shared::Apart(_)) => limit < 1,
            Some(Shared::Fill(_)) | None => false,
        };
        if !limits.iter().enumerate().any(|(row, limit)| tight(row, *limit)) {
            return;
        }
        let placed = self.fixing.placed.split_off(before);
        let mut kept = Vec::with_capacity(placed.len());
        // The least sure first.
        for o in placed.into_iter().rev() {
            let pattern = shape.pattern(ux(at(&shape.pattern_of, ux(o))));
            if pattern.iter().any(|(row, a)| *a > 0 && tight(ux(*row), at(&limits, ux(*row)))) {
                for (row, a) in pattern {
                    bump(&mut limits, ux(*row), i64::from(*a));
                }
            } else {
                kept.push(o);
            }
        }
        self.fixing.placed.extend(kept.into_iter().rev());
    }
}

impl Shape<'_> {
    /// The prices of an earlier shape's rows, put to the rows of this one.
    pub(crate) fn carry(&self, old: &Shape<'_>, prices: &[f64]) -> Vec<f64> {
        let place = |(k, row): (usize, &Shared)| match row {
            Shared::Cap(r) => at(&old.row_of, *r),
            Shared::Fill(f) => at(&old.fill_of, *f),
            Shared::High(_) => self.high_flight(k).map_or(u32::MAX, |f| at(&old.high_of, f)),
            Shared::Apart(k) => old.apart_row(*k),
        };
        self.rows.iter().enumerate().map(|row| at(prices, ux(place(row)))).collect()
    }

    /// The row of the `k`-th clique of people kept apart.
    fn apart_row(&self, k: usize) -> u32 {
        let found = self.rows.iter().rposition(|row| matches!(row, Shared::Apart(j) if *j == k));
        found.map_or(u32::MAX, small)
    }
}

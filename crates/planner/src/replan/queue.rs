//! Who waits for each flight, best first: worked out once, so that a strike looks at few.

use super::Replanner;
use crate::num::{at, span, ux};
use crate::problem::{Problem, RowKind};
use std::cmp::Reverse;

/// Alternates looked at twice, at most.
const LOOKED_AT: usize = 64;

/// The options of every flight, the most dollars per seat first; only those worth a seat.
#[derive(Clone)]
pub(super) struct Queues {
    options: Vec<u32>,
    starts: Vec<usize>,
}

impl Queues {
    pub(super) fn new(p: &Problem) -> Self {
        let (mut options, mut starts) = (Vec::with_capacity(p.choices.len()), vec![0]);
        for f in 0..p.flights.len() {
            let from = options.len();
            options
                .extend(p.options_on(f).filter(|o| p.choice(*o).value > 0).map(crate::num::small));
            let dense = |o: &u32| {
                let c = p.choice(ux(*o));
                c.value / p.groups.get(c.g()).map_or(1, |g| g.seats.max(1))
            };
            options.get_mut(from..).unwrap_or_default().sort_by_key(|o| (Reverse(dense(o)), *o));
            starts.push(options.len());
        }
        Self { options, starts }
    }

    pub(super) fn on(&self, f: usize) -> impl Iterator<Item = usize> + '_ {
        span(&self.options, &self.starts, f).iter().map(|o| ux(*o))
    }
}

impl Replanner<'_> {
    /// The row of the high-risk share, when it is broken.
    pub(super) fn share_broken(&self, f: usize) -> Option<usize> {
        let p = self.state.p;
        let g = self.state.on.get(f)?.first()?;
        let o = at(&self.state.by, ux(*g))?;
        let (row, _) = p
            .uses(ux(o))
            .find(|(r, _)| p.rows.get(*r).is_some_and(|row| row.kind == RowKind::Ratio))?;
        (at(&self.state.used, row) > p.cap(row)).then_some(row)
    }

    /// Options on a flight of those who wait, may fly and fit, the most dollars per seat first.
    pub(super) fn waiting<'a>(
        &'a self,
        f: usize,
        helps: &'a dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = usize> + 'a {
        let broken = self.share_broken(f).is_some();
        let fits = move |o: &usize| {
            let g = self.state.p.choice(*o).g();
            at(&self.state.by, g).is_none()
                && !at(&self.struck, g)
                && helps(*o)
                && if broken { self.state.fits_but_share(*o) } else { self.state.fits(*o) }
        };
        self.queues.on(f).filter(fits).take(LOOKED_AT)
    }
}

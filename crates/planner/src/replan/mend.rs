//! Makes a flight lawful again after somebody left, then fills it.

use super::{Replanner, Why};
use crate::num::{at, ux};
use std::cmp::Reverse;

/// Seats filled by way of another flight after one change, at most: each moves one person more.
const PULLS: usize = 2;
/// Those seated who are tried in exchange for one who may fly again.
const RIVALS: usize = 24;

impl Replanner<'_> {
    /// Keeps the high-risk share and the minimum fill, then fills what is free; a candidate that
    /// cannot be kept lawful is left unflown.
    pub(super) fn settle_flight(&mut self, f: usize) {
        let p = self.state.p;
        while let Some(row) = self.share_broken(f) {
            let helps = |o: usize| p.uses(o).any(|(r, a)| r == row && a < 0);
            let first = self.waiting(f, &helps).next();
            if let Some(o) = first {
                self.take(o, Why::Mended);
                continue;
            }
            let aboard = self.state.on.get(f).into_iter().flatten().map(|g| ux(*g));
            let risky = aboard.filter(|g| {
                at(&self.state.by, *g)
                    .is_some_and(|o| p.uses(ux(o)).any(|(r, a)| r == row && a > 0))
            });
            let Some(g) = risky.min_by_key(|g| (self.density(*g), *g)) else { break };
            self.leave(g, Why::GaveWay);
            if let Some(o) = self.state.best_fit(g, 0) {
                self.take(o, Why::GaveWay);
            }
        }
        while at(&self.state.flown, f) && at(&self.state.aboard, f) < p.min_fill(f) {
            let first = self.waiting(f, &|_| true).next();
            if let Some(o) = first {
                self.take(o, Why::Mended);
            } else if !self.borrow(f) {
                self.close(f, false);
                return;
            }
        }
        for _ in 0..=PULLS {
            if self.fill(f) || !self.pull(f) {
                break;
            }
        }
    }

    /// Fills free seats: by value, or by value per seat, whichever is worth more; true if any.
    fn fill(&mut self, f: usize) -> bool {
        if !at(&self.state.flown, f) {
            return true;
        }
        let p = self.state.p;
        let dense: Vec<usize> = self.waiting(f, &|_| true).collect();
        let mut rich = dense.clone();
        rich.sort_by_key(|o| (Reverse(p.choice(*o).value), *o));
        let mut best: (i64, Vec<usize>) = (0, Vec::new());
        for order in [dense, rich] {
            let (mark, before) = (self.state.mark(), self.state.objective);
            let mut taken = Vec::new();
            for o in order {
                if self.state.fits(o) {
                    self.state.seat(o);
                    taken.push(o);
                }
            }
            let gain = self.state.objective - before;
            self.state.undo(mark);
            if gain > best.0 {
                best = (gain, taken);
            }
        }
        for o in &best.1 {
            self.take(*o, Why::Alternate);
        }
        !best.1.is_empty()
    }

    /// Seats a released group in place of one worth less, when the whole gains.
    pub(super) fn displace(&mut self, g: usize) {
        let p = self.state.p;
        let mut best: Option<(i64, usize, usize)> = None;
        for o in p.options_of(g) {
            if !at(&self.state.flown, p.choice(o).f()) {
                continue;
            }
            for e in crate::search::rivals(&self.state, o).into_iter().take(RIVALS) {
                let (Some(seat), Some(from)) = (at(&self.state.by, e), self.state.flight_of(e))
                else {
                    continue;
                };
                let (mark, before) = (self.state.mark(), self.state.objective);
                self.state.unseat(e);
                if self.state.fits(o) {
                    self.state.seat(o);
                    if let Some(other) = self.state.best_fit(e, 0) {
                        self.state.seat(other);
                    }
                    let gain = self.state.objective - before;
                    if gain > best.map_or(0, |b| b.0) && self.state.still_lawful(from, ux(seat)) {
                        best = Some((gain, o, e));
                    }
                }
                self.state.undo(mark);
            }
        }
        if let Some((_, o, e)) = best {
            self.leave(e, Why::GaveWay);
            self.take(o, Why::Released);
            if let Some(other) = self.state.best_fit(e, 0) {
                self.take(other, Why::GaveWay);
            }
        }
    }
}

//! Makes a flight lawful again after somebody left, then fills it.

use super::{Replanner, Why};
use crate::num::{at, ux};
use crate::problem::RowKind;
use std::cmp::Reverse;

/// Alternates looked at twice, at most.
const LOOKED_AT: usize = 64;
/// Those seated who are tried in exchange for one who may fly again.
const RIVALS: usize = 24;

impl Replanner<'_> {
    /// Keeps the high-risk share and the minimum fill, then fills what is free; a candidate that
    /// cannot be kept lawful is left unflown.
    pub(super) fn settle_flight(&mut self, f: usize) {
        let p = self.state.p;
        while let Some(row) = self.share_broken(f) {
            let helps = |o: usize| p.uses(o).any(|(r, a)| r == row && a < 0);
            if let Some(o) = self.waiting(f, &helps).first() {
                self.take(*o, Why::Mended);
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
            let Some(o) = self.waiting(f, &|_| true).first().copied().or_else(|| self.borrowed(f))
            else {
                self.close(f, false);
                return;
            };
            let g = p.choice(o).g();
            if at(&self.state.by, g).is_some() {
                self.leave(g, Why::Mended);
            }
            self.take(o, Why::Mended);
        }
        self.fill(f);
    }

    /// The row of the high-risk share, when it is broken.
    fn share_broken(&self, f: usize) -> Option<usize> {
        let p = self.state.p;
        let g = self.state.on.get(f)?.first()?;
        let o = at(&self.state.by, ux(*g))?;
        let (row, _) = p
            .uses(ux(o))
            .find(|(r, _)| p.rows.get(*r).is_some_and(|row| row.kind == RowKind::Ratio))?;
        (at(&self.state.used, row) > p.cap(row)).then_some(row)
    }

    /// Options on a flight of those who wait, may fly and fit, the most dollars per seat first.
    fn waiting(&self, f: usize, helps: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let p = self.state.p;
        let seats = |o: usize| p.groups.get(p.choice(o).g()).map_or(1, |g| g.seats.max(1));
        let broken = self.share_broken(f).is_some();
        let mut list: Vec<(i64, usize)> = p
            .options_on(f)
            .filter(|o| {
                let c = p.choice(*o);
                c.value > 0
                    && !at(&self.struck, c.g())
                    && helps(*o)
                    && if broken { self.state.fits_but_share(*o) } else { self.state.fits(*o) }
            })
            .map(|o| (p.choice(o).value / seats(o), o))
            .collect();
        list.sort_by_key(|(worth, o)| (Reverse(*worth), *o));
        list.truncate(LOOKED_AT);
        list.into_iter().map(|(_, o)| o).collect()
    }

    /// Somebody seated on another flight that can spare them, to reach the minimum here.
    fn borrowed(&self, f: usize) -> Option<usize> {
        let p = self.state.p;
        let spare = |o: &usize| {
            let c = p.choice(*o);
            let Some(now) = at(&self.state.by, c.g()) else { return false };
            let from = p.choice(ux(now)).f();
            let left = at(&self.state.aboard, from) - p.people(c.g());
            let room = p.uses(*o).all(|(r, a)| {
                let own = p.uses(ux(now)).find(|(s, _)| *s == r).map_or(0, |(_, b)| b);
                a <= 0 || at(&self.state.used, r) + a - own <= p.cap(r)
            });
            let share =
                p.uses(ux(now)).all(|(r, a)| a >= 0 || at(&self.state.used, r) - a <= p.cap(r));
            let apart = p.apart_from(c.g()).all(|other| self.state.flight_of(other) != Some(f));
            from != f
                && left >= p.min_fill(from)
                && room
                && share
                && apart
                && !at(&self.struck, c.g())
        };
        p.options_on(f).filter(spare).max_by_key(|o| {
            let c = p.choice(*o);
            (c.value - self.state.value_of(c.g()), Reverse(*o))
        })
    }

    /// Fills free seats: by value, or by value per seat, whichever is worth more.
    fn fill(&mut self, f: usize) {
        if !at(&self.state.flown, f) {
            return;
        }
        let p = self.state.p;
        let dense = self.waiting(f, &|_| true);
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
        for o in best.1 {
            self.take(o, Why::Alternate);
        }
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

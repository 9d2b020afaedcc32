//! A seat that nobody who waits can take: somebody of another flight takes it, and somebody who
//! waits takes theirs. Also the way to a minimum fill when a week or a transfer is full.

use super::{Replanner, Why};
use crate::num::{at, ux};
use std::cmp::Reverse;

/// Options looked at for one free seat, at most; it keeps a strike below a millisecond.
const LOOKS: usize = 12_000;
/// People seated elsewhere who are tried for one free seat, and in exchange for one place.
const MOVERS: usize = 96;
const GIVERS: usize = 12;

/// A way to fill a seat: an option on it, and one on the flight that its group leaves.
#[derive(Clone, Copy)]
struct Chain {
    gain: i64,
    mover: usize,
    filler: Option<usize>,
}

impl Replanner<'_> {
    /// Fills a seat of `f` by way of another flight, when the whole gains; true if it did.
    pub(super) fn pull(&mut self, f: usize) -> bool {
        let Some(chain) = self.best_chain(f, false) else { return false };
        self.follow(chain, Why::MovedUp, Why::Alternate);
        true
    }

    /// Brings somebody to `f`, who is short of its minimum, at the least loss; true if it could.
    pub(super) fn borrow(&mut self, f: usize) -> bool {
        if let Some(chain) = self.best_chain(f, true) {
            self.follow(chain, Why::Mended, Why::Alternate);
            return true;
        }
        let Some((o, giver)) = self.ceded(f) else { return false };
        self.leave(giver, Why::GaveWay);
        self.take(o, Why::Mended);
        if let Some(other) = self.state.best_fit(giver, 0) {
            self.take(other, Why::GaveWay);
        }
        true
    }

    fn follow(&mut self, chain: Chain, moved: Why, filled: Why) {
        self.leave(self.state.p.choice(chain.mover).g(), moved);
        self.take(chain.mover, moved);
        if let Some(o) = chain.filler {
            self.take(o, filled);
        }
    }

    /// The best way to get somebody of another flight onto `f`; `forced` takes a loss too.
    fn best_chain(&mut self, f: usize, forced: bool) -> Option<Chain> {
        let p = self.state.p;
        let seated = |o: &usize| {
            let now = at(&self.state.by, p.choice(*o).g());
            now.is_some_and(|now| p.choice(ux(now)).f() != f) && self.could_move(*o)
        };
        let mut movers: Vec<(i64, usize)> = self
            .queues
            .on(f)
            .take(LOOKS)
            .filter(seated)
            .map(|o| (p.choice(o).value - self.state.value_of(p.choice(o).g()), o))
            .collect();
        movers.sort_by_key(|(gain, o)| (Reverse(*gain), *o));
        let mut best: Option<Chain> = None;
        let mut looks = LOOKS;
        for (change, mover) in movers.into_iter().take(MOVERS) {
            let g = p.choice(mover).g();
            let (Some(seat), Some(from)) = (at(&self.state.by, g), self.state.flight_of(g)) else {
                continue;
            };
            let mark = self.state.mark();
            self.state.unseat(g);
            if self.state.fits(mover) {
                self.state.seat(mover);
                let (filler, looked) = self.filler(from, looks);
                looks = looks.saturating_sub(looked);
                if let Some(o) = filler {
                    self.state.seat(o);
                }
                let gain = change + filler.map_or(0, |o| p.choice(o).value);
                let least = if forced { i64::MIN } else { 0 };
                let lawful = self.state.still_lawful(from, ux(seat));
                if lawful && gain > best.map_or(least, |best| best.gain) {
                    best = Some(Chain { gain, mover, filler });
                }
            }
            self.state.undo(mark);
            if looks == 0 {
                break;
            }
        }
        best
    }

    /// Whether the option's rows have room once its group has left its seat.
    fn could_move(&self, o: usize) -> bool {
        let p = self.state.p;
        let Some(now) = at(&self.state.by, p.choice(o).g()) else { return false };
        p.uses(o).all(|(r, a)| {
            let room = p.cap(r) - at(&self.state.used, r);
            a <= room || a <= 0 || {
                let own = p.uses(ux(now)).find(|(s, _)| *s == r).map_or(0, |(_, b)| b);
                a - own <= room
            }
        })
    }

    /// The first who waits for `f` and fits, and how many were looked at.
    fn filler(&self, f: usize, looks: usize) -> (Option<usize>, usize) {
        let mut looked = 0;
        let found = self.queues.on(f).take(looks).find(|o| {
            looked += 1;
            let g = self.state.p.choice(*o).g();
            at(&self.state.by, g).is_none() && !at(&self.struck, g) && self.state.fits(*o)
        });
        (found, looked)
    }

    /// Somebody who waits for `f`, and somebody of another flight whose place in the week or the
    /// transfer they take; the least is lost.
    fn ceded(&mut self, f: usize) -> Option<(usize, usize)> {
        let p = self.state.p;
        let lacks = |r: usize, a: i64| a > 0 && at(&self.state.used, r) + a > p.cap(r);
        let own = |r: usize| p.rows.get(r).is_some_and(|row| row.flight.is_some());
        let waits = |o: &usize| {
            let g = p.choice(*o).g();
            at(&self.state.by, g).is_none()
                && !at(&self.struck, g)
                && p.uses(*o).all(|(r, a)| !own(r) || !lacks(r, a))
        };
        let asking: Vec<usize> = self.queues.on(f).take(LOOKS).filter(waits).take(MOVERS).collect();
        let mut best: Option<(i64, usize, usize)> = None;
        for o in asking {
            let mut rivals = crate::search::rivals(&self.state, o);
            rivals.retain(|e| self.state.flight_of(*e) != Some(f));
            for e in rivals.into_iter().take(GIVERS) {
                let (Some(seat), Some(from)) = (at(&self.state.by, e), self.state.flight_of(e))
                else {
                    continue;
                };
                let gain = p.choice(o).value - self.state.value_of(e);
                if best.is_some_and(|best| gain <= best.0) {
                    continue;
                }
                let mark = self.state.mark();
                self.state.unseat(e);
                if self.state.fits(o) && self.state.still_lawful(from, ux(seat)) {
                    best = Some((gain, o, e));
                }
                self.state.undo(mark);
            }
        }
        best.map(|(_, o, e)| (o, e))
    }
}

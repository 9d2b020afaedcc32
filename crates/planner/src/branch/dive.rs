//! From a relaxed point straight down to a whole plan.

use super::Search;
use crate::lp::{self, Fixing, Outcome, Shape, Stop};
use crate::num::{at, bump, put, small, ux};

/// Fixed and solved again so many times at most.
const DEPTH: u32 = 40;
/// Equals are told apart by so many dollars.
const NUDGE: f64 = 40.0;

impl Search<'_, '_> {
    /// Decides what is nearly decided, solves again, and so on down to a whole plan.
    pub(super) fn dive(&mut self, shape: &Shape<'_>, from: &Fixing) {
        let p = self.p;
        let mut fixing = Fixing { nudge: NUDGE, ..from.clone() };
        let stop = Stop { steps: 40, gap: 1e-6, below: self.best.objective, keep_on: self.keep_on };
        let mut out = lp::solve(shape, &fixing, &stop);
        let mut most = 16;
        for _ in 0..DEPTH {
            if !(self.keep_on)() {
                return;
            }
            let before = fixing.clone();
            let decided = self.decide(&mut fixing, &out);
            let mut sure: Vec<(f64, usize)> = (0..p.choices.len())
                .filter(|o| fixing.allows(p, *o) && !fixing.open(p.choice(*o).f()))
                .map(|o| (at(&out.x, o), o))
                .filter(|(x, _)| *x > 0.02)
                .collect();
            sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let clear = sure.iter().take_while(|(x, _)| *x > 0.97).count();
            let half = sure.iter().take_while(|(x, _)| *x > 0.3).count();
            let more = if decided > 0 || clear > sure.len() / 2 { 0 } else { most };
            let many = clear + more.min((half - clear).max(usize::from(clear == 0)));
            sure.truncate(many);
            if sure.is_empty() && decided == 0 {
                break;
            }
            let list: Vec<usize> = sure.iter().map(|(_, o)| *o).collect();
            self.place(&mut fixing, &list);
            let next = lp::solve(shape, &fixing, &stop);
            let loss = out.bound.saturating_sub(next.bound);
            let dear = loss > self.limits.tolerance.max(out.bound.saturating_abs() / 10_000);
            if next.bound > self.best.objective && !dear {
                out = next;
                most = (2 * most).min(64);
                continue;
            }
            if more > 1 {
                // Too much at once: go back, and take fewer.
                fixing = before;
                most = (most / 4).max(1);
                continue;
            }
            // Even one is dear: perhaps leaving it out is cheaper.
            let mut without = before;
            if let Some((_, o)) = sure.last().filter(|_| more == 1) {
                put(&mut without.barred, *o, true);
                let other = lp::solve(shape, &without, &stop);
                if other.bound > next.bound {
                    (fixing, out) = (without, other);
                    continue;
                }
            }
            out = next;
            if out.bound <= self.best.objective {
                break;
            }
        }
        self.try_plan(shape, &fixing, &out, true);
    }

    /// Decides the candidates that are nearly decided; how many.
    fn decide(&self, fixing: &mut Fixing, out: &Outcome) -> usize {
        let open: Vec<usize> = (0..self.p.flights.len()).filter(|f| fixing.open(*f)).collect();
        let doubt = |f: usize| at(&out.y, f).min(1.0 - at(&out.y, f));
        let least = open.iter().map(|f| doubt(*f)).fold(1.0, f64::min);
        let mut decided = 0;
        for f in open {
            if doubt(f) <= least.max(0.05) {
                put(&mut fixing.flown, f, Some(at(&out.y, f) > 0.5));
                decided += 1;
            }
        }
        decided
    }

    /// Fixes options one after another where they fit beside those fixed before; bars the rest.
    pub(super) fn place(&self, fixing: &mut Fixing, list: &[usize]) {
        let p = self.p;
        let mut used = vec![0; p.rows.len()];
        for o in &fixing.placed {
            p.uses(ux(*o)).for_each(|(r, a)| bump(&mut used, r, a));
        }
        for o in list.iter().copied() {
            if !fixing.allows(p, o) {
                continue;
            }
            let room = |(r, a): (usize, i64)| at(&used, r) + a <= p.cap(r) || p.share(r);
            if !p.uses(o).all(room) {
                put(&mut fixing.barred, o, true);
                continue;
            }
            fixing.placed.push(small(o));
            p.uses(o).for_each(|(r, a)| bump(&mut used, r, a));
            let c = p.choice(o);
            p.options_of(c.g()).for_each(|o| put(&mut fixing.barred, o, true));
            for other in p.apart_from(c.g()) {
                for o in p.options_of(other).filter(|o| p.choice(*o).f() == c.f()) {
                    put(&mut fixing.barred, o, true);
                }
            }
        }
    }
}

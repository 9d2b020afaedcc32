//! From a relaxed point straight down to a whole plan.

use super::Search;
use crate::lp::{self, Fixing, Outcome, Shape, Stop};
use crate::num::{at, put, small};

impl Search<'_, '_> {
    /// Decides what is nearly decided, solves again, and so on down to a whole plan.
    pub(super) fn dive(&mut self, shape: &Shape<'_>, from: &Fixing, out: &Outcome) {
        let p = self.p;
        let (mut fixing, mut out) = (from.clone(), out.clone());
        let mut bold = true;
        for depth in 0..30_u32 {
            if !(self.keep_on)() {
                return;
            }
            let before = fixing.clone();
            let least = (0.95 - 0.04 * f64::from(depth)).max(0.5);
            let mut decided = 0;
            for f in 0..p.flights.len() {
                let y = at(&out.y, f);
                if fixing.open(f) && (y > least || y < 1.0 - least) {
                    put(&mut fixing.flown, f, Some(y > 0.5));
                    decided += 1;
                }
            }
            let mut sure: Vec<(f64, usize)> = (0..p.choices.len())
                .filter(|o| fixing.allows(p, *o) && !fixing.open(p.choice(*o).f()))
                .map(|o| (at(&out.x, o), o))
                .filter(|(x, _)| *x > 0.02)
                .collect();
            sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let clear = sure.iter().take_while(|(x, _)| *x > 0.95).count();
            let half = sure.iter().take_while(|(x, _)| *x > 0.6).count();
            let more = if bold { (sure.len() - clear).div_ceil(10) } else { 1 };
            sure.truncate(clear + more.min(half.saturating_sub(clear)).max(1));
            if sure.is_empty() && decided == 0 {
                break;
            }
            let hindmost = sure.last().map(|(_, o)| *o);
            for (_, o) in sure {
                self.place(&mut fixing, o);
            }
            let stop =
                Stop { steps: 40, gap: 1e-4, below: self.best.objective, keep_on: self.keep_on };
            let next = lp::solve(shape, &fixing, &stop);
            if next.bound > self.best.objective {
                out = next;
                self.try_plan(shape, &fixing, &out, false);
                continue;
            }
            // Too much at once: go back, and take one at a time, or leave that one out.
            if bold {
                bold = false;
                fixing = before;
                continue;
            }
            let Some(hindmost) = hindmost else { return };
            fixing = before;
            put(&mut fixing.barred, hindmost, true);
            out = lp::solve(shape, &fixing, &stop);
            if out.bound <= self.best.objective {
                return;
            }
        }
        self.try_plan(shape, &fixing, &out, true);
    }

    /// Fixes an option if it still fits beside those fixed before; bars it if not.
    pub(super) fn place(&self, fixing: &mut Fixing, o: usize) {
        let p = self.p;
        if !fixing.allows(p, o) {
            return;
        }
        let c = p.choice(o);
        fixing.placed.push(small(o));
        if self.overfull(fixing) {
            fixing.placed.pop();
            put(&mut fixing.barred, o, true);
            return;
        }
        p.options_of(c.g()).for_each(|o| put(&mut fixing.barred, o, true));
        for other in p.apart_from(c.g()) {
            for o in p.options_of(other).filter(|o| p.choice(*o).f() == c.f()) {
                put(&mut fixing.barred, o, true);
            }
        }
    }
}

//! Rows that were left out of a relaxation and that its point breaks.

use crate::lp::{Outcome, Rows, Shape};
use crate::num::{at, put, real, small};

/// Rows of pairs kept apart that a point breaks by more than a little, and others overfilled.
pub(crate) fn broken(shape: &Shape<'_>, out: &Outcome, rows: &mut Rows) -> usize {
    let p = shape.p;
    let mut used = vec![0.0; p.rows.len()];
    let mut runs = vec![0.0; shape.run_flight.len()];
    for g in 0..p.groups.len() {
        for run in shape.runs_of(g) {
            for o in shape.options_in(run) {
                let x = at(&out.x, o);
                if x < 1e-4 {
                    continue;
                }
                crate::num::bump(&mut runs, run, x);
                p.uses(o).for_each(|(r, a)| crate::num::bump(&mut used, r, real(a) * x));
            }
        }
    }
    let mut found = 0;
    for (r, row) in p.rows.iter().enumerate() {
        if !at(&rows.caps, r) && at(&used, r) > real(row.cap) + 0.05 {
            put(&mut rows.caps, r, true);
            found += 1;
        }
    }
    for (a, b) in &p.apart {
        for left in shape.runs_of(*a) {
            for right in shape.runs_of(*b) {
                let f = shape.flight(left);
                let pair = (small(left), small(right));
                if f == shape.flight(right)
                    && at(&runs, left) + at(&runs, right) > at(&out.y, f) + 0.05
                    && !rows.apart.contains(&pair)
                {
                    rows.apart.push(pair);
                    found += 1;
                }
            }
        }
    }
    found
}

//! The relaxation of the whole, solved anew for those whom earlier prices leave in doubt.

use super::Watch;
use crate::branch;
use crate::budget::{Budget, Phase};
use crate::lp::{self, Fixing, Focus, Outcome, Rows, Shape, Stop};

/// Solves the relaxation, and again with the rows that its point breaks.
pub(super) fn rounds(
    (rows, shape): (&mut Rows, &mut Shape<'_>),
    fixing: &Fixing,
    objective: i64,
    budget: &Budget,
    watch: &Watch<'_>,
) -> Outcome {
    let go = || watch.go();
    let mut root = relax(shape, fixing, None, budget, &go);
    for _ in 0..budget.rounds {
        watch.note(Phase::Bound, Some(objective), root.bound);
        if watch.stopped() || branch::broken(shape, &root, rows) == 0 {
            break;
        }
        let wider = Shape::new(shape.p, rows);
        root.rows = wider.carry(shape, &root.rows);
        *shape = wider;
        let again = relax(shape, fixing, Some(&root), budget, &go);
        if again.bound >= root.bound {
            // Stopped before it was as good as the last one.
            break;
        }
        root = again;
    }
    root
}

/// Solves the relaxation; `from` are prices of an earlier one with fewer rows.
fn relax(
    shape: &Shape<'_>,
    fixing: &Fixing,
    from: Option<&Outcome>,
    budget: &Budget,
    go: &dyn Fn() -> bool,
) -> Outcome {
    let stop = |gap: f64| Stop { steps: budget.root_steps, gap, below: i64::MIN, keep_on: go };
    match from {
        Some(out) if budget.doubt > 0 => {
            let margin = budget.doubt.saturating_mul(shape.p.dollar);
            let focus = Focus::around(shape, fixing, (&out.rows, &out.groups), margin);
            lp::focused(shape, fixing, &focus, &stop(budget.doubt_gap))
        }
        Some(_) | None => lp::solve(shape, fixing, &stop(budget.root_gap)),
    }
}

//! The relaxation of the whole, solved anew for those whom earlier prices leave in doubt.

use crate::budget::Budget;
use crate::lp::{self, Fixing, Focus, Outcome, Shape, Stop};

/// Solves the relaxation; `from` are prices of an earlier one with fewer rows.
pub(super) fn relax(
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

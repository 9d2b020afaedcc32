//! What would seat a group that is left out, and from which day on things look different.

use crate::num::at;
use crate::problem::RowKind;
use crate::reasons::Cause;
use crate::search::State;
use serde::{Deserialize, Serialize};

/// One thing that a group lacks on its nearest flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// Which limit.
    pub cause: Cause,
    /// By how much it would have to be raised: seats, names, places or people; for the share of
    /// high-risk people, how many more people of low risk would have to be aboard.
    pub amount: i64,
}

/// Everything that the option lacks; empty when nothing can be granted.
pub(crate) fn reliefs(state: &State<'_>, o: usize) -> Vec<Relief> {
    let p = state.p;
    let mut list: Vec<Relief> = Vec::new();
    for (r, a) in p.uses(o) {
        let Some(row) = p.rows.get(r) else { continue };
        let over = at(&state.used, r) + a - row.cap;
        if a <= 0 || over <= 0 {
            continue;
        }
        let amount = match row.kind {
            RowKind::Ratio => {
                let permille = at(&p.instance.flights.hr_permille, p.choice(o).f()).max(1);
                over.div_euclid(permille) + i64::from(over.rem_euclid(permille) > 0)
            }
            RowKind::Seats
            | RowKind::Leg
            | RowKind::Board { .. }
            | RowKind::Drop { .. }
            | RowKind::Medical
            | RowKind::List
            | RowKind::HighRisk
            | RowKind::Week { .. }
            | RowKind::Link { .. } => over,
        };
        let cause = crate::reasons::cause(row.kind);
        match list.iter_mut().find(|relief| relief.cause == cause) {
            Some(same) => same.amount = same.amount.max(amount),
            None => list.push(Relief { cause, amount }),
        }
    }
    list.sort_by_key(|relief| relief.cause);
    list
}

/// The next day on which the group could leave: that of its next flight after `o`, or, when a
/// week's cap is what binds, of its first flight that arrives in a later week.
pub(crate) fn eases(state: &State<'_>, o: usize, cause: Cause) -> Option<i64> {
    let p = state.p;
    let c = p.choice(o);
    let dep = |f: usize| at(&p.instance.flights.dep, f);
    let week = |o: usize| {
        let mut kinds = p.uses(o).filter_map(|(r, _)| p.rows.get(r));
        kinds.find_map(|row| match row.kind {
            RowKind::Week { week, .. } => Some(week),
            RowKind::Seats
            | RowKind::Leg
            | RowKind::Board { .. }
            | RowKind::Drop { .. }
            | RowKind::Ratio
            | RowKind::Medical
            | RowKind::List
            | RowKind::HighRisk
            | RowKind::Link { .. } => None,
        })
    };
    p.options_of(c.g())
        .filter(|k| dep(p.choice(*k).f()) > dep(c.f()))
        .filter(|k| cause != Cause::WeeklyCap || week(*k) != week(o))
        .map(|k| dep(p.choice(k).f()))
        .min()
}

/// The relief in words.
pub(crate) fn words(list: &[Relief]) -> String {
    list.iter().filter_map(Relief::words).collect::<Vec<_>>().join(" and ")
}

impl Relief {
    /// What would have to be granted, in words; `None` when nothing can be.
    ///
    /// ```
    /// let relief = planner::Relief { cause: planner::Cause::ListCap, amount: 1 };
    /// assert_eq!(relief.words().as_deref(), Some("1 more name on the list"));
    /// ```
    pub fn words(&self) -> Option<String> {
        self.cause.limit().map(|limit| limit.more(self.amount))
    }
}

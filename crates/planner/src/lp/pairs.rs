//! Products of two patterns, each once a front: many groups add to the same few of them.

use super::compact::Compact;
use super::shape::NONE;
use crate::num::{at, small, ux};
use std::collections::HashMap;

/// The products that a front's groups add up to.
#[derive(Default)]
pub(super) struct Pairs {
    /// The two patterns of each product; a candidate column counts as a pattern after all others.
    pub(super) list: Vec<(u32, u32)>,
    /// The first product of each front.
    starts: Vec<u32>,
    /// Where each group's products stand in its front, group by group in the order of the fronts.
    pub(super) slots: Vec<u32>,
}

impl Pairs {
    pub(super) fn new(c: &Compact) -> Self {
        let mut pairs = Self { starts: vec![0], ..Self::default() };
        let mut known: HashMap<(u32, u32), u32> = HashMap::new();
        let mut members = Vec::new();
        for groups in &c.in_front {
            known.clear();
            let from = pairs.list.len();
            for g in groups {
                members_of(c, ux(*g), &mut members);
                for (k, a) in members.iter().enumerate() {
                    for b in members.get(..=k).unwrap_or_default() {
                        let pair = (*a.min(b), *a.max(b));
                        let slot = *known.entry(pair).or_insert_with(|| {
                            pairs.list.push(pair);
                            small(pairs.list.len() - 1 - from)
                        });
                        pairs.slots.push(slot);
                    }
                }
            }
            pairs.starts.push(small(pairs.list.len()));
        }
        pairs
    }

    /// The products of a front.
    pub(super) fn of(&self, front: usize) -> &[(u32, u32)] {
        let (from, to) = (at(&self.starts, front), at(&self.starts, front + 1));
        self.list.get(ux(from)..ux(to)).unwrap_or_default()
    }
}

/// The patterns of a group: its columns run by run, and after each run its candidate column.
fn members_of(c: &Compact, g: usize, members: &mut Vec<u32>) {
    members.clear();
    for run in c.runs_of(g) {
        members.extend(c.columns_of(run).map(|j| at(&c.pattern, j)));
        let column = at(&c.run_column, run);
        if column != NONE {
            members.push(small(c.patterns() + ux(column)));
        }
    }
}

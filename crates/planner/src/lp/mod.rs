//! The linear relaxation, solved by an interior-point method that keeps each group whole.
//!
//! Columns are the options and the undecided candidate flights. Rows are capacities, minimum
//! fills and pairs kept apart (the *shared* rows), one row per group, and one row per group and
//! undecided candidate ("no option of a closed flight"). Group rows and candidate rows are
//! eliminated by hand, group by group, so that only the shared rows are factored.
//! Real numbers only steer; what is claimed is proved by [`bound::bound`] in exact integers.

pub(crate) mod bound;
mod compact;
mod ends;
mod focus;
mod front;
mod interior;
mod order;
mod pairs;
#[expect(clippy::many_single_char_names, reason = "the symbols of the method")]
mod pass;
mod point;
mod shape;
mod soft;

pub(crate) use focus::Focus;
pub(crate) use interior::{Outcome, Stop, focused, solve};
pub(crate) use shape::{Rows, Shape};

use crate::num::at;
use crate::problem::Problem;

/// What a branch of the search has decided.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fixing {
    /// Each candidate flight: flown, not flown, or open.
    pub(crate) flown: Vec<Option<bool>>,
    /// Options that are out.
    pub(crate) barred: Vec<bool>,
    /// Options that are in.
    pub(crate) placed: Vec<u32>,
    /// By how many dollars equals are told apart, so that a relaxed point seats whole people: a
    /// dive goes by it, and no bound.
    pub(crate) nudge: f64,
}

impl Fixing {
    /// Nothing decided.
    pub(crate) fn free(p: &Problem) -> Self {
        Self {
            flown: (0..p.flights.len()).map(|f| (!p.candidate(f)).then_some(true)).collect(),
            barred: vec![false; p.choices.len()],
            placed: Vec::new(),
            nudge: 0.5,
        }
    }

    /// Whether the flight is an undecided candidate.
    pub(crate) fn open(&self, f: usize) -> bool {
        at(&self.flown, f).is_none()
    }

    /// Whether the option may still be used.
    pub(crate) fn allows(&self, p: &Problem, o: usize) -> bool {
        !at(&self.barred, o) && at(&self.flown, p.choice(o).f()) != Some(false)
    }
}

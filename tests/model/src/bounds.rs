//! How much may happen in one run, so that all runs can be tried.

use crate::Budget;

/// The size of the world.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Places in which one case at a time is worked on. A worker with a batch of three is three
    /// of them: the rows of a batch are fenced and checked each for itself.
    pub workers: u8,
    /// Cases.
    pub cases: usize,
    /// Steps that each case takes by itself.
    pub steps: u8,
    /// How often a task may be claimed before it is dead.
    pub max_attempts: u8,
    /// Whether a claim's snapshot and its locks are two moments, or one.
    pub split_claims: bool,
    /// Whether a case and its inbox are read at two moments, or one.
    pub split_loads: bool,
    /// What may come from outside and go wrong.
    pub budget: Budget,
}

//! How much work the solver may do, and what it tells on the way.

use crate::num::small;
use crate::problem::Problem;

/// How much work a plan may cost, in iterations and never in seconds, so that the same instance
/// gives the same plan on every machine.
///
/// ```
/// let quick = planner::Budget { root_iterations: 200, ..planner::Budget::default() };
/// assert!(quick.root_iterations < planner::Budget::default().root_iterations);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Gradient iterations for the first bound.
    pub root_iterations: u32,
    /// How many times a candidate flight is branched upon to tighten the bound.
    pub branches: u32,
    /// Gradient iterations for each side of a branch.
    pub branch_iterations: u32,
    /// Rounds of local improvement.
    pub passes: u32,
    /// Exchanges tried in one improvement.
    pub moves: u64,
    /// Alternates named per flight.
    pub alternates: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            root_iterations: 2_000,
            branches: 30,
            branch_iterations: 240,
            passes: 8,
            moves: 20_000_000,
            alternates: 20,
        }
    }
}

impl Budget {
    /// A budget scaled to the size of the problem, so that large ones still end in minutes.
    ///
    /// ```
    /// use planner::{Budget, Instance, Problem};
    /// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// let problem = Problem::new(&instance).unwrap();
    /// assert_eq!(Budget::fitting(&problem), Budget::default());
    /// ```
    pub fn fitting(problem: &Problem) -> Self {
        let full = Self::default();
        let weight = problem.uses.len().max(1);
        let share =
            |work: usize, most: u32, least: u32| small(work / weight).clamp(least.min(most), most);
        Self {
            root_iterations: share(1_500_000_000, full.root_iterations, 120),
            branches: share(20_000_000, full.branches, 0),
            ..full
        }
    }
}

/// Where the solver is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Tightening the first bound.
    Bound,
    /// Building and improving a plan.
    Improve,
    /// Deciding candidate flights.
    Branch,
}

/// A report on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// The best plan so far.
    pub objective: Option<i64>,
    /// The best bound so far.
    pub bound: i64,
}

/// What to do after a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Continue,
    /// Finish now with the best plan and bound found.
    Stop,
}

//! How much work the solver may do, and what it tells on the way.

use crate::problem::Problem;

/// How much work a plan may cost, in iterations and never in seconds, so that the same instance
/// gives the same plan on every machine.
///
/// ```
/// let quick = planner::Budget { nodes: 10, ..planner::Budget::default() };
/// assert!(quick.nodes < planner::Budget::default().nodes);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// Steps of the interior-point method for the whole problem; with 0, quick prices have to do.
    pub root_steps: u32,
    /// The relative gap at which the relaxation of the whole counts as solved.
    pub root_gap: f64,
    /// When rows are added, only those in doubt by so many dollars are solved for anew; with 0,
    /// everybody is.
    pub doubt: i64,
    /// The relative gap at which that counts as solved.
    pub doubt_gap: f64,
    /// How many times rows that were left out and are broken are added.
    pub rounds: u32,
    /// Flights planned together in one block, at most.
    pub block_flights: usize,
    /// Branches for a small block; larger blocks get fewer.
    pub nodes: u32,
    /// Branches for every block, however large.
    pub least_nodes: u32,
    /// Branches for those whose seat the prices leave in doubt.
    pub core_nodes: u32,
    /// What a seat may lose by the prices, in dollars, and still be decided anew.
    pub margin: i64,
    /// The gap, as a share of the worth, below which nothing more is tried.
    pub gap: f64,
    /// Rounds of local improvement.
    pub passes: u32,
    /// Exchanges tried in one improvement.
    pub moves: u64,
    /// Steps of chains of moves in one pass.
    pub chains: u64,
    /// Branches on the choice of flights for the whole, before it is cut into blocks.
    pub whole: u32,
    /// Whether local improvement also opens and closes candidate flights.
    pub flip_flights: bool,
    /// Whether all doubtful seats are decided anew together, before block by block.
    pub polish: bool,
    /// Alternates named per flight.
    pub alternates: usize,
    /// Threads to use; the plan is the same with any number.
    pub threads: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            root_steps: 60,
            root_gap: 1e-6,
            doubt: 0,
            doubt_gap: 1e-5,
            rounds: 2,
            block_flights: 24,
            nodes: 400,
            least_nodes: 8,
            core_nodes: 16,
            margin: 2_000,
            gap: 3e-5,
            passes: 4,
            moves: 300_000,
            chains: 1_000_000,
            whole: 40,
            flip_flights: false,
            polish: true,
            alternates: 20,
            threads: 1,
        }
    }
}

impl Budget {
    /// One of `parts` equal parts of the gap that may stay.
    pub(crate) fn slice(&self, worth: i64, parts: usize) -> i64 {
        let share = crate::num::real(worth.abs()) * self.gap.max(0.0);
        crate::num::whole(share) / crate::num::count(parts.max(1))
    }

    /// A budget scaled to the size of the problem: small ones are planned until nothing better can
    /// exist, and large ones still end.
    ///
    /// ```
    /// use planner::{Budget, Instance, Problem};
    /// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// let problem = Problem::new(&instance).unwrap();
    /// assert_eq!(Budget::fitting(&problem).gap, 0.0);
    /// ```
    pub fn fitting(problem: &Problem) -> Self {
        let full = Self::default();
        match problem.choices.len() {
            // So small that the last dollar can be proved.
            0..1_000 => Self { gap: 0.0, nodes: 4_000, least_nodes: 4_000, core_nodes: 64, ..full },
            1_000..50_000 => full,
            50_000..500_000 => Self {
                root_gap: 4e-3,
                doubt: 4_000,
                rounds: 1,
                block_flights: 12,
                least_nodes: 4,
                core_nodes: 8,
                margin: 1_000,
                whole: 0,
                flip_flights: false,
                polish: false,
                ..full
            },
            _ => Self {
                root_gap: 5e-3,
                doubt: 2_000,
                root_steps: 45,
                rounds: 0,
                block_flights: 10,
                least_nodes: 2,
                core_nodes: 4,
                margin: 1_000,
                whole: 0,
                flip_flights: false,
                polish: false,
                ..full
            },
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

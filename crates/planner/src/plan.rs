//! What the planner hands back.

use crate::reasons::{FlightReport, LeftOut};
use serde::{Deserialize, Serialize};

/// The solver's name and version, as written into every plan.
pub const SOLVER: &str = concat!("caseflight-planner ", env!("CARGO_PKG_VERSION"));

/// A plan, in the solution format of `charter-manifest/1` with the product's further keys.
///
/// ```
/// use planner::{Budget, Control, Instance, Problem, solve};
/// let instance = Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
/// let problem = Problem::new(&instance).unwrap();
/// let plan = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
/// let text = serde_json::to_string(&plan).unwrap();
/// assert!(text.starts_with(r#"{"chosen":[[0,0,0],[1,0,0]],"y":[1]"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Group, flight and pick-up stop of everyone seated, by group.
    pub chosen: Vec<[usize; 3]>,
    /// 1 for each flight that is flown.
    pub y: Vec<u8>,
    /// Value of the seats less the cost of the flights, in dollars.
    pub objective: i64,
    /// No plan can be worth more than this; proved in exact integers.
    pub bound: i64,
    /// How far the bound is above the objective, as a share of the objective.
    pub gap: f64,
    /// Who has no seat, and why.
    pub left_out: Vec<LeftOut>,
    /// For each flight, who would take a seat that falls free, best first.
    pub alternates: Vec<Vec<Alternate>>,
    /// For each flight, how full it is and what keeps the rest empty.
    pub flights: Vec<FlightReport>,
    /// Which solver wrote this.
    pub solver: String,
}

/// A group that keeps every rule of a flight but finds no room on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternate {
    /// The group.
    pub group: usize,
    /// Where it would board.
    pub stop: usize,
    /// What its seat would be worth, in dollars.
    pub value: i64,
}

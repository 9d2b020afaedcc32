//! The planner: who flies on which charter, with a reason for every empty seat.
//!
//! Pure: no input or output, no clock, no randomness, and nothing of the domain. There are two
//! doors. [`solve`] takes a whole `charter-manifest/1` instance and returns a plan with a proved
//! upper bound. [`assemble`] takes a few flights with people in order of priority, and is what a
//! manifest is made with day by day.

mod alone;
mod block;
mod branch;
mod budget;
mod cause;
mod compare;
mod conflict;
mod core;
mod groups;
mod instance;
mod lp;
mod manifest;
mod num;
mod options;
mod plan;
mod problem;
mod reach;
mod reasons;
mod relief;
mod replan;
pub mod samples;
mod search;
mod solve;

pub use budget::{Budget, Control, Phase, Progress};
pub use cause::{Cause, Limit};
pub use compare::{Comparison, Totals, Waiting, compare, longest_waiting};
pub use conflict::{Conflict, conflicts};
pub use instance::{Cases, Countries, Flights, Instance, InstanceError, Links, Weights};
pub use manifest::{
    ManifestFlight, ManifestGroup, ManifestLeftOut, ManifestPlan, ManifestProblem, ManifestReason,
    ManifestSeat, Passage, assemble,
};
pub use plan::{Alternate, Plan, SOLVER};
pub use problem::{Problem, SeatOption};
pub use reasons::{FlightReport, LeftOut, Worth};
pub use relief::Relief;
pub use replan::{Change, Replanner, Why};
pub use solve::solve;

//! Manifests: proposed by the planner, filled through the gate, sealed by a second person.

mod change;
mod plan;
mod refill;
mod seat;

pub(crate) use change::{clear, each_party};
pub use plan::{LeftOut, Proposal, Seat};
pub(crate) use plan::{Which, candidates, drop_countries};
pub use refill::Crew;
pub use seat::Seated;

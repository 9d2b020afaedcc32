//! A model of how workers share cases: claim, lease, commit and signal, small enough to try every
//! order of events.
//!
//! The database does what PostgreSQL does at READ COMMITTED, statement by statement: a statement
//! sees the rows of its snapshot, but a row that it locks or writes is read again, latest version
//! first, and its condition is checked once more. Workers die at any point, lose their leases,
//! and leave statements behind that the database goes on to run. `docs/engine-proof.md` says what
//! is modelled, what is assumed, and how many states there are.

mod act;
mod action;
mod bounds;
mod bug;
mod case;
mod database;
mod measure;
mod property;
mod state;
mod twin;

pub use action::Action;
pub use bounds::Bounds;
pub use bug::Bug;
pub use case::{Attempt, Case, Decision, Event, Lease, Phase, Task, What};
pub use property::{names, properties};
pub use state::{Budget, State};

/// The protocol with its bounds, right or with one bug planted.
#[derive(Debug, Clone)]
pub struct Protocol {
    /// How much may happen.
    pub bounds: Bounds,
    /// What is wrong with it, if anything.
    pub bug: Option<Bug>,
}

impl Protocol {
    /// The protocol as it should be.
    pub fn right(bounds: Bounds) -> Self {
        Self { bounds, bug: None }
    }

    /// The protocol with a bug.
    pub fn with(bug: Bug, bounds: Bounds) -> Self {
        Self { bounds, bug: Some(bug) }
    }

    /// Whether this bug is planted.
    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }
}

//! What is asked of a commit, and what it answers.

use domain::{Case, Flight};
use jiff::Timestamp;

use crate::task::{Fence, TaskClock, TaskKey};
use crate::{CaseTransition, FlightTransition, Guard, Loaded};

/// Changes that happen together or not at all.
#[derive(Debug, Default)]
pub struct Unit {
    /// Cases that change or open.
    pub cases: Vec<CaseTransition>,
    /// Flights that change or are scheduled.
    pub flights: Vec<FlightTransition>,
    /// What the decisions rested on besides: it must still be as it was.
    pub guards: Vec<Guard>,
    /// The command that this answers; it is done at most once.
    pub command: Option<Command>,
    /// The tasks that this is the work of: all must still be held.
    pub fences: Vec<Fence>,
    /// Work to do later.
    pub tasks: Vec<NewTask>,
    /// What others are to be told.
    pub outbox: Vec<OutMessage>,
    /// What time it is for tasks that are due at once.
    pub now: TaskClock,
    /// Where in a trace it came from; if none, where it is committed.
    pub trace: Option<String>,
}

impl Unit {
    /// A change of one case.
    pub fn case(transition: CaseTransition) -> Self {
        Self { cases: vec![transition], ..Self::default() }
    }

    /// A change of one flight.
    pub fn flight(transition: FlightTransition) -> Self {
        Self { flights: vec![transition], ..Self::default() }
    }
}

/// A command as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The key that the sender gave it.
    pub id: String,
    /// A hash of what it says: the same key with other words is refused.
    pub request_hash: String,
}

/// A piece of work. A task that is there already is woken: it is due at the earlier instant, or,
/// if somebody works on it, at once when they are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// Which.
    pub task: TaskKey,
    /// The lane that it waits in: queue, office and agency.
    pub lane: String,
    /// When it is due; at once if none.
    pub due: Option<Timestamp>,
    /// What it needs to know.
    pub payload: String,
}

/// A message to the outside, sent after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutMessage {
    /// Key; a message with a known key is not stored again.
    pub id: String,
    /// The case or flight that it is about: its messages keep their order.
    pub stream: String,
    /// Kind.
    pub kind: String,
    /// What it says, as JSON.
    pub body: String,
    /// When it was written.
    pub at: Timestamp,
    /// Where in a trace it came from; if none, where it is committed.
    pub trace: Option<String>,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// Done, with the cases and flights as they are now, in the order given.
    Done {
        /// Cases.
        cases: Vec<Loaded<Case>>,
        /// Flights.
        flights: Vec<Loaded<Flight>>,
    },
    /// These streams, and perhaps others of the unit, have changed since they were read; nothing
    /// was done.
    Stale(Vec<String>),
    /// The task is not held any more under the lease that the work was begun with: somebody
    /// else has it. Nothing was done.
    LeaseLost,
    /// The command was done before; this was its result.
    AlreadyDone(String),
    /// A case or flight of that key is there already; nothing was done.
    AlreadyOpen,
    /// The database keeps a promise that this would break; nothing was done.
    Refused {
        /// The constraint.
        constraint: String,
    },
}

impl Committed {
    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }
}

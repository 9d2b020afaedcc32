//! Names of tasks, leases, and what a worker holds.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use crate::chain::micros;

/// Which task: whose, and which of theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskKey {
    /// A case, a flight, or `system`.
    pub owner: String,
    /// Which of its tasks, such as `advance`.
    pub key: String,
}

impl TaskKey {
    /// The task `key` of `owner`.
    pub fn new(owner: impl Into<String>, key: impl Into<String>) -> Self {
        Self { owner: owner.into(), key: key.into() }
    }
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.key)
    }
}

/// The right to work on a task, for a while. Never used for a second claim: what was sent under
/// an old lease cannot pass for work under a new one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lease([u8; 16]);

impl Lease {
    /// A lease of these bits, which must be random and fresh.
    pub const fn new(bits: u128) -> Self {
        Self(bits.to_be_bytes())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lease({:032x})", u128::from_be_bytes(self.0))
    }
}

/// A worker: one process, from its start to its end. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub i64);

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// What time it is for leases and due times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaskClock {
    /// As the database has it: the one clock that all workers share.
    #[default]
    Database,
    /// This instant; for tests and simulated time.
    At(Timestamp),
}

impl TaskClock {
    /// As a parameter: none asks the database.
    pub(crate) fn param(self) -> Option<i64> {
        match self {
            Self::Database => None,
            Self::At(at) => Some(micros(at)),
        }
    }
}

/// A task that was claimed, and is held until the lease runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub task: TaskKey,
    /// The lane it waited in.
    pub lane: String,
    /// Under which lease.
    pub lease: Lease,
    /// Which attempt this is, from 1; counted when it begins.
    pub attempt: u32,
    /// How many attempts ended in a failure that was written down. The others were cut off.
    pub failed: u32,
    /// When it became due.
    pub due: Timestamp,
    /// How long ago that was, by the clock asked with.
    pub late: Duration,
    /// What it needs to know.
    pub payload: String,
    /// Where in a trace it was put down or woken, if it was by something that is traced.
    pub trace: Option<String>,
}

impl Claimed {
    /// How often somebody began it and was never heard of again.
    pub fn cut_off(&self) -> u32 {
        self.attempt.saturating_sub(1).saturating_sub(self.failed)
    }

    /// The fence for a commit of this work.
    pub fn fence(&self, then: Then) -> Fence {
        Fence { task: self.task.clone(), lease: self.lease, then }
    }
}

/// What must still be so for a commit: the task is held under this lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// Which task.
    pub task: TaskKey,
    /// Under which lease.
    pub lease: Lease,
    /// What becomes of the task with the commit.
    pub then: Then,
}

/// What becomes of a task with the commit of its work. If it was woken meanwhile, it is due at
/// once instead of being done or resting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The lease goes on: the next step follows in the same process.
    Keep,
    /// It is done and goes.
    Done,
    /// It is given back, to be due again.
    Rest {
        /// When; at once if none.
        due: Option<Timestamp>,
        /// In another lane.
        lane: Option<String>,
    },
}

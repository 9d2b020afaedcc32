//! Everything there is at one moment: the database, the workers, and what may still happen.

use crate::{Case, Protocol};

/// What may still come from outside or go wrong, over all cases together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Budget {
    /// Messages and holds. Each message may also be delivered any number of times.
    pub signals: u8,
    /// Changes by officers that wake nobody.
    pub clicks: u8,
    /// A worker dies, or loses its connection: it forgets everything, and the statement that it
    /// has sent is run to its end or rolled back.
    pub breaks: u8,
    /// A worker sleeps past its lease and comes back.
    pub sleeps: u8,
    /// A handler fails, and the worker says so.
    pub failures: u8,
    /// A worker is asked to stop, and gives back what it has not done.
    pub stops: u8,
}

impl Budget {
    /// Nothing more.
    pub const NONE: Self =
        Self { signals: 0, clicks: 0, breaks: 0, sleeps: 0, failures: 0, stops: 0 };
}

/// One moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The cases, with their tasks and with those who work on them.
    pub cases: Vec<Case>,
    /// Workers with nothing in hand, a bit for each.
    pub idle: u16,
    /// What may still happen.
    pub budget: Budget,
    /// A commit under a lease that was somebody else's by then. Never taken back.
    pub stale_commit: bool,
    /// A step that did not bring the run nearer to its end. Never taken back.
    pub endless: bool,
}

impl State {
    /// How it begins: every case has work to do, and every worker is free.
    pub(crate) fn first(protocol: &Protocol) -> Self {
        let bounds = &protocol.bounds;
        Self {
            cases: vec![Case::new(); bounds.cases],
            idle: (1 << bounds.workers) - 1,
            budget: bounds.budget,
            stale_commit: false,
            endless: false,
        }
    }
}

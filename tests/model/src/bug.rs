//! Bugs that can be planted, one at a time, to see that the checker finds them.

/// What a hurried programmer might have written instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bug {
    /// The commit finds its task by case and key, without asking for its lease.
    NoFence,
    /// The commit writes whatever version the case has by now.
    NoVersionCheck,
    /// The commit deletes or re-arms by the `wake` of its snapshot instead of the locked row's.
    WakeOfTheSnapshot,
    /// Attempts are counted when a handler reports failure, so a crash counts for nothing.
    CountedAtCompletion,
    /// A worker keeps one lease id for as long as it lives, under a name that outlives it.
    ReusedLease,
    /// The step is acknowledged when the commit is sent.
    AckBeforeCommit,
    /// A message that comes again is taken again.
    NoInboxKey,
    /// The version is checked after the task was deleted.
    DeletedBeforeTheCheck,
    /// A commit that met a newer version is dropped, and the task waits for its lease to run out.
    StaleIsDropped,
    /// After a failure the task rests for its backoff, even if it was woken meanwhile.
    BackoffIgnoresWake,
    /// A signal makes a task due, but leaves no mark on one that is being worked on.
    SignalWithoutWake,
}

impl Bug {
    /// Every bug.
    pub const ALL: &[Self] = &[
        Self::NoFence,
        Self::NoVersionCheck,
        Self::WakeOfTheSnapshot,
        Self::CountedAtCompletion,
        Self::ReusedLease,
        Self::AckBeforeCommit,
        Self::NoInboxKey,
        Self::DeletedBeforeTheCheck,
        Self::StaleIsDropped,
        Self::BackoffIgnoresWake,
        Self::SignalWithoutWake,
    ];
}

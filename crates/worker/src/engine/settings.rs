//! How a worker works.

use std::time::Duration;

/// How a worker works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Jobs at once; a job is a batch of cases, or one other task.
    pub jobs: usize,
    /// Tasks in one batch at most.
    pub batch: u32,
    /// How long a transaction of a batch should take at most: batches shrink until it does.
    pub transaction: Duration,
    /// How long a lease is. After a crash others wait for so long.
    pub hold: Duration,
    /// How long to wait at least and at most before looking again when nothing is due.
    pub poll: (Duration, Duration),
    /// How long to wait for work under way when told to stop.
    pub drain: Duration,
    /// How long a job may take.
    pub timeout: Duration,
    /// How long a failed task rests at least and at most.
    pub backoff: (Duration, Duration),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            jobs: 2,
            batch: 500,
            transaction: Duration::from_millis(40),
            hold: Duration::from_secs(30),
            poll: (Duration::from_millis(250), Duration::from_secs(1)),
            drain: Duration::from_secs(20),
            timeout: Duration::from_mins(10),
            backoff: (Duration::from_secs(1), Duration::from_hours(1)),
        }
    }
}

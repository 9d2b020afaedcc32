//! What a sweep is.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::Actor;
use operations::agency::Agency;
use operations::{OperationError, Operations};

/// What a sweep works with.
#[derive(Clone)]
pub struct Desk {
    /// The operations.
    pub ops: Operations,
    /// The foreign agencies.
    pub agency: Arc<dyn Agency>,
    /// The system, as the actor of what it does by itself.
    pub system: Actor,
}

/// What a run found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Looked at.
    pub due: u64,
    /// Changed.
    pub done: u64,
}

/// Why a run failed. It is run again at its next time.
pub type SweepError = OperationError;

/// A run under way.
pub type Running = Pin<Box<dyn Future<Output = Result<Found, SweepError>> + Send>>;

/// One thing the worker does, again and again.
#[derive(Debug)]
pub struct Sweep {
    /// The name in logs.
    pub name: &'static str,
    /// How long to rest between runs.
    pub every: Duration,
    /// One run.
    pub run: fn(Desk) -> Running,
}

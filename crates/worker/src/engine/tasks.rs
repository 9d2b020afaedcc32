//! The store as the engine needs it. The simulation has one of its own.

use std::time::Duration;

use persistence::{
    Claim, Claimed, Failure, Lease, Store, StoreError, TaskClock, TaskKey, WorkerId, WorkerState,
};

use super::Board;
use super::board::Rules;

/// Where tasks are kept.
pub trait Tasks: Send + Sync + 'static {
    /// Which lanes have work, and when.
    fn board(&self, rules: &Rules) -> impl Future<Output = Result<Board, StoreError>> + Send;
    /// What people set for lanes, and the limits.
    fn rules(&self) -> impl Future<Output = Result<Rules, StoreError>> + Send;
    /// Claims what is due, under a fresh lease.
    fn claim(
        &self,
        lanes: Vec<(String, u32)>,
        limited: Vec<String>,
        lease: Lease,
        hold: Duration,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;
    /// Keeps leases; answers with those still held.
    fn extend(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
        hold: Duration,
    ) -> impl Future<Output = Result<Vec<TaskKey>, StoreError>> + Send;
    /// Gives tasks back with their attempts.
    fn release(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Notes failures; answers how many became dead letters.
    fn fail(
        &self,
        failures: Vec<Failure>,
        lease: Lease,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Says that the worker is there.
    fn beat(
        &self,
        jobs: usize,
        state: WorkerState,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// The real store.
#[derive(Debug, Clone)]
pub struct Database {
    store: Store,
    clock: TaskClock,
    worker: WorkerId,
    host: String,
}

impl Database {
    /// The tasks of `store` for the worker `id` on `host`.
    pub fn new(store: Store, clock: TaskClock, id: WorkerId, host: String) -> Self {
        Self { store, clock, worker: id, host }
    }
}

impl Tasks for Database {
    async fn board(&self, rules: &Rules) -> Result<Board, StoreError> {
        Ok(Board::of(&self.store.lanes_due(self.clock).await?, rules))
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        let settings = self.store.lane_settings().await?;
        let limits = self.store.limits(self.clock).await?;
        Ok(Rules { settings, limited: limits.into_iter().map(|one| one.limit.agency).collect() })
    }

    async fn claim(
        &self,
        lanes: Vec<(String, u32)>,
        limited: Vec<String>,
        lease: Lease,
        hold: Duration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let (worker, now) = (self.worker, self.clock);
        self.store.claim(Claim { lanes, limited, lease, worker, hold, now }).await
    }

    async fn extend(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
        hold: Duration,
    ) -> Result<Vec<TaskKey>, StoreError> {
        self.store.extend(tasks, lease, hold, self.clock).await
    }

    async fn release(&self, tasks: Vec<TaskKey>, lease: Lease) -> Result<u64, StoreError> {
        self.store.release(tasks, lease, self.clock).await
    }

    async fn fail(&self, failures: Vec<Failure>, lease: Lease) -> Result<u64, StoreError> {
        self.store.fail(failures, lease, self.clock).await
    }

    async fn beat(&self, jobs: usize, state: WorkerState) -> Result<(), StoreError> {
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX);
        self.store.beat(self.worker, &self.host, jobs, state, self.clock).await
    }
}

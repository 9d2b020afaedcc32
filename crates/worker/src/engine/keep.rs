//! Beside the work: leases are kept, and the worker says that it is there.

use std::sync::Arc;
use std::time::Duration;

use persistence::WorkerState;
use tokio_util::sync::CancellationToken;

use super::{Handler, Shared, Tasks};
use crate::figures;

/// Keeps the leases of what is worked on, three times in the life of a lease.
pub(super) async fn extend<T: Tasks, H: Handler>(
    shared: Arc<Shared<T, H>>,
    ended: CancellationToken,
) {
    let hold = shared.settings.hold;
    let mut wait = hold / 3;
    loop {
        tokio::select! {
        biased; // the same order each time, so that a simulated run can be repeated
                   () = tokio::time::sleep(wait) => {}
                   () = ended.cancelled() => return,
               }
        wait = hold / 3;
        for (lease, tasks) in shared.held.list() {
            match shared.tasks.extend(tasks.clone(), lease, hold).await {
                Ok(kept) => {
                    let lost = shared.held.keep(lease, &tasks, &kept);
                    if lost > 0 {
                        figures::count("lease_lost", lost as u64);
                        tracing::debug!(
                            lost,
                            "leases ended, or were lost: then their work will not count"
                        );
                    }
                }
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "leases could not be kept");
                    wait = hold / 10;
                }
            }
        }
    }
}

/// How often a worker says that it is there.
const BEAT: Duration = Duration::from_secs(10);

/// Says that the worker is there, until it is not.
pub(super) async fn beat<T: Tasks, H: Handler>(
    shared: Arc<Shared<T, H>>,
    stop: CancellationToken,
    ended: CancellationToken,
) {
    loop {
        let state = match (ended.is_cancelled(), stop.is_cancelled()) {
            (true, _) => WorkerState::Stopped,
            (false, true) => WorkerState::Stopping,
            (false, false) => WorkerState::Working,
        };
        let told = tokio::time::timeout(BEAT, shared.tasks.beat(shared.settings.jobs, state)).await;
        if !matches!(told, Ok(Ok(()))) {
            tracing::warn!("the worker could not say that it is there");
        }
        figures::set("tasks_held", shared.held.count() as u64);
        if state == WorkerState::Stopped {
            return;
        }
        tokio::select! {
        biased; // the same order each time, so that a simulated run can be repeated
                   () = tokio::time::sleep(BEAT) => {}
                   () = ended.cancelled() => {}
               }
    }
}

//! Runs sweeps at their rhythm until it is told to stop.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{Desk, Found, Sweep, SweepError};

/// Runs each of `sweeps` once, one after the other; for tests and for a batch by hand.
pub async fn run_once(
    desk: &Desk,
    sweeps: &[&'static Sweep],
) -> Result<Vec<(&'static str, Found)>, SweepError> {
    let mut found = Vec::with_capacity(sweeps.len());
    for sweep in sweeps {
        found.push((sweep.name, (sweep.run)(desk.clone()).await?));
    }
    Ok(found)
}

/// Runs every one of `sweeps` at its own rhythm until `stop`; what is under way is finished.
pub async fn run_until(desk: Desk, sweeps: &[&'static Sweep], stop: CancellationToken) {
    let mut loops = JoinSet::new();
    for sweep in sweeps {
        loops.spawn(repeat(desk.clone(), sweep, stop.clone()));
    }
    while loops.join_next().await.is_some() {}
}

async fn repeat(desk: Desk, sweep: &'static Sweep, stop: CancellationToken) {
    while !stop.is_cancelled() {
        // A run of its own task: one that panics takes down neither this loop nor the others.
        let run = JoinSet::from_iter([(sweep.run)(desk.clone())]).join_next().await;
        match run {
            Some(Ok(Ok(found))) => {
                tracing::info!(sweep.name, due = found.due, done = found.done, "swept");
            }
            Some(Ok(Err(error))) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(sweep.name, error, "sweep failed");
            }
            Some(Err(panic)) => tracing::error!(sweep.name, %panic, "sweep panicked"),
            None => (),
        }
        tokio::select! {
            () = tokio::time::sleep(sweep.every) => (),
            () = stop.cancelled() => (),
        }
    }
}

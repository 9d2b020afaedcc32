//! Every open case and flight has its task: those without one get it, wherever they came from.

use std::time::Duration;

use crate::{Desk, Found, Running, SystemActivity};

/// Every half hour, and at once after an import.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "plant_tasks",
    every: Duration::from_mins(5),
    idle: Duration::from_mins(30),
    run,
};

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let done = desk.ops.store.plant_tasks(desk.ops.task_clock()).await?;
        if done > 0 {
            tracing::info!(done, "tasks put down for cases and flights that had none");
        }
        Ok(Found { due: done, done, more: false })
    })
}

//! The small tables that change all the time are cleared of what claims and commits leave behind.

use std::time::Duration;

use crate::{Desk, Found, Running, SystemActivity};

/// Every two seconds while there is enough to clear, else every thirty: the server's own upkeep looks once a minute, which is
/// too late for a table that changes ten thousand times a second.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "clear_away",
    every: Duration::from_secs(2),
    idle: Duration::from_secs(30),
    run,
};

/// Dead rows that are worth a look.
const ENOUGH: u64 = 2_000;

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let health = desk.ops.store.table_health().await?;
        let due = health.dead_rows.unsigned_abs();
        let mut found = Found { due, ..Found::default() };
        if due >= ENOUGH {
            desk.ops.store.vacuum_hot().await?;
            found.done = due;
        }
        Ok(found)
    })
}

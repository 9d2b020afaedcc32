//! Events get their position in the global feed, when nothing can come in before them any more.

use std::time::Duration;

use crate::{Desk, Found, Running, SystemActivity, figures};

/// Every second while there is something, else every five: who reads the feed sees an event so
/// late at most, while a worker is up.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "sequence_feed",
    every: Duration::from_secs(1),
    idle: Duration::from_secs(5),
    run,
};

/// Rows of the feed in one run at most, so that others have their turn.
const RUNS: u32 = 64;

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let mut found = Found::default();
        for _ in 0..RUNS {
            let events = u64::from(desk.ops.store.sequence_feed().await?);
            if events == 0 {
                break;
            }
            figures::count("feed_sequenced", events);
            found.done += events;
        }
        found.due = found.done;
        Ok(found)
    })
}

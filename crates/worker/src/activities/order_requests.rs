//! The queues before agencies are kept in order, and whoever waits in one is still reminded of: a
//! case in a queue is not looked at by anything else until its turn comes.

use std::time::Duration;

use super::watch_clocks;
use crate::{Desk, Found, Running, SystemActivity};

/// Every ten minutes: whoever joins a queue comes to the right place before the agency opens.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "order_requests",
    every: Duration::from_mins(10),
    idle: Duration::from_mins(10),
    run,
};

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let ops = &desk.ops;
        let now = ops.clock.now();
        let mut found = Found::default();
        for (country, waiting) in ops.queues().await? {
            found.due += u64::from(waiting);
            let remind = |case: &domain::Case| {
                let clocks = domain::clock::clocks(case, now.at(), &ops.rules);
                watch_clocks::said_of(case, &clocks, ops, now).tell
            };
            found.done += ops.order_requests(country, &remind).await?;
        }
        Ok(found)
    })
}

//! Escalates stop orders that no flight lead acknowledged in time.

use std::time::Duration;

use crate::{Desk, Found, Sweep, SweepError};

/// Every twenty seconds: doors may be about to close.
pub(super) const SWEEP: Sweep = Sweep {
    name: "escalate_stop_orders",
    every: Duration::from_secs(20),
    run: |desk| Box::pin(run(desk)),
};

async fn run(desk: Desk) -> Result<Found, SweepError> {
    let mut found = Found::default();
    for flight in desk.ops.store.flights().await? {
        let open = flight.value.stop_orders.iter().filter(|order| order.acknowledged.is_none());
        let open = open.count() as u64;
        if open == 0 {
            continue;
        }
        found.due += open;
        let escalated = desk.ops.escalate_stop_orders(flight.value.id(), &desk.system).await?;
        found.done += escalated as u64;
    }
    Ok(found)
}

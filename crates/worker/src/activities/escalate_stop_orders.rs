//! A stop order that no flight lead acknowledged in time is escalated; each is told of at once.

use std::sync::Arc;

use domain::Flight;
use jiff::{SignedDuration, Timestamp};
use persistence::OutMessage;

use crate::{Desk, FlightActivity};

pub(super) const ACTIVITY: FlightActivity = FlightActivity {
    name: "escalate_stop_orders",
    run: |desk, flight| Box::pin(run(desk, flight)),
};

/// How often to look while one is open: doors may be about to close.
const EVERY: SignedDuration = SignedDuration::from_secs(20);

async fn run(
    desk: Desk,
    flight: Arc<Flight>,
) -> Result<Option<Timestamp>, operations::OperationError> {
    let open = flight.stop_orders.iter().filter(|order| order.acknowledged.is_none());
    let now = desk.ops.clock.now().at();
    let tell: Vec<OutMessage> = open
        .map(|order| OutMessage {
            id: format!("stop_order/{}/{}", flight.id(), order.id),
            stream: flight.id().to_string(),
            kind: "stop_order.raised".to_owned(),
            body: serde_json::json!({ "flight": flight.id().as_str(), "order": order.id.as_str() })
                .to_string(),
            at: now,
            trace: None,
        })
        .collect();
    if tell.is_empty() {
        return Ok(None);
    }
    desk.ops.tell(tell).await?;
    desk.ops.escalate_stop_orders(flight.id(), &desk.system).await?;
    Ok(now.checked_add(EVERY).ok())
}

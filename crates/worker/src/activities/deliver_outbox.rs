//! Messages to the outside are sent, each stream's in its order. One that cannot be sent holds up
//! its own stream and no other. Each goes out at least once, and its id says when it is the same.

use std::collections::HashSet;
use std::time::Duration;

use crate::{Desk, Found, Running, SystemActivity, figures};

/// Every two seconds while there is something, else every five.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "deliver_outbox",
    every: Duration::from_secs(2),
    idle: Duration::from_secs(10),
    run,
};

/// Messages in one run at most.
const MOST: u32 = 500;

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let Some(channel) = desk.channel.clone() else { return Ok(Found::default()) };
        let waiting = desk.ops.store.outgoing(MOST).await?;
        let mut found = Found { due: waiting.len() as u64, ..Found::default() };
        let mut stuck: HashSet<String> = HashSet::new();
        let mut sent = Vec::new();
        for outgoing in waiting {
            let message = &outgoing.message;
            if stuck.contains(&message.stream) {
                continue;
            }
            match channel.send(message).await {
                Ok(()) => sent.push(outgoing.seq),
                Err(error) => {
                    tracing::warn!(message.id, error, "message not sent");
                    figures::count("outbox_failed", 1);
                    stuck.insert(outgoing.message.stream);
                }
            }
        }
        found.done = sent.len() as u64;
        figures::count("outbox_sent", found.done);
        found.more = stuck.is_empty() && found.due == u64::from(MOST);
        if !sent.is_empty() {
            desk.ops.store.note_sent(sent, desk.ops.clock.now().at()).await?;
        }
        Ok(found)
    })
}

//! Messages to the outside are sent, each stream's in its order. One that does not arrive holds up
//! its own stream and no other: it becomes a task of its own, with attempts, backoff and an end.
//! Each goes out at least once, and its id says when it is the same.

use std::collections::HashSet;
use std::time::Duration;

use operations::OperationError;
use operations::work::OUTBOX_LANE;

use crate::channel::Unsent;
use crate::{Desk, Found, Running, SystemActivity, deliver, figures};

/// Every two seconds while there is something, else every ten.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "deliver_outbox",
    every: Duration::from_secs(2),
    idle: Duration::from_secs(10),
    run,
};

/// Messages in one run at most.
const MOST: u32 = 500;
/// So many are on their way when it is noted that they arrived: sent again at most after a crash.
const NOTED: usize = 32;
/// So many that fail one after the other end a run: the other side is away.
const MISSES: u32 = 5;
/// While so many are being tried again, no others are tried: they find out when it is back.
const AWAY: u32 = 50;

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let Some(channel) = desk.channel.clone() else { return Ok(Found::default()) };
        if is_away(&desk).await? {
            return Ok(Found::default());
        }
        let waiting = desk.ops.store.outgoing(MOST).await?;
        let mut found = Found { due: waiting.len() as u64, ..Found::default() };
        let mut stuck: HashSet<String> = HashSet::new();
        let (mut sent, mut misses) = (Vec::new(), 0);
        for outgoing in waiting {
            let message = &outgoing.message;
            if stuck.contains(&message.stream) {
                continue;
            }
            let unsent = match deliver::send(&desk, &*channel, message).await {
                Ok(()) => {
                    misses = 0;
                    sent.push(outgoing.seq);
                    if sent.len() >= NOTED {
                        found.done += note(&desk, &mut sent).await?;
                    }
                    continue;
                }
                Err(unsent) => unsent,
            };
            tracing::warn!(message.id, error = unsent.why(), "message not sent");
            figures::count("outbox_failed", 1);
            found.done += note(&desk, &mut sent).await?;
            if let Unsent::Gone(why) = &unsent {
                desk.ops.pause_outbox(why, &desk.system).await?;
                return Ok(found);
            }
            desk.ops.deliver_later(message, unsent.after()).await?;
            stuck.insert(outgoing.message.stream);
            misses += 1;
            if misses >= MISSES {
                return Ok(found);
            }
        }
        found.done += note(&desk, &mut sent).await?;
        found.more = stuck.is_empty() && found.due == u64::from(MOST);
        Ok(found)
    })
}

/// Whether it makes no sense to send anything for the first time now.
async fn is_away(desk: &Desk) -> Result<bool, OperationError> {
    let again = desk.ops.store.tasks(None, Some(OUTBOX_LANE), AWAY).await?;
    Ok(again.len() >= AWAY as usize || desk.ops.outbox_is_paused().await?)
}

/// Notes that the messages at the places `sent` arrived.
async fn note(desk: &Desk, sent: &mut Vec<i64>) -> Result<u64, OperationError> {
    let arrived = sent.len() as u64;
    if arrived > 0 {
        desk.ops.store.note_sent(std::mem::take(sent), desk.ops.clock.now().at()).await?;
        figures::count("outbox_sent", arrived);
    }
    Ok(arrived)
}

//! A message that did not arrive is sent again: one task for the first message of its stream.

use std::time::Duration;

use operations::OperationError;
use operations::work::Ended;
use persistence::{Claimed, OutMessage, Then};
use tracing::Instrument as _;

use crate::channel::{Channel, Unsent};
use crate::{Desk, figures};

/// How long a message rests that this worker cannot send, so that another may.
const ELSEWHERE: Duration = Duration::from_secs(5);

/// Sends the message that `held` is about.
pub(crate) async fn again(desk: &Desk, held: &Claimed) -> Result<Ended, OperationError> {
    let Some(channel) = &desk.channel else { return end(desk, held, rest(desk)).await };
    let Some(outgoing) = desk.ops.store.unsent(&held.payload).await? else {
        return end(desk, held, Then::Done).await;
    };
    let message = &outgoing.message;
    match send(desk, &**channel, message).await {
        Ok(()) => {
            figures::count("outbox_sent", 1);
            desk.ops.store.note_sent(vec![outgoing.seq], desk.ops.clock.now().at()).await?;
            end(desk, held, Then::Done).await
        }
        Err(unsent) => {
            figures::count("outbox_failed", 1);
            let error = format!("message {}: {}", message.id, unsent.why());
            match unsent {
                Unsent::Gone(why) => {
                    desk.ops.pause_outbox(&why, &desk.system).await?;
                    end(desk, held, rest(desk)).await
                }
                Unsent::Never(_) => Ok(Ended::Failed { error, permanent: true }),
                Unsent::Later { after: Some(after), .. } => Ok(Ended::Later { error, after }),
                Unsent::Later { after: None, .. } => Ok(Ended::Failed { error, permanent: false }),
            }
        }
    }
}

/// Sends `message`, and says where in a trace.
pub(crate) async fn send(
    desk: &Desk,
    channel: &dyn Channel,
    message: &OutMessage,
) -> Result<(), Unsent> {
    let (stream, kind) = (&message.stream, &message.kind);
    let span = tracing::debug_span!("effect", message.stream = stream, message.kind = kind);
    let store = &desk.ops.store;
    store.follow(&span, message.trace.as_deref());
    async {
        let here = OutMessage { trace: store.place(), ..message.clone() };
        channel.send(&here).await
    }
    .instrument(span)
    .await
}

fn rest(desk: &Desk) -> Then {
    let now = desk.ops.clock.now().at();
    Then::Rest { due: Some(now.checked_add(ELSEWHERE).unwrap_or(now)), lane: None }
}

async fn end(desk: &Desk, held: &Claimed, then: Then) -> Result<Ended, OperationError> {
    let ended = desk.ops.end_task(held, then).await?;
    Ok(if ended { Ended::Done { steps: 0 } } else { Ended::Lost })
}

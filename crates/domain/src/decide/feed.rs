//! Somebody says when holds were last read from their source.

use jiff::Timestamp;

use super::context::Context;
use super::permission::Action;
use crate::{FeedId, FeedReading, Refusal};

/// Records that everything `source` knew at `read_at` is here. Nobody can say so of an instant
/// to come.
pub fn read_feed(
    source: FeedId,
    read_at: Timestamp,
    context: &Context<'_>,
) -> Result<FeedReading, Refusal> {
    context.permit(Action::ReadHoldFeed)?;
    let now = context.now.at();
    if read_at > now {
        return Err(Refusal::WindowTooEarly { what: "say that holds were read then" });
    }
    Ok(FeedReading { source, read_at, recorded_at: now, by: context.actor.clone() })
}

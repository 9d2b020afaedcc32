//! Takes what the foreign agencies answered.

use std::time::Duration;

use crate::{Desk, Found, Sweep, SweepError};

/// Every minute: an answer may free a seat's place or strike somebody.
pub(super) const SWEEP: Sweep =
    Sweep { name: "take_answers", every: Duration::from_mins(1), run: |desk| Box::pin(run(desk)) };

async fn run(desk: Desk) -> Result<Found, SweepError> {
    let done = desk.ops.take_answers(&*desk.agency, &desk.system).await?;
    Ok(Found { due: done, done })
}

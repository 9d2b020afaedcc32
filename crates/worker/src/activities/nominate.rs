//! Some days before the list is due, the desk is told how many could go, so that it can prepare.

use std::sync::Arc;

use domain::{Flight, FlightStatus};
use jiff::{SignedDuration, Timestamp};
use persistence::OutMessage;

use crate::{Desk, FlightActivity, Running};

pub(super) const ACTIVITY: FlightActivity =
    FlightActivity { name: "nominate", run: |desk, flight| run(desk, flight) };

/// Days before the draft.
const AHEAD: SignedDuration = SignedDuration::from_hours(3 * 24);

fn run(desk: Desk, flight: Arc<Flight>) -> Running<Option<Timestamp>> {
    Box::pin(async move {
        let Some(draft) = super::draft_manifests::draft_at(&flight) else { return Ok(None) };
        if flight.status != FlightStatus::Scheduled || !flight.manifest.builders.is_empty() {
            return Ok(None);
        }
        let from = draft.checked_sub(AHEAD).unwrap_or(draft);
        let now = desk.ops.clock.now().at();
        if now < from {
            return Ok(Some(from));
        }
        let id = format!("manifest.nominated/{}", flight.id());
        // Who could go is worked out once: it takes reading everybody on the way there.
        if super::should_have_left(&flight, now) || desk.ops.store.is_told(&id).await? {
            return Ok(Some(draft));
        }
        let proposal = desk.ops.propose_manifest(flight.id()).await?;
        let body = serde_json::json!({
            "flight": flight.id().as_str(),
            "ready": proposal.seated.iter().map(|seat| seat.cases.len()).sum::<usize>(),
            "beyond_the_seats": proposal.alternates.iter().map(|seat| seat.cases.len()).sum::<usize>(),
            "left_out": proposal.left_out.len(),
        });
        let message = OutMessage {
            id,
            stream: flight.id().to_string(),
            kind: "manifest.nominated".to_owned(),
            body: body.to_string(),
            at: now,
            trace: None,
        };
        desk.ops.tell(vec![message]).await?;
        Ok(Some(draft))
    })
}

//! A day before the agencies must have the list, it is drafted: planned, and seated through the
//! gate. A person seals it, never the system.

use std::sync::Arc;

use domain::{Flight, FlightStatus};
use jiff::{SignedDuration, Timestamp};

use crate::{Desk, FlightActivity, Running};

pub(super) const ACTIVITY: FlightActivity =
    FlightActivity { name: "draft_manifests", run: |desk, flight| run(desk, flight) };

/// One alternate for this many seats.
const SEATS_PER_ALTERNATE: u32 = 10;

/// When the list of `flight` is drafted.
pub(super) fn draft_at(flight: &Flight) -> Option<Timestamp> {
    let days = i64::from(flight.plan.notice_days).saturating_add(1);
    let before = SignedDuration::from_hours(days.saturating_mul(24));
    flight.plan.departs_at?.at().checked_sub(before).ok()
}

fn run(desk: Desk, flight: Arc<Flight>) -> Running<Option<Timestamp>> {
    Box::pin(async move {
        let Some(at) = draft_at(&flight) else { return Ok(None) };
        if flight.status != FlightStatus::Scheduled || !flight.manifest.builders.is_empty() {
            return Ok(None);
        }
        let now = desk.ops.clock.now().at();
        if now < at {
            return Ok(Some(at));
        }
        if super::should_have_left(&flight, now) {
            return Ok(None);
        }
        let seats = flight.plan.seats.read().copied().unwrap_or(0);
        let alternates = usize::try_from(seats / SEATS_PER_ALTERNATE).unwrap_or(0);
        let seated = desk.ops.draft(flight.id(), alternates, &desk.system).await?;
        tracing::info!(
            flight.id = %flight.id(),
            seated = seated.seated.len(),
            alternates = seated.alternates.len(),
            "list drafted"
        );
        Ok(None)
    })
}

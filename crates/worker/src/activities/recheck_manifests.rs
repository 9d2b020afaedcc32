//! Everybody on a list is asked about again: whoever may not fly by now comes off.

use std::sync::Arc;

use domain::{Flight, FlightStatus};
use jiff::{SignedDuration, Timestamp};

use crate::{Desk, FlightActivity, Running};

pub(super) const ACTIVITY: FlightActivity =
    FlightActivity { name: "recheck_manifests", run: |desk, flight| run(desk, flight) };

/// How often, within a day of departure and before.
const CLOSE: SignedDuration = SignedDuration::from_mins(5);
const FAR: SignedDuration = SignedDuration::from_hours(6);

fn run(desk: Desk, flight: Arc<Flight>) -> Running<Option<Timestamp>> {
    Box::pin(async move {
        let open = matches!(
            flight.status,
            FlightStatus::Scheduled | FlightStatus::Sealed | FlightStatus::Boarding
        );
        if !open || flight.manifest.builders.is_empty() {
            return Ok(None);
        }
        let why = (&desk.system, "asked again before departure");
        let struck = desk.ops.recheck_manifest(flight.id(), why).await?;
        if struck > 0 {
            tracing::info!(flight.id = %flight.id(), struck, "struck at a re-check");
        }
        let now = desk.ops.clock.now().at();
        let day = now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now);
        let close = flight.plan.departs_at.is_some_and(|departs| departs.at() <= day);
        Ok(now.checked_add(if close { CLOSE } else { FAR }).ok())
    })
}

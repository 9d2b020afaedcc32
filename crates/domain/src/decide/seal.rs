//! Building, sealing and reopening a manifest, and the agencies' word on late names.

use super::context::{Changes, Context, words};
use super::permission::Action;
use crate::{Flight, FlightEvent, FlightStatus, Refusal, Seal};

fn flight_only(event: FlightEvent) -> Changes {
    Changes { cases: Vec::new(), flight: vec![event] }
}

/// Refuses unless `flight` is in one of `statuses`.
pub(super) fn open_for(
    flight: &Flight,
    statuses: &[FlightStatus],
    what: &'static str,
) -> Result<(), Refusal> {
    if statuses.contains(&flight.status) {
        return Ok(());
    }
    Err(Refusal::FlightNotOpen { flight: flight.id().clone(), status: flight.status, what })
}

/// Notes that the actor changed the list, unless that is known already: whoever did may not seal.
pub(super) fn changed_by(flight: &Flight, context: &Context<'_>) -> Option<FlightEvent> {
    let noted = flight.manifest.was_built_by(&context.actor.user);
    (!noted).then(|| FlightEvent::ManifestBuilt { by: context.actor.clone() })
}

/// Notes who builds the manifest, unless that is known; whoever did may not seal it.
pub fn build(flight: &Flight, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::BuildManifest)?;
    open_for(flight, &[FlightStatus::Scheduled], "build the manifest")?;
    Ok(Changes { cases: Vec::new(), flight: changed_by(flight, context).into_iter().collect() })
}

/// Seals the manifest: by a second person, never one of those who built or changed it.
pub fn seal(flight: &Flight, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::SealManifest)?;
    open_for(flight, &[FlightStatus::Scheduled], "seal the manifest")?;
    let manifest = &flight.manifest;
    if manifest.builders.is_empty() || manifest.was_built_by(&context.actor.user) {
        return Err(Refusal::SamePerson { what: "builder and sealer of a manifest" });
    }
    let seal = Seal { by: context.actor.clone(), at: context.now.at() };
    Ok(flight_only(FlightEvent::ManifestSealed { seal }))
}

/// Breaks the seal, so that the list can be changed.
pub fn reopen_manifest(
    flight: &Flight,
    detail: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::SealManifest).or_else(|_| context.permit(Action::BuildManifest))?;
    open_for(flight, &[FlightStatus::Sealed], "reopen the manifest")?;
    words(detail, "why the seal is broken")?;
    Ok(flight_only(FlightEvent::ManifestReopened { detail: detail.into() }))
}

/// Records that the agencies take names after the notice day.
pub fn accept_late_names(
    flight: &Flight,
    detail: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RecordAnswer)?;
    open_for(flight, &[FlightStatus::Scheduled, FlightStatus::Sealed], "accept late names")?;
    words(detail, "what the agency said")?;
    Ok(flight_only(FlightEvent::LateAcceptanceGiven { detail: detail.into() }))
}

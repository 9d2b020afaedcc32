//! Somebody comes off a manifest. Nothing a hold bars lies on the way off.

use std::sync::Arc;

use super::context::{Changes, Context, words};
use super::permission::Action;
use crate::{Case, CaseEvent, Flight, FlightEvent, Refusal, Stage, StrikeReason};

/// Strikes the whole party from `flight`, or takes it off the aircraft, for a coded reason.
///
/// A family comes off together: `subject` for the reason given, the others because a member was
/// struck. Anyone who may act on a flight may strike.
pub fn strike(
    subject: &Case,
    party: &[&Case],
    flight: &Flight,
    reason: StrikeReason,
    detail: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::BuildManifest).or_else(|_| context.permit(Action::RunBoarding))?;
    words(detail, "why the person is struck")?;
    if subject.stage.flight() != Some(flight.id()) || !subject.stage.is_listed() {
        return Err(Refusal::NotOnManifest {
            case: subject.id.clone(),
            flight: flight.id().clone(),
        });
    }
    let mut changes = Changes::default();
    take_off(subject, flight, reason, &detail.into(), &mut changes);
    let because: Arc<str> = subject.person.id.as_str().into();
    for member in party.iter().filter(|member| member.id != subject.id) {
        take_off(member, flight, StrikeReason::FamilyMemberStruck, &because, &mut changes);
    }
    Ok(changes)
}

/// Adds the events that take `case` off `flight`, if it is on it and has not left.
pub(super) fn take_off(
    case: &Case,
    flight: &Flight,
    reason: StrikeReason,
    detail: &Arc<str>,
    changes: &mut Changes,
) {
    if case.stage.flight() != Some(flight.id()) || !case.stage.is_listed() {
        return;
    }
    let (flight_id, detail) = (flight.id().clone(), Arc::clone(detail));
    let event = if matches!(case.stage, Stage::Boarded { .. }) {
        CaseEvent::Offloaded { flight: flight_id, reason, detail: Arc::clone(&detail) }
    } else {
        CaseEvent::Struck { flight: flight_id, reason, detail: Arc::clone(&detail) }
    };
    changes.push(&case.id, event);
    changes.flight.push(FlightEvent::LineStruck { case: case.id.clone(), reason, detail });
}

/// Adds the flight's side of a case leaving the manifest by another way, and a stop order.
///
/// Refused if the case is on a list and its flight is not at hand: the line would stay.
pub(super) fn leave_manifest(
    case: &Case,
    flight: Option<&Flight>,
    reason: StrikeReason,
    detail: &Arc<str>,
    context: &Context<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(bound) = case.stage.flight().filter(|_| case.stage.is_listed()) else {
        return Ok(());
    };
    let Some(flight) = flight.filter(|flight| flight.id() == bound) else {
        return Err(Refusal::NoSuchThing { what: format!("flight {bound} beside the case") });
    };
    changes.flight.push(FlightEvent::LineStruck {
        case: case.id.clone(),
        reason,
        detail: Arc::clone(detail),
    });
    super::stop_order::raise(case, flight, detail, false, context, changes);
    Ok(())
}

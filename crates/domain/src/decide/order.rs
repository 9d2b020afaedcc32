//! The order becomes final, or is no longer.

use std::sync::Arc;

use super::context::{Changes, Context, on_edge, words};
use super::permission::Action;
use super::strike::leave_manifest;
use crate::{Case, CaseEvent, Flight, Refusal, StrikeReason, Verb, gate};

/// Finds the order final, unless a window runs, an appeal is pending or it cannot be read.
pub fn finalize_order(case: &Case, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    on_edge(case, Verb::FinalizeOrder)?;
    if !gate::is_order_final(case, context.today(), context.rules) {
        return Err(Refusal::OrderNotFinal { case: case.id.clone() });
    }
    Ok(Changes::one(case, CaseEvent::OrderBecameFinal))
}

/// Finds the order no longer final: reopened, rescinded or vacated. Whoever is on a manifest
/// comes off it in the same breath.
pub fn reopen_order(
    case: &Case,
    flight: Option<&Flight>,
    detail: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    on_edge(case, Verb::ReopenOrder)?;
    words(detail, "why the order is no longer final")?;
    let detail: Arc<str> = detail.into();
    let mut changes = Changes::one(case, CaseEvent::OrderReopened { detail: Arc::clone(&detail) });
    leave_manifest(case, flight, StrikeReason::CourtMinuteOrder, &detail, context, &mut changes)?;
    Ok(changes)
}

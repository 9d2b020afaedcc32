//! The order becomes final, or is no longer.

use std::sync::Arc;

use super::context::{Changes, Context, on_edge, words};
use super::permission::Action;
use super::strike::leave_manifest;
use crate::gate::Standing;
use crate::{
    Case, CaseEvent, Flight, Hold, HoldId, HoldRevision, Refusal, StrikeReason, Verb, gate,
};

/// Finds the order final, unless a window runs, an appeal is pending or it cannot be read.
pub fn finalize_order(case: &Case, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    on_edge(case, Verb::FinalizeOrder)?;
    if is_vacated(case, context) || !gate::is_order_final(case, context.now, context.rules) {
        return Err(Refusal::OrderNotFinal { case: case.id.clone() });
    }
    Ok(Changes::one(case, CaseEvent::OrderBecameFinal))
}

/// Whether a hold says that there is no such order any more.
fn is_vacated(case: &Case, context: &Context<'_>) -> bool {
    case.holds.iter().filter_map(Hold::latest).any(|hold| {
        let (standing, _) = gate::standing(hold, context.now, context.rules);
        &*hold.kind == VACATED && !matches!(standing, Standing::Ended)
    })
}

/// The hold that stands on a case whose order was reopened, until counsel lifts it on a new one.
const VACATED: &str = "order_vacated";

/// Finds the order no longer final: reopened, rescinded or vacated. Whoever is on a manifest
/// comes off it in the same breath. The record of the order stays as it was written, so a hold
/// is placed that says what became of it: without one, the next sweep would read the old record
/// and find the order final again (hold list of June 2024, H42).
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
    let revision = HoldRevision {
        recorded_at: Some(context.now.at()),
        kind: VACATED.into(),
        country: None,
        from: Some(context.now),
        to: None,
        end_confirmed: false,
        source_document: Arc::clone(&detail),
        docket_number: None,
        by: context.actor.to_string().into(),
        reason: None,
        defect: None,
    };
    changes.push(&case.id, CaseEvent::HoldRecorded { hold: HoldId::free(case), revision });
    leave_manifest(case, flight, StrikeReason::CourtMinuteOrder, &detail, context, &mut changes)?;
    Ok(changes)
}

//! A case ends without a removal.

use std::sync::Arc;

use super::context::{Changes, Context, on_edge};
use super::permission::Action;
use super::strike::leave_manifest;
use crate::{Case, CaseEvent, Flight, Outcome, Refusal, StrikeReason, Verb};

/// Closes the case. Whoever is on a manifest comes off it in the same breath.
pub fn close(
    case: &Case,
    flight: Option<&Flight>,
    outcome: Outcome,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::CloseCase)?;
    on_edge(case, Verb::Close)?;
    let mut changes = Changes::one(case, CaseEvent::Closed { outcome });
    let detail: Arc<str> = format!("case closed: {}", outcome.label()).into();
    leave_manifest(case, flight, StrikeReason::Custody, &detail, context, &mut changes)?;
    Ok(changes)
}

//! A flight is scheduled.

use super::context::Context;
use super::permission::Action;
use crate::{FlightEvent, FlightPlan, Refusal};

/// Schedules a flight, with an empty list. Records that come with a docket need no decision.
pub fn schedule(plan: FlightPlan, context: &Context<'_>) -> Result<FlightEvent, Refusal> {
    context.permit(Action::ScheduleFlight)?;
    Ok(FlightEvent::Scheduled(Box::new(plan)))
}

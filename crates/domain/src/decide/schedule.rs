//! A flight is scheduled.

use super::context::Context;
use super::flyable::can_be_flown;
use super::permission::Action;
use crate::{Flight, FlightEvent, FlightPlan, Refusal};

/// Schedules a flight, with an empty list. Records that come with a docket need no decision.
pub fn schedule(plan: FlightPlan, context: &Context<'_>) -> Result<FlightEvent, Refusal> {
    context.permit(Action::ScheduleFlight)?;
    can_be_flown(&Flight::new(plan.clone()), context)?;
    Ok(FlightEvent::Scheduled(Box::new(plan)))
}

//! The plan of a flight changes: another time, another aircraft.

use std::sync::Arc;

use super::context::{Changes, Context, words};
use super::flyable::can_be_flown;
use super::permission::Action;
use super::seal::open_for;
use super::sweep::{Listed, sweep};
use crate::{Case, Flight, FlightEvent, FlightPlan, FlightStatus, Known, Moment, Refusal};

/// What changes of a plan. What is not said stays as it was.
///
/// The stops and the agencies are what the people on the list were cleared for and told to the
/// agencies with: a flight with others is another flight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanChange {
    /// Departure at the first stop.
    pub departs_at: Option<Moment>,
    /// Type of aircraft.
    pub aircraft: Option<Arc<str>>,
    /// Seats for the people carried.
    pub seats: Option<u32>,
    /// The most names that the agencies take.
    pub list_cap: Option<u32>,
    /// Days before departure by which the list must reach the agencies.
    pub notice_days: Option<u32>,
    /// The most people of the high guarding class.
    pub max_class3: Option<u32>,
    /// Nurses on board.
    pub nurses: Option<u32>,
}

impl PlanChange {
    /// The plan with the change.
    pub fn applied_to(&self, plan: &FlightPlan) -> FlightPlan {
        let number =
            |new: Option<u32>, old: &Known<u32>| new.map_or_else(|| old.clone(), Known::Read);
        FlightPlan {
            departs_at: self.departs_at.or(plan.departs_at),
            aircraft: self.aircraft.clone().unwrap_or_else(|| Arc::clone(&plan.aircraft)),
            seats: number(self.seats, &plan.seats),
            list_cap: number(self.list_cap, &plan.list_cap),
            notice_days: self.notice_days.unwrap_or(plan.notice_days),
            max_class3: number(self.max_class3, &plan.max_class3),
            nurses: number(self.nurses, &plan.nurses),
            ..plan.clone()
        }
    }
}

/// Changes the plan of a flight whose boarding has not begun. A seal breaks: what was sealed was
/// another plan. Whoever may not fly then comes off in the same breath, with a stop order; that
/// the people on the list have no place any more is refused, since who is to stay is a choice.
///
/// `parties` are all on the list, each with the whole family.
pub fn replan(
    parties: &[Vec<&Case>],
    flight: &Flight,
    (change, detail): (&PlanChange, &str),
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::ScheduleFlight)?;
    open_for(flight, &[FlightStatus::Scheduled, FlightStatus::Sealed], "change the plan")?;
    words(detail, "why the plan changes")?;
    let plan = change.applied_to(&flight.plan);
    if plan == flight.plan {
        return Ok(Changes::default());
    }
    let after = Flight { plan: plan.clone(), ..flight.clone() };
    can_be_flown(&after, context)?;
    let mut changes = Changes::default();
    if flight.status == FlightStatus::Sealed {
        changes.flight.push(FlightEvent::ManifestReopened { detail: detail.into() });
    }
    changes.flight.push(FlightEvent::Replanned(Box::new(plan)));
    for party in parties {
        sweep(&Listed { party, flight: &after }, context, &mut changes);
    }
    Ok(changes)
}

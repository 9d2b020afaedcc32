//! Stop orders: raised in the same breath as the strike, acknowledged by the flight lead.

use std::sync::Arc;

use jiff::SignedDuration;

use super::context::{Changes, Context};
use super::permission::Action;
use crate::{Case, Flight, FlightEvent, Refusal, StopOrder, StopOrderId};

/// How long the flight lead has to acknowledge.
const ACKNOWLEDGE_WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// Adds a stop order for `case`. After departure it is a recall.
pub(super) fn raise(
    case: &Case,
    flight: &Flight,
    detail: &Arc<str>,
    recall: bool,
    context: &Context<'_>,
    changes: &mut Changes,
) {
    let before = changes
        .flight
        .iter()
        .filter(|event| matches!(event, FlightEvent::StopOrderRaised { .. }))
        .count();
    let number = flight.stop_orders.len() + before + 1;
    // A flight's key may be as long as a key can be: a stop order must not be lost for that.
    let id = format!("{:.50}-stop{number}", flight.id());
    let Ok(id) = StopOrderId::new(id) else { return };
    let order = StopOrder {
        id,
        case: case.id.clone(),
        detail: Arc::clone(detail),
        recall,
        raised_at: context.now.at(),
        due_at: context.now.plus(ACKNOWLEDGE_WITHIN).at(),
        acknowledged: None,
        escalated_at: None,
    };
    changes.flight.push(FlightEvent::StopOrderRaised { order });
}

/// The flight lead acknowledges a stop order.
pub fn acknowledge(
    flight: &Flight,
    order: &StopOrderId,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RunBoarding).or_else(|_| context.permit(Action::ScheduleFlight))?;
    open_order(flight, order)?;
    Ok(Changes {
        cases: Vec::new(),
        flight: vec![FlightEvent::StopOrderAcknowledged {
            order: order.clone(),
            by: context.actor.clone(),
            at: context.now.at(),
        }],
    })
}

/// Escalates a stop order that nobody acknowledged in time.
pub fn escalate(
    flight: &Flight,
    order: &StopOrderId,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    let known = open_order(flight, order)?;
    if context.now.at() < known.due_at || known.escalated_at.is_some() {
        return Err(Refusal::WindowTooEarly { what: "escalate the stop order" });
    }
    let at = context.now.at();
    let event = FlightEvent::StopOrderEscalated { order: order.clone(), at };
    Ok(Changes { cases: Vec::new(), flight: vec![event] })
}

fn open_order<'f>(flight: &'f Flight, order: &StopOrderId) -> Result<&'f StopOrder, Refusal> {
    flight
        .stop_orders
        .iter()
        .find(|known| known.id == *order && known.acknowledged.is_none())
        .ok_or_else(|| Refusal::NoSuchThing { what: format!("open stop order {order}") })
}

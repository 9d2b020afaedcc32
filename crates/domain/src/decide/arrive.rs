//! Arrival, handover, and coming back.

use jiff::Timestamp;

use super::context::{Changes, Context, on_edge, words};
use super::permission::Action;
use super::seal::open_for;
use super::seating::bound_to;
use crate::flight::StopOrder;
use crate::{
    Answer, Case, CaseEvent, Document, Flight, FlightEvent, FlightStatus, LineState, Refusal, Verb,
};

/// Records that the flight arrived at its last stop.
pub fn arrive(flight: &Flight, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::RunFlight)?;
    open_for(flight, &[FlightStatus::Departed], "arrive")?;
    let event = FlightEvent::Arrived { at: context.now.at() };
    Ok(Changes { cases: Vec::new(), flight: vec![event] })
}

/// Verifies departures: the receiving official took the people over and signed `receipt`. Whoever
/// was called back is not among them before the flight lead has acknowledged the order.
pub fn verify_departure(
    cases: &[&Case],
    flight: &Flight,
    receipt: &str,
    handed_over_at: Timestamp,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RunFlight)?;
    words(receipt, "who signed the handover receipt")?;
    open_for(flight, &[FlightStatus::Departed, FlightStatus::Arrived], "hand people over")?;
    let id = flight.id().clone();
    bound_to(cases, &id)?;
    let recalled = |order: &&StopOrder| {
        order.recall && order.acknowledged.is_none() && cases.iter().any(|c| c.id == order.case)
    };
    if flight.stop_orders.iter().any(|order| recalled(&order)) {
        return Err(Refusal::StopOrderOpen { flight: id });
    }
    let mut changes = Changes::default();
    for case in cases {
        on_edge(case, Verb::VerifyDeparture)?;
        let receipt = receipt.into();
        let flight = id.clone();
        changes.push(&case.id, CaseEvent::Removed { flight, handed_over_at, receipt });
    }
    let cases = cases.iter().map(|case| case.id.clone()).collect();
    changes.flight.push(FlightEvent::LinesMoved { cases, to: LineState::Delivered });
    Ok(changes)
}

/// Records that a person who had departed was brought back: refused at the destination,
/// recalled, or the flight turned round.
///
/// An approved document that is good for one journey has had it, or nobody knows: its approval
/// depends on the agency's word that it may be used again.
pub fn return_person(
    case: &Case,
    flight: &Flight,
    detail: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RunFlight)?;
    words(detail, "why the person was brought back")?;
    on_edge(case, Verb::Return)?;
    bound_to(&[case], flight.id())?;
    let (flight, detail) = (flight.id().clone(), detail.into());
    let again = format!("that it may be used again after flight {flight}");
    let mut changes = Changes::one(case, CaseEvent::Returned { flight, detail });
    let spent = |document: &&Document| {
        document.single_use
            && document.answer == Some(Answer::Approved)
            && case.order.removal_country.as_ref() == Some(&document.issuing_country)
    };
    for document in case.documents.iter().filter(spent) {
        let document = document.depending_on(&again);
        changes.push(&case.id, CaseEvent::DocumentRecorded { document });
    }
    let cases = vec![case.id.clone()];
    changes.flight.push(FlightEvent::LinesMoved { cases, to: LineState::Returned });
    Ok(changes)
}

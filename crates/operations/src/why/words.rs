//! Reasons, refusals and stages in plain words.

use domain::gate::{self, Company, Party, Step, Trip};
use domain::{Case, Moment, Reason, ReasonCode, Refusal, SeatRole, Stage};
use jiff::civil::Date;

use crate::Operations;

/// One reason in plain words: what stands in the way, and which hold, person or country it is.
pub(crate) fn words(ops: &Operations, reason: &Reason, day: Date) -> String {
    let Some(about) = &reason.about else { return reason.code.label().to_owned() };
    let hold_kind = ops.rules.hold_kind(about, day);
    if let (ReasonCode::Hold, Some(kind)) = (reason.code, hold_kind) {
        return format!("a hold: {}", kind.label);
    }
    let named = hold_kind.map_or(&**about, |kind| kind.label.as_str());
    format!("{} ({named})", reason.code.label())
}

/// The condition that the newest approval depends on, if one does, in plain words.
fn open_condition(case: &Case) -> Option<String> {
    let open = case.documents.iter().rev().find(|document| document.has_open_condition())?;
    Some(format!("the condition of the agency's approval {} to be met", open.id))
}

/// What a case waits for that takes a step by itself: nothing, unless the step only leads back to
/// the request for an approval whose condition is open.
pub(crate) fn step_words(case: &Case) -> String {
    let approved = case.stage == Stage::AgencyApproved;
    let open = if approved { open_condition(case) } else { None };
    open.unwrap_or_else(|| "nothing: the next sweep takes it on".to_owned())
}

/// What a refusal that makes a case wait comes to, in plain words.
pub(crate) fn refusal_words(ops: &Operations, case: &Case, refusal: &Refusal, day: Date) -> String {
    if let Refusal::Barred { barred } = refusal {
        let own: Vec<Reason> = barred
            .iter()
            .filter(|(barred, _)| *barred == case.id)
            .flat_map(|(_, reasons)| reasons.iter().cloned())
            .collect();
        return if own.is_empty() {
            "a profile of the removal country".to_owned()
        } else {
            in_the_way(ops, &own, day)
        };
    }
    if let Refusal::NoUsableDocument { .. } = refusal {
        if let Some(condition) = open_condition(case) {
            return condition;
        }
        let asked = case.stage == Stage::DocumentRequested;
        let words = if asked { "the agency's answer" } else { "papers: the agency refused lately" };
        return words.to_owned();
    }
    if let Refusal::OrderNotFinal { .. } = refusal {
        let none = case.order.kind.read().is_some_and(|kind| &**kind == "none");
        let words = if none { "an order of removal" } else { "the order to become final" };
        return words.to_owned();
    }
    refusal.to_string()
}

/// What a case waits for that takes no step by itself.
pub(crate) fn rest_words(ops: &Operations, case: &Case, now: Moment) -> String {
    match &case.stage {
        Stage::Manifested { flight, role: SeatRole::Primary } => {
            format!("its confirmation for flight {flight}")
        }
        Stage::Manifested { flight, role: SeatRole::Alternate } => {
            format!("a free seat on flight {flight}")
        }
        Stage::Confirmed { flight } => format!("boarding of flight {flight}"),
        Stage::Boarded { flight } => format!("the departure of flight {flight}"),
        Stage::Departed { flight } => format!("the handover receipt of flight {flight}"),
        Stage::Removed { .. } => "nothing: the departure is verified".to_owned(),
        Stage::Closed { outcome } => format!("nothing: closed, {}", outcome.label()),
        Stage::Detained | Stage::OrderFinal | Stage::DocumentRequested | Stage::AgencyApproved => {
            let bars = bars_everywhere(ops, case, now);
            if bars.is_empty() {
                "a flight to its country that takes it".to_owned()
            } else {
                in_the_way(ops, &bars, now.date())
            }
        }
    }
}

/// What would bar `case` at the door of any flight to its removal country, if one left now.
///
/// The gate is asked about a flight that goes nowhere else, has a nurse and nobody on its list;
/// what the family or those on a list add, only a real flight can tell.
pub(crate) fn bars_everywhere(ops: &Operations, case: &Case, now: Moment) -> Vec<Reason> {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read());
    let Some(country) = country else {
        return vec![Reason::plain(ReasonCode::NoRemovalCountry)];
    };
    let trip = Trip::imagined(*country, now);
    let Ok(alone) = Party::of([case]) else { return Vec::new() };
    let nobody = Company::nobody();
    let said = gate::forecast(&alone, &trip, Step::Board, now, &nobody, &ops.rules);
    let mut reasons: Vec<Reason> = said.into_iter().flat_map(|(_, reasons)| reasons).collect();
    reasons.retain(|reason| reason.code != ReasonCode::MinorWithoutAdult);
    reasons
}

fn in_the_way(ops: &Operations, reasons: &[Reason], day: Date) -> String {
    let said: Vec<String> = reasons.iter().map(|reason| words(ops, reason, day)).collect();
    format!("an end to what bars it: {}", said.join("; "))
}

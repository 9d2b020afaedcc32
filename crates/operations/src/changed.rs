//! What each entry of a history changed, by the columns of a docket: who reads it sees at once
//! what was put right, and not only that something was.

use domain::{Case, CaseEvent, FlightEvent, FlightPlan};
use persistence::RecordedEvent;

use crate::import::fields::{FIELDS, differing};

/// For each event of `history`, a case's or a flight's from its first on, the columns that it
/// changed. None of what begins it, of steps, or from what cannot be read on.
pub fn columns_changed(history: &[RecordedEvent]) -> Vec<Vec<&'static str>> {
    let mut case: Option<Case> = None;
    let mut plan: Option<FlightPlan> = None;
    history
        .iter()
        .map(|event| {
            if let Ok(said) = event.case_event() {
                of_case(&mut case, said)
            } else if let Ok(said) = event.flight_event() {
                of_plan(&mut plan, said)
            } else {
                (case, plan) = (None, None);
                Vec::new()
            }
        })
        .collect()
}

fn of_case(case: &mut Option<Case>, said: CaseEvent) -> Vec<&'static str> {
    let Some(before) = case.take() else {
        if let CaseEvent::Opened(opened) = said {
            *case = Some(*opened);
        }
        return Vec::new();
    };
    let after = before.clone().apply(&said);
    let changed = FIELDS.iter().filter(|field| !(field.same)(&before, &after));
    let columns = changed.map(|field| field.column).collect();
    *case = Some(after);
    columns
}

fn of_plan(plan: &mut Option<FlightPlan>, said: FlightEvent) -> Vec<&'static str> {
    let (FlightEvent::Scheduled(next) | FlightEvent::Replanned(next)) = said else {
        return Vec::new();
    };
    let before = plan.replace((*next).clone());
    before.map_or_else(Vec::new, |before| differing(&before, &next))
}

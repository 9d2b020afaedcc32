//! `manifest diff`: two revisions of a list, or the list and what would be proposed now.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::{CaseId, Flight, FlightEvent, FlightId, Manifest, SeatRole};
use operations::Operations;
use serde::Serialize;
use serde_json::json;

use super::keys;
use crate::app::{App, Done};
use crate::error::bad;
use crate::output::pairs;

/// Who is on a list, and how.
type Seats = BTreeMap<CaseId, SeatRole>;

#[derive(Debug, Serialize)]
struct Difference {
    added: Vec<CaseId>,
    gone: Vec<CaseId>,
    moved_up: Vec<CaseId>,
}

pub(super) async fn revisions(
    id: &FlightId,
    (from, to): (u32, u32),
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let last = ops.store.flight(id).await?.value.manifest.revision;
    for revision in [from, to] {
        if revision > last {
            return Err(bad(
                format!("the list of flight {id} has no revision {revision}"),
                format!("the last one is {last}"),
            ));
        }
    }
    let history = ops.store.history(id).await?;
    let mut events = Vec::with_capacity(history.len());
    for event in &history {
        events.push(event.flight_event()?);
    }
    let difference = difference(&seats_at(&events, from), &seats_at(&events, to));
    let value = json!({ "flight": id, "from": from, "to": to, "difference": difference });
    app.out.answer(&value, || shown(&difference, ["added", "gone", "moved up"]))?;
    Ok(Done::Well)
}

pub(super) async fn proposal(id: &FlightId, ops: &Operations, app: &App) -> Result<Done> {
    let now = seats(&ops.store.flight(id).await?.value.manifest);
    let proposal = ops.propose_manifest(id).await?;
    let mut after = now.clone();
    for case in proposal.seated.iter().flat_map(|seat| &seat.cases) {
        after.insert(case.clone(), SeatRole::Primary);
    }
    let difference = difference(&now, &after);
    let value = json!({ "flight": id, "to": "proposal", "difference": difference });
    app.out
        .answer(&value, || shown(&difference, ["would be added", "would go", "would move up"]))?;
    Ok(Done::Well)
}

/// The list as it was at the end of `revision`.
fn seats_at(events: &[FlightEvent], revision: u32) -> Seats {
    let mut flight: Option<Flight> = None;
    for event in events {
        let after = match (&flight, event) {
            (Some(before), event) => before.clone().apply(event),
            (None, FlightEvent::Scheduled(plan)) => Flight::new((**plan).clone()),
            (None, _) => continue,
        };
        if after.manifest.revision > revision {
            break;
        }
        flight = Some(after);
    }
    flight.map_or_else(Seats::new, |flight| seats(&flight.manifest))
}

fn seats(manifest: &Manifest) -> Seats {
    manifest.live().map(|line| (line.case.clone(), line.role)).collect()
}

fn difference(before: &Seats, after: &Seats) -> Difference {
    let keys = |of: &Seats, other: &Seats| -> Vec<CaseId> {
        of.keys().filter(|case| !other.contains_key(*case)).cloned().collect()
    };
    let moved_up = after
        .iter()
        .filter(|(case, role)| {
            **role == SeatRole::Primary && before.get(*case) == Some(&SeatRole::Alternate)
        })
        .map(|(case, _)| case.clone())
        .collect();
    Difference { added: keys(after, before), gone: keys(before, after), moved_up }
}

fn shown(difference: &Difference, [added, gone, up]: [&str; 3]) -> String {
    let Difference { added: a, gone: g, moved_up: m } = difference;
    if a.is_empty() && g.is_empty() && m.is_empty() {
        return "no difference\n".to_owned();
    }
    let line = |cases: &[CaseId]| match cases.len() {
        0 => String::new(),
        n => format!("{n}: {}", keys(cases)),
    };
    pairs([(added, line(a)), (gone, line(g)), (up, line(m))])
}

#[cfg(test)]
mod tests {
    use domain::{AgencyId, FlightKind, FlightPlan, Known, Line, LineState, PersonId};

    use super::*;

    fn scheduled() -> FlightEvent {
        FlightEvent::Scheduled(Box::new(FlightPlan {
            id: FlightId::new("F1").unwrap(),
            kind: Known::Read(FlightKind::Daily),
            aircraft: "B737".into(),
            seats: Known::Read(100),
            departs_at: None,
            stops: Vec::new(),
            agencies: Vec::<AgencyId>::new(),
            list_cap: Known::Read(100),
            notice_days: 3,
            max_class3: Known::Read(0),
            nurses: Known::Read(0),
            fixed_cost_usd: 0,
            hourly_cost_usd: 0,
            unreadable: false,
        }))
    }

    fn case(person: &str) -> CaseId {
        CaseId::of(&PersonId::new(person).unwrap(), 1)
    }

    fn added(person: &str, role: SeatRole) -> FlightEvent {
        let line = Line {
            number: 1,
            case: case(person),
            person: PersonId::new(person).unwrap(),
            role,
            rank: 0,
            board_stop: 0,
            drop_stop: 1,
            high_risk: false,
            needs_nurse: false,
            state: LineState::Listed,
            struck: None,
        };
        FlightEvent::LinesAdded { lines: vec![line] }
    }

    #[test]
    fn revisions_differ_by_what_happened_between_them() {
        let events = [
            scheduled(),
            added("P1", SeatRole::Primary),
            added("P2", SeatRole::Alternate),
            FlightEvent::LinePromoted { case: case("P2") },
        ];
        let between = |from, to| difference(&seats_at(&events, from), &seats_at(&events, to));
        assert_eq!(between(0, 2).added, [case("P1"), case("P2")]);
        assert_eq!(between(2, 3).moved_up, [case("P2")]);
        assert_eq!(between(3, 1).gone, [case("P2")]);
    }
}

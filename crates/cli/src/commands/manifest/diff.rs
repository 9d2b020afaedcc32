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
        let after = match (flight.take(), event) {
            (Some(before), event) => before.apply(event),
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

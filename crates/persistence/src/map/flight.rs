//! A flight from its row.

use std::borrow::Cow;
use std::sync::Arc;

use domain::{
    Actor, CaseId, Flight, FlightPlan, FlightStatus, Line, LineState, Manifest, PersonId, Seal,
    SeatRole, StopOrder, StrikeReason, Version,
};
use serde::{Deserialize, Serialize};

use super::{hash, rows};
use crate::entity::flight::Whole;
use crate::{Loaded, StoreError};

#[derive(Serialize)]
struct Facts<'a> {
    plan: &'a FlightPlan,
    builders: &'a [Actor],
    seal: &'a Option<Seal>,
    stop_orders: &'a [StopOrder],
    late_acceptance: bool,
    revision: u32,
    lines: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFacts {
    plan: FlightPlan,
    builders: Vec<Actor>,
    seal: Option<Seal>,
    stop_orders: Vec<StopOrder>,
    late_acceptance: bool,
    revision: u32,
    /// How many lines there are, so that a lost one is noticed.
    lines: usize,
}

/// What is stored of a flight beside its status and its lines.
pub(crate) fn flight_facts(flight: &Flight) -> Result<String, serde_json::Error> {
    let Flight { plan, status: _, manifest, stop_orders, late_acceptance } = flight;
    let Manifest { revision, builders, seal, lines } = manifest;
    serde_json::to_string(&Facts {
        plan,
        builders,
        seal,
        stop_orders,
        late_acceptance: *late_acceptance,
        revision: *revision,
        lines: lines.len(),
    })
}

/// A row of `manifest_lines`.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct LineRow<'r> {
    position: i64,
    number: u32,
    #[serde(borrow)]
    case: Cow<'r, str>,
    #[serde(borrow)]
    person: Cow<'r, str>,
    #[serde(borrow)]
    role: Cow<'r, str>,
    rank: u32,
    board_stop: u8,
    drop_stop: u8,
    high_risk: u8,
    needs_nurse: u8,
    #[serde(borrow)]
    state: Cow<'r, str>,
    struck_reason: Option<String>,
    struck_detail: Option<Arc<str>>,
}

/// The flight of `row`, with its lines in their order. Whatever cannot be read stops it.
pub(crate) fn flight_from_row(row: &Whole) -> Result<Loaded<Flight>, StoreError> {
    let bad = |column| StoreError::inconsistent("flights", column, &row.id);
    let status = FlightStatus::from_code(&row.status).ok_or_else(|| bad("status"))?;
    let facts: StoredFacts = serde_json::from_str(&row.facts).map_err(|_| bad("facts"))?;
    if facts.plan.id.as_str() != row.id {
        return Err(bad("id"));
    }
    let chain = hash(&row.chain, "flights", &row.id)?;
    let lines = rows::<LineRow<'_>>(row.lines.as_deref(), "manifest_lines", &row.id)?;
    let lines = lines.iter().map(|line| line_from_row(line, &row.id));
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    if lines.len() != facts.lines {
        return Err(StoreError::inconsistent("manifest_lines", "flight_id", &row.id));
    }
    let manifest =
        Manifest { revision: facts.revision, builders: facts.builders, seal: facts.seal, lines };
    let flight = Flight {
        plan: facts.plan,
        status,
        manifest,
        stop_orders: facts.stop_orders,
        late_acceptance: facts.late_acceptance,
    };
    Ok(Loaded::new(flight, Version(row.version), chain))
}

fn line_from_row(row: &LineRow<'_>, flight: &str) -> Result<Line, StoreError> {
    let bad = |column| {
        let key = format!("{flight}/{}", row.number);
        StoreError::inconsistent("manifest_lines", column, key)
    };
    let struck = match (&row.struck_reason, &row.struck_detail) {
        (None, None) => None,
        (Some(reason), Some(detail)) => {
            let reason = StrikeReason::from_code(reason).ok_or_else(|| bad("struck_reason"))?;
            Some((reason, Arc::clone(detail)))
        }
        (Some(_), None) | (None, Some(_)) => return Err(bad("struck_detail")),
    };
    Ok(Line {
        number: row.number,
        case: CaseId::new(&*row.case).map_err(|_| bad("case_id"))?,
        person: PersonId::new(&*row.person).map_err(|_| bad("person_id"))?,
        role: SeatRole::from_code(&row.role).ok_or_else(|| bad("role"))?,
        rank: row.rank,
        board_stop: row.board_stop,
        drop_stop: row.drop_stop,
        high_risk: row.high_risk != 0,
        needs_nurse: row.needs_nurse != 0,
        state: LineState::from_code(&row.state).ok_or_else(|| bad("state"))?,
        struck,
    })
}

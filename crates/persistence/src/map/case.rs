//! A case from its row.

use std::borrow::Cow;

use domain::{
    Case, CaseId, Custody, Defect, Document, FlightId, Hold, HoldId, HoldRevision, Interview,
    Medical, Notice, Order, Outcome, Person, SeatRole, Stage, StageName, Statement, Version,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{hash, instant, rows};
use crate::entity::case::Whole;
use crate::{Loaded, StoreError};

#[derive(Serialize)]
struct Facts<'a> {
    person: &'a Person,
    custody: &'a Custody,
    order: &'a Order,
    medical: &'a Medical,
    #[serde(skip_serializing_if = "<[Interview]>::is_empty")]
    interviews: &'a [Interview],
    notices: &'a [Notice],
    defects: &'a [Defect],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFacts {
    person: Person,
    custody: Custody,
    order: Order,
    medical: Medical,
    #[serde(default)]
    interviews: Vec<Interview>,
    notices: Vec<Notice>,
    defects: Vec<Defect>,
}

/// The same in the event that opened a case; its lists have rows of their own.
#[derive(Deserialize)]
struct Opening<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    person: Person,
    custody: Custody,
    order: Order,
    medical: Medical,
    #[serde(default)]
    interviews: Vec<Interview>,
    notices: Vec<Notice>,
    defects: Vec<Defect>,
}

/// What is stored of a case beside its stage and its lists.
pub(crate) fn case_facts(case: &Case) -> Result<String, serde_json::Error> {
    let Case { id: _, opened_at: _, stage: _, holds: _, documents: _, statements: _, .. } = case;
    let Case { person, custody, order, medical, interviews, notices, defects, .. } = case;
    let facts = Facts { person, custody, order, medical, interviews, notices, defects };
    serde_json::to_string(&facts)
}

/// The case of `row`. Whatever cannot be read stops it.
pub(crate) fn case_from_row(row: &Whole) -> Result<Loaded<Case>, StoreError> {
    let id = CaseId::new(&row.id).map_err(|_| bad(row, "id"))?;
    let chain = hash(&row.chain, "cases", &row.id)?;
    let facts = facts(row)?;
    if facts.person.id.as_str() != row.person_id {
        return Err(bad(row, "person_id"));
    }
    let case = Case {
        id,
        opened_at: instant(row.opened_at, "cases", "opened_at", &row.id)?,
        stage: stage(row)?,
        person: facts.person,
        custody: facts.custody,
        order: facts.order,
        medical: facts.medical,
        holds: holds(row)?,
        documents: documents(row)?,
        statements: statements(row)?,
        interviews: facts.interviews,
        notices: facts.notices,
        defects: facts.defects,
    };
    Ok(Loaded::new(case, Version(row.version), chain))
}

fn bad(row: &Whole, column: &'static str) -> StoreError {
    StoreError::inconsistent("cases", column, &row.id)
}

fn bad_facts(row: &Whole) -> StoreError {
    StoreError::inconsistent("case_facts", "facts", &row.id)
}

/// The facts as they were changed last, or as they were when the case was opened.
fn facts(row: &Whole) -> Result<StoredFacts, StoreError> {
    if let Some(facts) = &row.facts {
        return serde_json::from_str(facts).map_err(|_| bad_facts(row));
    }
    let bad = || StoreError::inconsistent("events", "body", &row.id);
    let opening = row.opening.as_deref().ok_or_else(bad)?;
    let opening: Opening<'_> = serde_json::from_str(opening).map_err(|_| bad())?;
    if opening.kind != "opened" {
        return Err(bad());
    }
    let Opening { kind: _, person, custody, order, medical, interviews, notices, defects } =
        opening;
    Ok(StoredFacts { person, custody, order, medical, interviews, notices, defects })
}

fn stage(row: &Whole) -> Result<Stage, StoreError> {
    let flight = || {
        let flight = row.flight_id.as_ref().and_then(|id| FlightId::new(id).ok());
        flight.ok_or_else(|| bad(row, "flight_id"))
    };
    Ok(match StageName::from_code(&row.stage).ok_or_else(|| bad(row, "stage"))? {
        StageName::Detained => Stage::Detained,
        StageName::OrderFinal => Stage::OrderFinal,
        StageName::DocumentRequested => Stage::DocumentRequested,
        StageName::AgencyApproved => Stage::AgencyApproved,
        StageName::Manifested => {
            let role = row.seat_role.as_deref().and_then(SeatRole::from_code);
            Stage::Manifested {
                flight: flight()?,
                role: role.ok_or_else(|| bad(row, "seat_role"))?,
            }
        }
        StageName::Confirmed => Stage::Confirmed { flight: flight()? },
        StageName::Boarded => Stage::Boarded { flight: flight()? },
        StageName::Departed => Stage::Departed { flight: flight()? },
        StageName::Removed => {
            let at = row.handed_over_at.ok_or_else(|| bad(row, "handed_over_at"))?;
            let handed_over_at = instant(at, "cases", "handed_over_at", &row.id)?;
            Stage::Removed { flight: flight()?, handed_over_at }
        }
        StageName::Closed => {
            let outcome = row.outcome.as_deref().and_then(Outcome::from_code);
            Stage::Closed { outcome: outcome.ok_or_else(|| bad(row, "outcome"))? }
        }
    })
}

/// A list's rows must be numbered without a gap: a missing row is a fact that is lost.
fn in_place(
    place: i64,
    wanted: usize,
    table: &'static str,
    column: &'static str,
    row: &str,
) -> Result<(), StoreError> {
    let right = usize::try_from(place) == Ok(wanted);
    if right { Ok(()) } else { Err(StoreError::inconsistent(table, column, row)) }
}

/// A row of `holds`.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct HoldRow<'r> {
    position: i64,
    revision: i64,
    #[serde(borrow)]
    id: Cow<'r, str>,
    #[serde(borrow)]
    kind: Cow<'r, str>,
    #[serde(borrow)]
    facts: Cow<'r, str>,
}

/// A row of `documents` or `statements`.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct ListRow<'r> {
    position: i64,
    #[serde(borrow)]
    id: Cow<'r, str>,
    #[serde(borrow)]
    facts: Cow<'r, str>,
}

fn holds(row: &Whole) -> Result<Vec<Hold>, StoreError> {
    let mut holds: Vec<Hold> = Vec::new();
    for row in rows::<HoldRow<'_>>(row.holds.as_deref(), "holds", &row.id)? {
        let bad = |column| StoreError::inconsistent("holds", column, &row.id);
        let id = HoldId::new(&*row.id).map_err(|_| bad("hold_id"))?;
        let revision: HoldRevision = serde_json::from_str(&row.facts).map_err(|_| bad("facts"))?;
        if *revision.kind != *row.kind {
            return Err(bad("kind"));
        }
        if row.revision == 0 {
            in_place(row.position, holds.len(), "holds", "position", &row.id)?;
            holds.push(Hold { id, revisions: vec![revision] });
            continue;
        }
        let known = holds.len().checked_sub(1);
        in_place(row.position, known.unwrap_or(usize::MAX), "holds", "position", &row.id)?;
        let hold = holds.last_mut().filter(|hold| hold.id == id).ok_or_else(|| bad("hold_id"))?;
        in_place(row.revision, hold.revisions.len(), "holds", "revision", &row.id)?;
        hold.revisions.push(revision);
    }
    Ok(holds)
}

fn documents(row: &Whole) -> Result<Vec<Document>, StoreError> {
    numbered(row.documents.as_deref(), "documents", row)
}

fn statements(row: &Whole) -> Result<Vec<Statement>, StoreError> {
    numbered(row.statements.as_deref(), "statements", row)
}

/// What is stored one a row.
fn numbered<T: DeserializeOwned>(
    list: Option<&str>,
    table: &'static str,
    row: &Whole,
) -> Result<Vec<T>, StoreError> {
    let mut values = Vec::new();
    for row in rows::<ListRow<'_>>(list, table, &row.id)? {
        in_place(row.position, values.len(), table, "position", &row.id)?;
        let value = serde_json::from_str(&row.facts);
        values.push(value.map_err(|_| StoreError::inconsistent(table, "facts", &row.id))?);
    }
    Ok(values)
}

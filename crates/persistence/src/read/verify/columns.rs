//! The columns and rows by which cases and flights are found and counted. They repeat what the
//! case or flight says, so each can be worked out again.

use std::collections::HashMap;

use domain::{Case, Flight, SeatRole, Stage};
use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, FromQueryResult, Value as Sql};
use serde_json::{Value, json};

use crate::chain::micros;
use crate::map::read;
use crate::transition::is_open;
use crate::{Dialect, Store, StoreError};

/// What is found by in `cases`, `persons` and the lists of one case, each as JSON.
#[derive(FromQueryResult)]
pub(super) struct CaseColumns {
    id: String,
    own: String,
    person: Option<String>,
    /// Whether the person has no other case, which may have written the person's row later.
    alone: i64,
    holds: Option<String>,
    documents: Option<String>,
    statements: Option<String>,
}

/// The same of a flight, with the seats of its legs.
#[derive(FromQueryResult)]
pub(super) struct FlightColumns {
    id: String,
    departs_at: Option<i64>,
    lines: Option<String>,
    legs: Option<String>,
}

impl Store {
    pub(super) async fn case_columns(
        &self,
        ids: Sql,
        snapshot: &DatabaseTransaction,
    ) -> Result<HashMap<String, CaseColumns>, StoreError> {
        let own = self.array(
            "c.stage, CASE WHEN c.is_open THEN 1 ELSE 0 END, c.flight_id, c.seat_role, c.outcome, \
             c.handed_over_at, c.nationality, c.removal_country, c.office, c.custody, \
             c.waiting_since, c.family_unit, c.category, c.updated_at",
        );
        let person = self.array(
            "p.seq, p.a_number, p.fin, p.family_name, p.given_names, p.birth_date, p.nationality",
        );
        let list = |table, columns| self.listed((table, "case_id = c.id"), columns);
        let holds = list(
            "holds",
            "position, revision, hold_id, kind, country, recorded_at, effective_from, \
             effective_to, CASE WHEN end_confirmed THEN 1 ELSE 0 END",
        );
        let documents = list(
            "documents",
            "position, document_id, kind, number, issuing_country, expires_on, answer",
        );
        let statements = list("statements", "position, statement_id, kind, made_at, outcome");
        // Asked twice, as there is an index of open cases and one of the others.
        let other = |open| {
            format!(
                "EXISTS (SELECT 1 FROM cases o \
                 WHERE o.person_id = c.person_id AND o.id <> c.id AND {open} o.is_open)"
            )
        };
        let sql = format!(
            "SELECT c.id, {own} AS own, \
             (SELECT {person} FROM persons p WHERE p.id = c.person_id) AS person, \
             CAST(CASE WHEN {} OR {} THEN 0 ELSE 1 END AS BIGINT) AS alone, {holds} AS holds, \
             {documents} AS documents, {statements} AS statements FROM cases c WHERE c.id {}",
            other(""),
            other("NOT"),
            self.in_list()
        );
        let rows = CaseColumns::find_by_statement(self.statement(&sql, [ids]));
        let rows = rows.all(snapshot).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }

    pub(super) async fn flight_columns(
        &self,
        ids: Sql,
        snapshot: &DatabaseTransaction,
    ) -> Result<HashMap<String, FlightColumns>, StoreError> {
        let list = |table, columns| self.listed((table, "flight_id = f.id"), columns);
        let lines = list("manifest_lines", "position, number, CASE WHEN is_live THEN 1 ELSE 0 END");
        let legs = list("flight_legs", "leg, seats, taken");
        let sql = format!(
            "SELECT f.id, f.departs_at, {lines} AS lines, {legs} AS legs FROM flights f \
             WHERE f.id {}",
            self.in_list()
        );
        let rows = FlightColumns::find_by_statement(self.statement(&sql, [ids]));
        let rows = rows.all(snapshot).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }

    /// A row's `columns` as a JSON array.
    fn array(&self, columns: &str) -> String {
        match self.dialect() {
            Dialect::Sqlite => format!("json_array({columns})"),
            Dialect::Postgres => format!("json_build_array({columns})::text"),
        }
    }
}

impl CaseColumns {
    /// The tables in which something is not what `said` says; its last event was `at` then.
    pub(super) fn differ(&self, said: &Case, at: i64) -> Vec<&'static str> {
        let own: Option<Value> = serde_json::from_str(&self.own).ok();
        let person: Option<Value> =
            self.person.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let same_person = person.is_some_and(|person| self.alone == 0 || person == persons(said));
        differing([
            ("columns of cases", own == Some(cases(said, at))),
            ("persons", same_person),
            ("columns of holds", rows(self.holds.as_deref()) == Some(holds(said))),
            ("columns of documents", rows(self.documents.as_deref()) == Some(documents(said))),
            ("columns of statements", rows(self.statements.as_deref()) == Some(statements(said))),
        ])
    }
}

impl FlightColumns {
    /// The same of a flight.
    pub(super) fn differ(&self, said: &Flight) -> Vec<&'static str> {
        let departs_at = said.plan.departs_at.map(|moment| micros(moment.at()));
        let seats = rows(self.legs.as_deref()).is_some_and(|legs| seats_are(said, &legs));
        differing([
            ("columns of flights", self.departs_at == departs_at),
            ("columns of manifest_lines", rows(self.lines.as_deref()) == Some(lines(said))),
            ("flight_legs", seats),
        ])
    }
}

fn differing(tables: impl IntoIterator<Item = (&'static str, bool)>) -> Vec<&'static str> {
    tables.into_iter().filter(|(_, same)| !same).map(|(table, _)| table).collect()
}

/// The rows in `list`, in the order of the places that they begin with; none if they are no rows.
fn rows(list: Option<&str>) -> Option<Vec<Value>> {
    let mut rows: Vec<Value> = serde_json::from_str(list.unwrap_or("[]")).ok()?;
    let place = |row: &Value, n: usize| row.get(n).and_then(Value::as_i64);
    rows.sort_by_key(|row| (place(row, 0), place(row, 1)));
    Some(rows)
}

fn at(instant: Option<Timestamp>) -> Option<i64> {
    instant.map(micros)
}

fn cases(case: &Case, at: i64) -> Value {
    let stage = &case.stage;
    let role = if let Stage::Manifested { role, .. } = stage { Some(role.code()) } else { None };
    let outcome = if let Stage::Closed { outcome } = stage { Some(outcome.code()) } else { None };
    let handed_over = if let Stage::Removed { handed_over_at, .. } = stage {
        Some(micros(*handed_over_at))
    } else {
        None
    };
    json!([
        stage.name().code(),
        i64::from(is_open(case)),
        stage.flight().map(|flight| flight.as_str()),
        role,
        outcome,
        handed_over,
        read(&case.person.nationality),
        case.order.removal_country.as_ref().and_then(read),
        &*case.custody.office,
        case.custody.kind.read().map(|kind| kind.code()),
        case.custody.since.as_ref().and_then(read),
        case.person.family_unit.as_ref().map(|unit| unit.as_str()),
        case.order.category.read().map(|category| &**category),
        at,
    ])
}

fn persons(case: &Case) -> Value {
    let person = &case.person;
    json!([
        person.seq,
        person.a_number.read().map(|number| &**number),
        &*person.fin,
        &*person.family_name,
        &*person.given_names,
        read(&person.birth_date),
        read(&person.nationality),
    ])
}

fn holds(case: &Case) -> Vec<Value> {
    let revisions = case.holds.iter().enumerate().flat_map(|(place, hold)| {
        hold.revisions.iter().enumerate().map(move |(n, revision)| {
            json!([
                place,
                n,
                hold.id.as_str(),
                &*revision.kind,
                revision.country.map(|country| country.to_string()),
                at(revision.recorded_at),
                at(revision.from.map(|from| from.at())),
                at(revision.to.map(|to| to.at())),
                i64::from(revision.end_confirmed),
            ])
        })
    });
    revisions.collect()
}

fn documents(case: &Case) -> Vec<Value> {
    let documents = case.documents.iter().enumerate().map(|(place, document)| {
        json!([
            place,
            document.id.as_str(),
            document.kind.read().map(|kind| kind.code()),
            document.number.as_deref(),
            read(&document.issuing_country),
            document.expires_on.map(|on| on.to_string()),
            document.answer.map(|answer| answer.code()),
        ])
    });
    documents.collect()
}

fn statements(case: &Case) -> Vec<Value> {
    let statements = case.statements.iter().enumerate().map(|(place, statement)| {
        json!([
            place,
            statement.id.as_str(),
            &*statement.kind,
            at(statement.made_at.map(|made| made.at())),
            statement.outcome.map(|outcome| outcome.code()),
        ])
    });
    statements.collect()
}

fn lines(flight: &Flight) -> Vec<Value> {
    let lines = flight.manifest.lines.iter().enumerate();
    let lines =
        lines.map(|(place, line)| json!([place, line.number, i64::from(line.state.is_live())]));
    lines.collect()
}

/// Whether `legs` have the plan's seats, and as many taken as there are primaries on each. A leg
/// that the plan has no more keeps its row and takes nobody.
fn seats_are(flight: &Flight, legs: &[Value]) -> bool {
    let seats = flight.plan.seats.read().copied().unwrap_or(0);
    let count = flight.plan.stops.len().saturating_sub(1).max(1);
    let primaries: Vec<_> =
        flight.manifest.live().filter(|line| line.role == SeatRole::Primary).collect();
    let right = |(leg, row): (usize, &Value)| {
        let on = |line: &&&domain::Line| {
            usize::from(line.board_stop) <= leg && leg < usize::from(line.drop_stop)
        };
        let taken = primaries.iter().filter(on).count();
        *row == json!([leg, if leg < count { seats } else { 0 }, taken])
    };
    legs.len() >= count && legs.iter().enumerate().all(right)
}

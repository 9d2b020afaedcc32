//! What the store keeps of cases and flights, read as decisions read it, to be compared with
//! their histories.

use std::collections::HashMap;

use domain::{Case, CaseEvent, Flight, Version};
use sea_orm::{DatabaseTransaction, EntityTrait};

use super::columns::{CaseColumns, FlightColumns};
use super::fold::{Opened, fold};
use super::ledger::{self, Said};
use super::{Head, Verified, parts};
use crate::entity::{case, disclosure, event, flight};
use crate::map::{case_from_row, flight_from_row};
use crate::{Loaded, Store, StoreError};

/// Rows of some cases and flights, by their keys.
#[derive(Default)]
pub(super) struct Kept {
    cases: HashMap<String, (case::Whole, CaseColumns)>,
    flights: HashMap<String, (flight::Whole, FlightColumns)>,
    disclosures: HashMap<String, Vec<disclosure::Model>>,
}

impl Store {
    /// What is kept of `heads`.
    pub(super) async fn kept(
        &self,
        heads: &[Head],
        snapshot: &DatabaseTransaction,
    ) -> Result<Kept, StoreError> {
        let of = |is_case: i64| {
            let heads = heads.iter().filter(move |head| head.is_case == is_case);
            self.list(heads.map(|head| head.id.as_str()))
        };
        let within = self.in_list();
        let mut kept = Kept::default();
        let mut columns = self.case_columns(of(1), snapshot).await?;
        let condition = format!("c.id {within}");
        for row in self.case_rows(snapshot, &condition, vec![of(1)]).await? {
            if let Some(columns) = columns.remove(&row.id) {
                kept.cases.insert(row.id.clone(), (row, columns));
            }
        }
        let mut columns = self.flight_columns(of(0), snapshot).await?;
        let condition = format!("f.id {within}");
        for row in self.flight_rows(snapshot, &condition, vec![of(0)]).await? {
            if let Some(columns) = columns.remove(&row.id) {
                kept.flights.insert(row.id.clone(), (row, columns));
            }
        }
        let sql =
            format!("SELECT * FROM disclosures WHERE case_id {within} ORDER BY case_id, version");
        let statement = self.statement(&sql, [of(1)]);
        for row in disclosure::Entity::find().from_raw_sql(statement).all(snapshot).await? {
            kept.disclosures.entry(row.case_id.clone()).or_default().push(row);
        }
        Ok(kept)
    }
}

impl Kept {
    /// What is kept of `head` and is not what its history, `rows`, says. Or what is wrong with the
    /// history, if it says nothing.
    pub(super) fn compare(
        &mut self,
        head: &Head,
        rows: &[event::Model],
    ) -> Result<Vec<String>, Verified> {
        if head.is_case == 0 {
            let said: Flight = folded(rows, |_, _| ())?;
            let Some((row, columns)) = self.flights.remove(&head.id) else { return Ok(gone()) };
            let mut found = differing(&said, flight_from_row(&row), parts::of_flight);
            found.extend(columns.differ(&said).into_iter().map(str::to_owned));
            return Ok(found);
        }
        let mut account = Vec::new();
        let said: Case = folded(rows, |row, event| {
            if let CaseEvent::Disclosed { recipient, purpose, fields } = event {
                account.push(Said::of(row, (recipient, purpose, fields)));
            }
        })?;
        let Some((row, columns)) = self.cases.remove(&head.id) else { return Ok(gone()) };
        let mut found = differing(&said, case_from_row(&row), parts::of_case);
        let last = rows.last().map_or(0, |row| row.at);
        found.extend(columns.differ(&said, last).into_iter().map(str::to_owned));
        if !ledger::agrees(&account, self.disclosures.get(&head.id).map_or(&[], Vec::as_slice)) {
            found.push("disclosures".to_owned());
        }
        Ok(found)
    }
}

fn folded<'r, T: Opened>(
    rows: &'r [event::Model],
    see: impl FnMut(&'r event::Model, &T::Event),
) -> Result<T, Verified> {
    fold(rows, see).map_err(|version: Version| Verified::Broken { version, what: "body" })
}

/// The parts in which what is read is not what history `said`; or which row cannot be read.
fn differing<T>(
    said: &T,
    read: Result<Loaded<T>, StoreError>,
    parts: fn(&T, &T) -> Vec<&'static str>,
) -> Vec<String> {
    match read {
        Ok(read) => parts(said, &read.value).into_iter().map(str::to_owned).collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn gone() -> Vec<String> {
    vec!["row".to_owned()]
}

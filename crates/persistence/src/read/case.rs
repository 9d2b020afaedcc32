//! Cases by key: one statement reads them whole, and so as they were at one instant.

use std::collections::HashMap;
use std::hash::BuildHasher;

use domain::{Case, CaseId};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, FromQueryResult, IsolationLevel,
    TransactionTrait, Value,
};

use crate::entity::case;
use crate::map::case_from_row;
use crate::{Dialect, Loaded, Store, StoreError};

/// A case, or why it cannot be read.
type Read = Result<Loaded<Case>, StoreError>;

impl Store {
    /// The case `id`.
    pub async fn case(&self, id: &CaseId) -> Result<Loaded<Case>, StoreError> {
        let found = self.cases_where("c.id = ? ORDER BY c.id", vec![id.as_str().into()]).await?;
        found.into_iter().next().unwrap_or_else(|| Err(StoreError::not_found("case", id)))
    }

    /// The cases `ids`, in that order. One that is missing or cannot be read fails all.
    pub async fn cases(&self, ids: &[CaseId]) -> Result<Vec<Loaded<Case>>, StoreError> {
        self.cases_lossless(ids).await?.into_iter().collect()
    }

    /// The cases `ids`, in that order, each by itself: one that is missing or cannot be read
    /// stops only itself.
    pub async fn cases_lossless(&self, ids: &[CaseId]) -> Result<Vec<Read>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let condition = format!("c.id {} ORDER BY c.id", self.in_list());
        let list = self.list(ids.iter().map(CaseId::as_str));
        let rows = self.case_rows(&self.reader, &condition, vec![list]).await?;
        let mut found: HashMap<String, Read> = HashMap::with_capacity(rows.len());
        for row in rows {
            let read = case_from_row(&row);
            found.insert(row.id, read);
        }
        let mut answers: Vec<Read> = Vec::with_capacity(ids.len());
        for (n, id) in ids.iter().enumerate() {
            let answer = take(&mut found, id).or_else(|| again(&answers, ids, n));
            answers.push(answer.unwrap_or_else(|| Err(StoreError::not_found("case", id))));
        }
        Ok(answers)
    }

    /// The cases that `condition` names, `c` being the case. The condition ends in its order.
    pub(super) async fn cases_where(
        &self,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Read>, StoreError> {
        let keyed = self.cases_keyed(condition, values).await?;
        Ok(keyed.into_iter().map(|(.., read)| read).collect())
    }

    /// The same with the key and family of each, which also those have that cannot be read.
    pub(super) async fn cases_keyed(
        &self,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<(String, Option<String>, Read)>, StoreError> {
        let rows = self.case_rows(&self.reader, condition, values).await?;
        let keyed = rows.into_iter().map(|row| {
            let read = case_from_row(&row);
            (row.id, row.family_unit, read)
        });
        Ok(keyed.collect())
    }

    /// Their rows, as `reader` sees them.
    pub(super) async fn case_rows(
        &self,
        reader: &impl ConnectionTrait,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<case::Whole>, StoreError> {
        let own = |table, columns| self.listed((table, "case_id = c.id"), columns);
        let holds = own("holds", "position, revision, hold_id, kind, facts");
        let documents = own("documents", "position, document_id, facts");
        let statements = own("statements", "position, statement_id, facts");
        // A join to events may be planned as a scan of every first event there is.
        let sql = format!(
            "SELECT c.id, c.person_id, c.version, c.stage, c.flight_id, c.seat_role, c.outcome, \
             c.handed_over_at, c.chain, c.opened_at, c.family_unit, f.facts, \
             (SELECT e.body FROM events e \
              WHERE f.case_id IS NULL AND e.stream = c.id AND e.version = 1) AS opening, \
             {holds} AS holds, {documents} AS documents, {statements} AS statements \
             FROM cases c LEFT JOIN case_facts f ON f.case_id = c.id WHERE {condition}"
        );
        let statement = self.statement(&sql, values);
        Ok(case::Whole::find_by_statement(statement).all(reader).await?)
    }

    /// The rows of `table` that are `whose`, as one JSON array of arrays of `columns`: in any
    /// order, so that each says its place. Of none: null on PostgreSQL, empty on SQLite.
    pub(super) fn listed(&self, (table, whose): (&str, &str), columns: &str) -> String {
        let (list, row, cast) = match self.dialect() {
            Dialect::Sqlite => ("json_group_array", "json_array", ""),
            Dialect::Postgres => ("json_agg", "json_build_array", "::text"),
        };
        format!("(SELECT {list}({row}({columns})){cast} FROM {table} WHERE {whose})")
    }

    /// A read transaction in which nothing changes between the queries.
    pub(super) async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(match self.dialect() {
            Dialect::Sqlite => self.reader.begin().await?,
            Dialect::Postgres => {
                let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
                self.reader.begin_with_config(Some(level), Some(mode)).await?
            }
        })
    }
}

fn take<S: BuildHasher>(found: &mut HashMap<String, Read, S>, id: &CaseId) -> Option<Read> {
    found.remove(id.as_str())
}

/// The answer that was given for the same key before.
fn again(answers: &[Read], ids: &[CaseId], n: usize) -> Option<Read> {
    let id = ids.get(n)?;
    let before = ids.iter().take(n).position(|known| known == id)?;
    answers.get(before)?.as_ref().ok().cloned().map(Ok)
}

//! Cases by key: one query a table, put together in memory.

use std::collections::HashMap;
use std::hash::BuildHasher;

use domain::{Case, CaseId};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IsolationLevel,
    Statement, TransactionTrait, Value,
};

use crate::entity::{case, document, hold, statement};
use crate::map::{CaseRows, case_from_rows};
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
        let snapshot = self.snapshot().await?;
        let rows = self.case_rows(&snapshot, &condition, vec![list]).await?;
        let keys: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let read = self.assemble(&snapshot, &rows).await?;
        snapshot.commit().await?;
        let mut found: HashMap<String, Read> = keys.into_iter().zip(read).collect();
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
        let snapshot = self.snapshot().await?;
        let rows = self.case_rows(&snapshot, condition, values).await?;
        let read = self.assemble(&snapshot, &rows).await?;
        snapshot.commit().await?;
        Ok(rows.into_iter().zip(read).map(|(row, read)| (row.id, row.family_unit, read)).collect())
    }

    async fn case_rows(
        &self,
        on: &DatabaseTransaction,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<case::WithFacts>, StoreError> {
        // A join to events may be planned as a scan of every first event there is.
        let sql = format!(
            "SELECT c.id, c.person_id, c.version, c.stage, c.flight_id, c.seat_role, c.outcome, \
             c.handed_over_at, c.chain, c.opened_at, c.family_unit, f.facts, \
             (SELECT e.body FROM events e \
              WHERE f.case_id IS NULL AND e.stream = c.id AND e.version = 1) AS opening \
             FROM cases c LEFT JOIN case_facts f ON f.case_id = c.id WHERE {condition}"
        );
        let statement = self.statement(&sql, values);
        Ok(case::WithFacts::find_by_statement(statement).all(on).await?)
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

    async fn assemble(
        &self,
        on: &impl ConnectionTrait,
        rows: &[case::WithFacts],
    ) -> Result<Vec<Read>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let list = self.list(rows.iter().map(|row| row.id.as_str()));
        let of = |table: &str, order: &str| -> Statement {
            let within = self.in_list();
            let sql =
                format!("SELECT * FROM {table} WHERE case_id {within} ORDER BY case_id, {order}");
            self.statement(&sql, [list.clone()])
        };
        let holds = hold::Entity::find().from_raw_sql(of("holds", "position, revision"));
        let documents = document::Entity::find().from_raw_sql(of("documents", "position"));
        let statements = statement::Entity::find().from_raw_sql(of("statements", "position"));
        let mut lists = CaseRows {
            holds: by_case(holds.all(on).await?, |row| &row.case_id),
            documents: by_case(documents.all(on).await?, |row| &row.case_id),
            statements: by_case(statements.all(on).await?, |row| &row.case_id),
        };
        Ok(rows.iter().map(|row| case_from_rows(row, &mut lists)).collect())
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

fn by_case<R>(rows: Vec<R>, case: fn(&R) -> &String) -> HashMap<String, Vec<R>> {
    let mut map: HashMap<String, Vec<R>> = HashMap::new();
    for row in rows {
        match map.get_mut(case(&row)) {
            Some(list) => list.push(row),
            None => {
                map.insert(case(&row).clone(), vec![row]);
            }
        }
    }
    map
}

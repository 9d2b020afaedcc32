//! What decides who may see a case: its office and countries, without the case.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

/// Where a case belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseScope {
    /// The office that keeps it.
    pub office: String,
    /// The person's nationality, if it can be read.
    pub nationality: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    office: String,
    nationality: Option<String>,
}

#[derive(FromQueryResult)]
struct Pulse {
    flights: i64,
    versions: i64,
}

impl Store {
    /// Where each of `ids` belongs, by case id or person id; unknown ones are left out. Of a
    /// person with several cases the open one counts.
    pub async fn case_scopes(
        &self,
        ids: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, CaseScope>, StoreError> {
        let ids: Vec<&str> = ids.collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let within = self.in_list();
        let sql = format!(
            "SELECT id, office, nationality, 0 AS live FROM cases WHERE id {within} UNION ALL \
             SELECT person_id AS id, office, nationality, CASE WHEN is_open THEN 1 ELSE 0 END \
             AS live FROM cases WHERE person_id {within} ORDER BY live"
        );
        let list = || self.list(ids.iter().copied());
        let statement = self.statement(&sql, [list(), list()]);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows
            .into_iter()
            .map(|Row { id, office, nationality }| (id, CaseScope { office, nationality }))
            .collect())
    }

    /// A figure that changes whenever any flight or its list does.
    pub async fn flights_pulse(&self) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT count(*) AS flights, \
                   CAST(coalesce(sum(version), 0) AS BIGINT) AS versions FROM flights";
        let found = Pulse::find_by_statement(self.statement(sql, [])).one(&self.reader).await?;
        Ok(found.map_or((0, 0), |pulse| (pulse.flights, pulse.versions)))
    }

    /// Fails unless the database answers and has the schema.
    pub async fn answers(&self) -> Result<(), StoreError> {
        self.case_scopes(std::iter::once("-")).await.map(drop)
    }
}

//! Every request for a document that an agency was sent, counted: to whom, for what, when it was
//! made and when it was answered. No ids: it is what statistics are made from.

use sea_orm::FromQueryResult;

use crate::{Dialect, Store, StoreError};

/// Requests that were made and answered on the same days.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct RequestCount {
    /// The country that was asked, as on record.
    pub country: String,
    /// What it was asked for, as on record.
    pub kind: String,
    /// The day of the request.
    pub requested_on: String,
    /// The day of the answer; none while there is none.
    pub answered_on: Option<String>,
    /// What was answered: `approved`, `refused`, or not yet.
    pub answer: Option<String>,
    /// The day (UTC, from 1970) on which the case ended, if it has.
    pub ended: Option<i64>,
    /// How many.
    pub requests: i64,
}

impl Store {
    /// Requests whose country, kind and day can be read, counted by those and their answer. A
    /// document whose facts are no JSON is left out: nobody else's forecast fails for it.
    pub async fn request_counts(&self) -> Result<Vec<RequestCount>, StoreError> {
        let fact = |name: &str| match self.dialect() {
            Dialect::Sqlite => {
                format!("CASE WHEN json_valid(d.facts) THEN d.facts ->> '$.{name}' END")
            }
            // Before version 16 there is no way to ask whether a text is JSON. Within a text the
            // quotes would be escaped, so this finds the field itself.
            Dialect::Postgres => format!("substring(d.facts from '\"{name}\":\"([0-9-]{{10}})\"')"),
        };
        let (requested, answered) = (fact("requested_on"), fact("answered_on"));
        let sql = format!(
            "SELECT d.issuing_country AS country, d.kind AS kind, {requested} AS requested_on, \
             {answered} AS answered_on, d.answer AS answer, \
             CASE WHEN c.is_open THEN NULL ELSE c.updated_at / 86400000000 END AS ended, \
             count(*) AS requests \
             FROM documents d JOIN cases c ON c.id = d.case_id \
             WHERE d.issuing_country IS NOT NULL AND d.kind IS NOT NULL \
             AND {requested} IS NOT NULL \
             GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
        );
        let found = RequestCount::find_by_statement(self.statement(&sql, []));
        Ok(found.all(&self.reader).await?)
    }
}

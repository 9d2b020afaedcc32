//! What is left of cases and flights that are gone.

use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Named {
    stream: String,
}

/// What is left of a case or flight that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    /// The case or flight.
    pub stream: String,
    /// Where its rows are.
    pub table: &'static str,
}

/// Tables whose rows are each about one case.
const OF_CASES: [&str; 6] =
    ["case_facts", "holds", "documents", "statements", "manifest_lines", "disclosures"];

impl Store {
    /// Histories of cases and flights that there are no more: somebody took the rows away.
    pub async fn histories_without_owner(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT stream FROM events e WHERE \
                   NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = e.stream) AND \
                   NOT EXISTS (SELECT 1 FROM flights f WHERE f.id = e.stream) ORDER BY stream";
        let rows = Named::find_by_statement(self.statement(sql, [])).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| row.stream).collect())
    }

    /// Rows about cases that there are not, by table: disclosures of nobody, holds of nobody.
    pub async fn rows_without_owner(&self) -> Result<Vec<Remains>, StoreError> {
        let mut remains = Vec::new();
        for table in OF_CASES {
            let sql = format!(
                "SELECT DISTINCT case_id AS stream FROM {table} t WHERE \
                 NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id) ORDER BY case_id"
            );
            let rows = Named::find_by_statement(self.statement(&sql, []));
            let rows = rows.all(&self.reader).await?;
            remains.extend(rows.into_iter().map(|row| Remains { stream: row.stream, table }));
        }
        Ok(remains)
    }
}

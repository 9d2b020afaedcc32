//! Which histories have a kind of event.

use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

#[derive(FromQueryResult)]
struct Row {
    stream: String,
}

impl Store {
    /// The cases and flights in whose history an event of `kind` is, in order.
    pub async fn streams_with(&self, kind: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT stream FROM events WHERE kind = ? ORDER BY stream";
        let found = Row::find_by_statement(self.statement(sql, [kind.into()]));
        Ok(found.all(&self.reader).await?.into_iter().map(|row| row.stream).collect())
    }
}

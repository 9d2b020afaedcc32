//! Commands that were done.

use std::collections::BTreeMap;

use domain::Version;
use sea_orm::FromQueryResult;

use crate::{Store, StoreError};

/// A command that was done before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneCommand {
    /// The digest of what it asked.
    pub request_hash: String,
    /// The streams that it changed, with the version that each had then.
    pub versions: BTreeMap<String, Version>,
}

#[derive(FromQueryResult)]
struct Row {
    request_hash: String,
    result: String,
}

impl Store {
    /// The command `id`, if it was done.
    pub async fn done_command(&self, id: &str) -> Result<Option<DoneCommand>, StoreError> {
        let sql = "SELECT request_hash, result FROM inbox WHERE command_id = ?";
        let statement = self.statement(sql, [id.into()]);
        let Some(row) = Row::find_by_statement(statement).one(&self.reader).await? else {
            return Ok(None);
        };
        let versions: BTreeMap<String, i64> = serde_json::from_str(&row.result)
            .map_err(|_| StoreError::inconsistent("inbox", "result", id))?;
        let versions = versions.into_iter().map(|(stream, at)| (stream, Version(at))).collect();
        Ok(Some(DoneCommand { request_hash: row.request_hash, versions }))
    }
}

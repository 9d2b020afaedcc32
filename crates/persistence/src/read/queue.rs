//! Rows of an import that a person has to look at.

use domain::Actor;
use jiff::Timestamp;
use sea_orm::EntityTrait;

use crate::entity::queued;
use crate::map::instant;
use crate::{QueuedRow, Store, StoreError};

/// A row in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// As it was put there.
    pub row: QueuedRow,
    /// What became of it, if somebody has looked.
    pub resolved: Option<Resolution>,
}

/// What somebody decided about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What.
    pub words: String,
}

impl Store {
    /// The queue in the order of files and lines; with `open_only`, what nobody resolved yet.
    pub async fn import_queue(&self, open_only: bool) -> Result<Vec<Queued>, StoreError> {
        let which = if open_only { "WHERE resolved_at IS NULL" } else { "" };
        let sql = format!("SELECT * FROM import_queue {which} ORDER BY file, line, id");
        let statement = self.statement(&sql, []);
        let rows = queued::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        rows.into_iter().map(in_queue).collect()
    }
}

fn in_queue(row: queued::Model) -> Result<Queued, StoreError> {
    let bad = |column| StoreError::inconsistent("import_queue", column, &row.id);
    let resolved = match (row.resolved_at, &row.resolved_by, &row.resolution) {
        (None, None, None) => None,
        (Some(at), Some(by), Some(words)) => Some(Resolution {
            at: instant(at, "import_queue", "resolved_at", &row.id)?,
            by: Actor::parse(by).ok_or_else(|| bad("resolved_by"))?,
            words: words.clone(),
        }),
        _ => return Err(bad("resolution")),
    };
    let received_at = instant(row.received_at, "import_queue", "received_at", &row.id)?;
    let line = u64::try_from(row.line).map_err(|_| bad("line"))?;
    let row = QueuedRow {
        id: row.id,
        file: row.file,
        line,
        person_id: row.person_id,
        record_key: row.record_key,
        raw: row.raw,
        fault: row.fault,
        received_at,
    };
    Ok(Queued { row, resolved })
}

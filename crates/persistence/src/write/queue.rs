//! Rows of an import that a person has to look at: put into the queue, taken out again.

use std::borrow::Cow;

use domain::Actor;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::chain::micros;
use crate::dialect::Column::{Int, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::work::{Done, Work};
use crate::dialect::{Kind, Tx, Write};
use crate::{Store, StoreError};

/// A row that no case could be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedRow {
    /// Key; the same row again gets the same key and is not queued twice.
    pub id: String,
    /// The file it came from.
    pub file: String,
    /// The line in that file.
    pub line: u64,
    /// Whom it is about, if that can be read.
    pub person_id: Option<String>,
    /// The key of the record, if that can be read.
    pub record_key: Option<String>,
    /// The row as it stood.
    pub raw: String,
    /// What is wrong with it.
    pub fault: String,
    /// When it came in.
    pub received_at: Timestamp,
}

static QUEUE: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("file", Kind::Text),
        ("line", Kind::Int),
        ("person_id", Kind::Text),
        ("record_key", Kind::Text),
        ("raw", Kind::Text),
        ("fault", Kind::Text),
        ("received_at", Kind::Int),
    ],
    form: Form::Insert { table: "import_queue", then: "ON CONFLICT (id) DO NOTHING" },
};

impl Work for Vec<QueuedRow> {
    type Out = u64;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, StoreError> {
        let text =
            |of: fn(&QueuedRow) -> &str| Text(self.iter().map(|row| Cow::from(of(row))).collect());
        let maybe = |of: fn(&QueuedRow) -> Option<&str>| {
            MaybeText(self.iter().map(|row| of(row).map(Cow::from)).collect())
        };
        let columns = [
            text(|row| &row.id),
            text(|row| &row.file),
            Int(self.iter().map(|row| i64::try_from(row.line).unwrap_or(i64::MAX)).collect()),
            maybe(|row| row.person_id.as_deref()),
            maybe(|row| row.record_key.as_deref()),
            text(|row| &row.raw),
            text(|row| &row.fault),
            Int(self.iter().map(|row| micros(row.received_at)).collect()),
        ];
        Ok(Done::Keep(tx.write(&QUEUE, &columns).await?))
    }
}

impl Store {
    /// Queues `rows` and says how many of them are new.
    pub async fn queue_orphans(&self, rows: Vec<QueuedRow>) -> Result<u64, StoreError> {
        self.perform(rows).await
    }

    /// Notes what `by` decided about the row `id`. A row is resolved once.
    pub async fn resolve_queued(
        &self,
        id: &str,
        by: &Actor,
        at: Timestamp,
        words: &str,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE import_queue SET resolved_at = ?, resolved_by = ?, resolution = ? \
                   WHERE id = ? AND resolved_at IS NULL";
        let values = [micros(at).into(), by.to_string().into(), words.into(), id.into()];
        let done = self.writer.execute_raw(self.statement(sql, values)).await?;
        match done.rows_affected() {
            0 => Err(StoreError::not_found("open row in the import queue", id)),
            _ => Ok(()),
        }
    }
}

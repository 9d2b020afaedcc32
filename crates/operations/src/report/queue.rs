//! Rows of imports that wait for a person to say where they belong.

use super::table::{maybe, number, text};
use super::{Report, Table};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "queue",
    title: "Rows that belong to nobody",
    what: "rows of imports that nobody has given to a person or dismissed",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut table =
        Table::new(&["id", "file", "line", "person", "record", "fault", "received_at", "row"]);
    for queued in ops.queued(false).await? {
        let row = queued.row;
        table.rows.push(vec![
            text(row.id),
            text(row.file),
            number(row.line),
            maybe(row.person_id),
            maybe(row.record_key),
            text(row.fault),
            text(row.received_at),
            text(row.raw),
        ]);
    }
    Ok(table)
}

//! SQLite: rows go in one by one, through statements that stay prepared.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::column::Form;
use super::{Column, Write};

/// Statements that the connection keeps prepared.
const STATEMENTS: usize = 256;

/// What a connection is told before it is used. Of the writer, every commit is on the disk
/// before it is answered (`synchronous=FULL`).
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 32000; PRAGMA journal_size_limit = 67108864;";

/// What the one who moves pages from the log into the file is told.
const KEEPER_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;";

/// The connection of the one who writes, and that of the one who moves what is written from the
/// log into the file.
pub(crate) fn open(
    path: &Path,
    patience: Duration,
) -> Result<(Connection, Connection), rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let writer = Connection::open_with_flags(path, flags)?;
    writer.busy_timeout(patience)?;
    writer.execute_batch(PRAGMAS)?;
    writer.set_prepared_statement_cache_capacity(STATEMENTS);
    let keeper = Connection::open_with_flags(path, flags)?;
    keeper.busy_timeout(patience)?;
    keeper.execute_batch(KEEPER_PRAGMAS)?;
    Ok((writer, keeper))
}

/// Moves what it can from the log into the file without holding anybody up.
pub(crate) fn checkpoint(on: &Connection) -> Result<(), rusqlite::Error> {
    on.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// How many rows go into one statement. Where a trigger follows each row, SQLite keeps a journal
/// for each statement, which costs more than the row.
fn together(write: &Write) -> usize {
    match write.form {
        Form::Insert { table: "manifest_lines", then: "" } => 32,
        Form::Insert { .. } | Form::Update { .. } => 1,
    }
}

fn sql(write: &Write, rows: usize) -> String {
    let names = write.names();
    match write.form {
        Form::Insert { table, then } => {
            let row = format!("({})", vec!["?"; write.columns.len()].join(","));
            let values = vec![row; rows].join(",");
            format!("INSERT INTO {table} ({names}) VALUES {values} {then}")
        }
        Form::Update { table, set, condition } => {
            let (set, condition) = (placed(write, set), placed(write, condition));
            format!("UPDATE {table} SET {set} WHERE {condition}")
        }
    }
}

/// `text` with a numbered parameter in place of each `i.column`.
fn placed(write: &Write, text: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("i.") {
        let (before, found) = rest.split_at(at);
        let name = found.trim_start_matches("i.");
        let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        out.push_str(before);
        let place = write.columns.iter().position(|(column, _)| *column == name);
        match place {
            Some(place) if !before.ends_with(is_name) => {
                let _ = write!(out, "?{}", place + 1);
            }
            _ => {
                out.push_str("i.");
                out.push_str(name);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Writes all rows.
pub(crate) fn write(
    on: &Connection,
    write: &Write,
    columns: &[Column<'_>],
) -> Result<u64, rusqlite::Error> {
    let rows = columns.first().map_or(0, Column::len);
    let group = together(write);
    let (alone, mut affected) = (rows % group, 0);
    for (size, rows) in [(group, alone..rows), (1, 0..alone)] {
        if rows.is_empty() {
            continue;
        }
        let mut statement = on.prepare_cached(&sql(write, size))?;
        for first in rows.step_by(size) {
            let mut place = 0;
            for row in first..first + size {
                for column in columns {
                    place += 1;
                    bind(&mut statement, place, column, row)?;
                }
            }
            affected += statement.raw_execute()? as u64;
        }
    }
    Ok(affected)
}

/// Binds the value of `column` in `row`.
pub(crate) fn bind(
    statement: &mut CachedStatement<'_>,
    place: usize,
    column: &Column<'_>,
    row: usize,
) -> Result<(), rusqlite::Error> {
    match column {
        Column::Text(values) => {
            statement.raw_bind_parameter(place, values.get(row).map(AsRef::as_ref))
        }
        Column::MaybeText(values) => {
            statement.raw_bind_parameter(place, values.get(row).and_then(|text| text.as_deref()))
        }
        Column::Int(values) => statement.raw_bind_parameter(place, values.get(row)),
        Column::MaybeInt(values) => {
            statement.raw_bind_parameter(place, values.get(row).copied().flatten())
        }
        Column::Bool(values) => statement.raw_bind_parameter(place, values.get(row)),
        Column::Bytes(values) => statement.raw_bind_parameter(place, values.get(row).copied()),
    }
}

fn list(ids: &[&str]) -> String {
    serde_json::Value::from(ids).to_string()
}

/// The versions of `ids` in `table`. The transaction has the file to itself already.
pub(crate) fn lock(
    on: &Connection,
    table: &'static str,
    ids: &[&str],
) -> Result<HashMap<String, i64>, rusqlite::Error> {
    let sql =
        format!("SELECT id, version FROM {table} WHERE id IN (SELECT value FROM json_each(?))");
    let mut statement = on.prepare_cached(&sql)?;
    let rows = statement.query_map([list(ids)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// What is in the inbox of `ids`: the hash of the request and its result.
pub(crate) fn inbox(
    on: &Connection,
    ids: &[&str],
) -> Result<HashMap<String, (String, String)>, rusqlite::Error> {
    let mut statement = on.prepare_cached(
        "SELECT command_id, request_hash, result FROM inbox
         WHERE command_id IN (SELECT value FROM json_each(?))",
    )?;
    let rows =
        statement.query_map([list(ids)], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}

/// The constraint that SQLite's message speaks of, by the name that PostgreSQL gives it.
pub(crate) fn constraint(message: &str) -> String {
    let what = message.split_once("failed: ").map_or(message, |(_, what)| what);
    match what {
        "cases.person_id" => "cases_open_person".to_owned(),
        "manifest_lines.person_id" => "manifest_lines_live_person".to_owned(),
        _ => match what.split_once('.') {
            Some((table, _)) => format!("{table}_pkey"),
            None => what.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Kind;

    #[test]
    fn an_update_names_its_parameters_in_place() {
        let write = Write {
            columns: &[("flight_id", Kind::Text), ("legs", Kind::Int)],
            form: Form::Update {
                table: "flight_legs",
                set: "seats = 0",
                condition: "flight_legs.flight_id = i.flight_id AND flight_legs.leg >= i.legs",
            },
        };
        let wanted = "UPDATE flight_legs SET seats = 0 \
                      WHERE flight_legs.flight_id = ?1 AND flight_legs.leg >= ?2";
        assert_eq!(sql(&write, 1), wanted);
    }
}

//! SQLite: rows go in as values, in chunks whose statements stay prepared.

use std::collections::HashMap;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{AssertSqlSafe, Row};

use super::column::Form;
use super::{Column, Write};

/// Chunks, largest first. Few sizes, so that every statement is prepared once and kept.
const CHUNKS: [usize; 4] = [500, 100, 10, 1];

fn sql(write: &Write, rows: usize) -> String {
    let names = write.names();
    let row = format!("({})", vec!["?"; write.columns.len()].join(","));
    let values = vec![row.as_str(); rows].join(",");
    match write.form {
        Form::Insert { table, then } => {
            format!("INSERT INTO {table} ({names}) VALUES {values} {then}")
        }
        Form::Update { table, set, condition } => format!(
            "WITH i({names}) AS (VALUES {values}) UPDATE {table} SET {set} FROM i WHERE {condition}"
        ),
    }
}

/// Writes all rows, in chunks.
pub(crate) async fn write(
    on: &mut SqliteConnection,
    write: &Write,
    columns: &[Column<'_>],
) -> Result<u64, sqlx::Error> {
    let rows = columns.first().map_or(0, Column::len);
    let (mut done, mut affected) = (0, 0);
    for chunk in CHUNKS {
        if rows - done < chunk {
            continue;
        }
        let text = sql(write, chunk);
        while rows - done >= chunk {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for row in done..done + chunk {
                for column in columns {
                    query = bind(query, column, row);
                }
            }
            affected += query.execute(&mut *on).await?.rows_affected();
            done += chunk;
        }
    }
    Ok(affected)
}

type Bound<'q> = Query<'q, Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind<'q>(query: Bound<'q>, column: &Column<'_>, row: usize) -> Bound<'q> {
    match column {
        Column::Text(values) => query.bind(values.get(row).map(|text| text.to_string())),
        Column::MaybeText(values) => {
            query.bind(values.get(row).and_then(|text| text.as_deref().map(str::to_owned)))
        }
        Column::Int(values) => query.bind(values.get(row).copied()),
        Column::MaybeInt(values) => query.bind(values.get(row).copied().flatten()),
        Column::Bool(values) => query.bind(values.get(row).copied()),
        Column::Bytes(values) => query.bind(values.get(row).copied().map(<[u8]>::to_vec)),
    }
}

fn list(ids: &[&str]) -> String {
    serde_json::Value::from(ids).to_string()
}

/// The versions of `ids` in `table`. The transaction has the file to itself already.
pub(crate) async fn lock(
    on: &mut SqliteConnection,
    table: &'static str,
    ids: &[&str],
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let sql =
        format!("SELECT id, version FROM {table} WHERE id IN (SELECT value FROM json_each(?))");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(list(ids)).fetch_all(on).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What is in the inbox of `ids`: the hash of the request and its result.
pub(crate) async fn inbox(
    on: &mut SqliteConnection,
    ids: &[&str],
) -> Result<HashMap<String, (String, String)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT command_id, request_hash, result FROM inbox
         WHERE command_id IN (SELECT value FROM json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(on)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)))).collect()
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

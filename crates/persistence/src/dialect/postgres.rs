//! PostgreSQL: rows go in as one array a column; many new ones by `COPY`.

use std::collections::HashMap;
use std::fmt::Write as _;

use sqlx::postgres::{PgConnection, Postgres};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Row};

use super::column::Form;
use super::{Column, Kind, Write, copy};

const fn array_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text[]",
        Kind::Int => "int8[]",
        Kind::Bool => "bool[]",
        Kind::Bytes => "bytea[]",
    }
}

fn sql(write: &Write) -> String {
    let mut arrays = String::new();
    for (n, (_, kind)) in write.columns.iter().enumerate() {
        let comma = if n == 0 { "" } else { ", " };
        let _ = write!(arrays, "{comma}${}::{}", n + 1, array_type(*kind));
    }
    let names = write.names();
    match write.form {
        Form::Insert { table, then } => {
            format!("INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {then}")
        }
        Form::Update { table, set, condition } => {
            format!(
                "UPDATE {table} SET {set} FROM unnest({arrays}) AS i({names}) WHERE {condition}"
            )
        }
    }
}

/// Writes all rows with one statement.
pub(crate) async fn write(
    on: &mut PgConnection,
    write: &Write,
    columns: &[Column<'_>],
) -> Result<u64, sqlx::Error> {
    let many = columns.first().is_some_and(|column| column.len() >= copy::WORTH_IT);
    if let (true, Form::Insert { table, then: "" }) = (many, write.form) {
        return copy::write(on, table, write, columns).await;
    }
    let mut query: Query<'_, Postgres, _> = sqlx::query(AssertSqlSafe(sql(write)));
    for column in columns {
        query = match column {
            Column::Text(values) => query.bind(values),
            Column::MaybeText(values) => query.bind(values),
            Column::Int(values) => query.bind(values),
            Column::MaybeInt(values) => query.bind(values),
            Column::Bool(values) => query.bind(values),
            Column::Bytes(values) => query.bind(values),
        };
    }
    Ok(query.execute(on).await?.rows_affected())
}

/// The versions of `ids` in `table`, locked in the order of their keys until the end.
pub(crate) async fn lock(
    on: &mut PgConnection,
    table: &'static str,
    ids: &[&str],
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let sql =
        format!("SELECT id, version FROM {table} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(ids).fetch_all(on).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What is in the inbox of `ids`: the hash of the request and its result.
pub(crate) async fn inbox(
    on: &mut PgConnection,
    ids: &[&str],
) -> Result<HashMap<String, (String, String)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT command_id, request_hash, result FROM inbox WHERE command_id = ANY($1)",
    )
    .bind(ids)
    .fetch_all(on)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)))).collect()
}

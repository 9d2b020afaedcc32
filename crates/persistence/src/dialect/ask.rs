//! Statements that answer with rows: the same question in the words of each database.

use rusqlite::Connection;
use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};

use super::Column;
use super::sqlite::bind;
use crate::StoreError;

/// A question. On PostgreSQL it is asked once, with an array for each column of the rows that it
/// is about; on SQLite once a row. Values that are the same for all rows come after them.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) postgres: &'static str,
    pub(crate) sqlite: &'static str,
}

/// The present by the database's own clock, in microseconds, unless parameter `$n` says another.
macro_rules! pg_now {
    ($n:literal) => {
        concat!(
            "COALESCE($",
            $n,
            "::int8, (extract(epoch FROM statement_timestamp()) * 1000000)::int8)"
        )
    };
}
pub(crate) use pg_now;

/// The same for SQLite, whose clock is the machine's.
macro_rules! sqlite_now {
    ($n:literal) => {
        concat!("COALESCE(?", $n, ", CAST(unixepoch('subsec') * 1000000 AS INTEGER))")
    };
}
pub(crate) use sqlite_now;

/// A value that is the same for all rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fixed<'a> {
    Int(i64),
    MaybeInt(Option<i64>),
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Bytes(&'a [u8]),
}

/// A row of the answer.
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a PgRow),
}

impl Row<'_> {
    pub(crate) fn int(&self, at: usize) -> Result<i64, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    pub(crate) fn maybe_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    pub(crate) fn flag(&self, at: usize) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    pub(crate) fn text(&self, at: usize) -> Result<String, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    pub(crate) fn maybe_text(&self, at: usize) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    pub(crate) fn bytes(&self, at: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

/// Asks SQLite, once for each row of `rows`, or once if there are no columns.
pub(crate) fn sqlite<T>(
    on: &Connection,
    ask: &Ask,
    rows: &[Column<'_>],
    fixed: &[Fixed<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let count = rows.first().map_or(1, Column::len);
    let mut statement = on.prepare_cached(ask.sqlite)?;
    let mut answers = Vec::new();
    for row in 0..count {
        for (n, column) in rows.iter().enumerate() {
            bind(&mut statement, n + 1, column, row)?;
        }
        for (n, value) in fixed.iter().enumerate() {
            let place = rows.len() + n + 1;
            match value {
                Fixed::Int(value) => statement.raw_bind_parameter(place, value)?,
                Fixed::MaybeInt(value) => statement.raw_bind_parameter(place, value)?,
                Fixed::Text(value) => statement.raw_bind_parameter(place, value)?,
                Fixed::MaybeText(value) => statement.raw_bind_parameter(place, value)?,
                Fixed::Bytes(value) => statement.raw_bind_parameter(place, value)?,
            }
        }
        let mut found = statement.raw_query();
        while let Some(row) = found.next()? {
            answers.push(read(&Row::Sqlite(row))?);
        }
    }
    Ok(answers)
}

/// Asks PostgreSQL once.
pub(crate) async fn postgres<T>(
    on: &mut PgConnection,
    ask: &Ask,
    rows: &[Column<'_>],
    fixed: &[Fixed<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut query = sqlx::query(ask.postgres);
    for column in rows {
        query = match column {
            Column::Text(values) => query.bind(values),
            Column::MaybeText(values) => query.bind(values),
            Column::Int(values) => query.bind(values),
            Column::MaybeInt(values) => query.bind(values),
            Column::Bool(values) => query.bind(values),
            Column::Bytes(values) => query.bind(values),
        };
    }
    for value in fixed {
        query = match value {
            Fixed::Int(value) => query.bind(value),
            Fixed::MaybeInt(value) => query.bind(value),
            Fixed::Text(value) => query.bind(value),
            Fixed::MaybeText(value) => query.bind(value),
            Fixed::Bytes(value) => query.bind(value),
        };
    }
    let found = query.fetch_all(on).await?;
    found.iter().map(|row| read(&Row::Postgres(row))).collect()
}

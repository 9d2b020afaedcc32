//! A write transaction on either database.

use std::collections::HashMap;

use sqlx::pool::PoolConnection;
use sqlx::{Postgres, Transaction};

use super::ask::{self, Ask, Fixed, Row};
use super::{Column, Write, postgres, sqlite};
use crate::StoreError;

/// Where the rows go. Whoever made it ends the transaction.
pub(crate) enum Tx {
    /// The connection of the one thread that writes; nothing here ever waits.
    Sqlite(rusqlite::Connection),
    Postgres(Transaction<'static, Postgres>),
    /// A connection on which each statement is a transaction by itself.
    Alone(PoolConnection<Postgres>),
}

impl Tx {
    /// Writes rows; nothing if there are none.
    pub(crate) async fn write(
        &mut self,
        write: &'static Write,
        columns: &[Column<'_>],
    ) -> Result<u64, StoreError> {
        debug_assert_eq!(write.columns.len(), columns.len(), "a value for each column");
        if columns.first().is_none_or(|column| column.len() == 0) {
            return Ok(0);
        }
        Ok(match self {
            Self::Sqlite(on) => sqlite::write(on, write, columns)?,
            Self::Postgres(tx) => postgres::write(tx, write, columns).await?,
            Self::Alone(on) => postgres::write(on, write, columns).await?,
        })
    }

    /// The versions of `ids`, which must be sorted, locked until the end.
    pub(crate) async fn lock(
        &mut self,
        table: &'static str,
        ids: &[&str],
    ) -> Result<HashMap<String, i64>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(match self {
            Self::Sqlite(on) => sqlite::lock(on, table, ids)?,
            Self::Postgres(tx) => postgres::lock(tx, table, ids).await?,
            Self::Alone(on) => postgres::lock(on, table, ids).await?,
        })
    }

    /// Commands that were done before: the hash of the request and its result.
    pub(crate) async fn inbox(
        &mut self,
        ids: &[&str],
    ) -> Result<HashMap<String, (String, String)>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(match self {
            Self::Sqlite(on) => sqlite::inbox(on, ids)?,
            Self::Postgres(tx) => postgres::inbox(tx, ids).await?,
            Self::Alone(on) => postgres::inbox(on, ids).await?,
        })
    }

    /// Asks about `rows`; nothing is asked if there are columns without rows.
    pub(crate) async fn ask<T: Send>(
        &mut self,
        question: &'static Ask,
        rows: &[Column<'_>],
        fixed: &[Fixed<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        if rows.first().is_some_and(|column| column.len() == 0) {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(on) => ask::sqlite(on, question, rows, fixed, read),
            Self::Postgres(tx) => ask::postgres(tx, question, rows, fixed, read).await,
            Self::Alone(on) => ask::postgres(on, question, rows, fixed, read).await,
        }
    }
}

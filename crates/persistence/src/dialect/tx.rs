//! A write transaction on either database.

use std::collections::HashMap;

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Column, Write, postgres, sqlite};
use crate::StoreError;
use crate::store::{Pools, Store};

/// Dropped without [`Tx::commit`], it leaves no trace.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Begins. On SQLite the file is this transaction's alone from here on.
    pub(crate) async fn begin(store: &Store) -> Result<Self, StoreError> {
        Ok(match &store.pools {
            Pools::Sqlite { write, .. } => Self::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres { pool } => Self::Postgres(pool.begin().await?),
        })
    }

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
            Self::Sqlite(tx) => sqlite::write(tx, write, columns).await?,
            Self::Postgres(tx) => postgres::write(tx, write, columns).await?,
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
            Self::Sqlite(tx) => sqlite::lock(tx, table, ids).await?,
            Self::Postgres(tx) => postgres::lock(tx, table, ids).await?,
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
            Self::Sqlite(tx) => sqlite::inbox(tx, ids).await?,
            Self::Postgres(tx) => postgres::inbox(tx, ids).await?,
        })
    }

    /// Makes it so.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

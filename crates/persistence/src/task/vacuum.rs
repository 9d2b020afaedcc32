//! Upkeep of the hot tables, and what can be seen of it.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Dialect, Store, StoreError};

/// How the hot table does. All zero on SQLite, which has nothing to clear away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct TableHealth {
    /// Rows of `tasks` that are gone but not cleared away.
    pub dead_rows: i64,
    /// Seconds since the oldest snapshot was taken that still holds such rows back.
    pub oldest_snapshot_s: i64,
}

impl Store {
    /// Clears away what claims and commits left behind in the small tables that change all the
    /// time. The server's own upkeep looks too rarely for that.
    pub async fn vacuum_hot(&self) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        for table in ["tasks", "feed_pending"] {
            let sql = format!("VACUUM (TRUNCATE false, SKIP_LOCKED true) {table}");
            self.writer.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// Ends every other connection to this database, as a server that restarts does. For tests
    /// of what survives it; nothing on SQLite.
    pub async fn cut_connections(&self) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Postgres {
            let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            self.writer.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    /// How the hot table does.
    pub async fn table_health(&self) -> Result<TableHealth, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(TableHealth::default());
        }
        let sql = "SELECT COALESCE((SELECT n_dead_tup FROM pg_stat_user_tables \
                       WHERE relname = 'tasks' LIMIT 1), 0)::int8 AS dead_rows, \
                   COALESCE((SELECT extract(epoch FROM max(now() - xact_start)) \
                       FROM pg_stat_activity WHERE backend_xmin IS NOT NULL \
                       AND pid <> pg_backend_pid()), 0)::int8 AS oldest_snapshot_s";
        let statement = self.statement(sql, []);
        let health = TableHealth::find_by_statement(statement).one(&self.reader).await?;
        Ok(health.unwrap_or_default())
    }
}

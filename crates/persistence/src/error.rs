//! What can go wrong in the store. `Display` names tables and keys, never what a row says.

use std::sync::Arc;

use domain::Version;
use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;

use crate::dialect::sqlite::constraint as constraint_in;

/// The store could not do it. Display says what; `source` says why, and is logged as a chain.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such row.
    #[error("there is no {what} {key}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its key.
        key: String,
    },
    /// Somebody else changed it first.
    #[error("{stream} has changed: it is at version {now}, not {seen}")]
    Stale {
        /// The case or flight.
        stream: String,
        /// The version that was seen.
        seen: Version,
        /// The version that it has.
        now: Version,
    },
    /// A row says something that the domain cannot mean.
    #[error("{table}.{column} of row {row} cannot be read")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// Which row.
        row: String,
    },
    /// The database keeps a promise that this would break.
    #[error("the database refuses it: {name}")]
    Constraint {
        /// The constraint.
        name: String,
    },
    /// The database said no, or nothing.
    #[error("database")]
    Database(#[source] DbErr),
    /// The schema cannot be brought up to date.
    #[error("the database's schema")]
    Schema(#[source] sqlx::migrate::MigrateError),
    /// SQLite said no to the one who writes.
    #[error("database")]
    File(#[source] Arc<rusqlite::Error>),
    /// Nobody answers at the server's address.
    #[error("cannot connect to PostgreSQL at {address}")]
    Unreachable {
        /// Host and port.
        address: String,
    },
    /// The store cannot be opened as asked.
    #[error("the database cannot be opened: {0}")]
    Config(String),
}

/// What the triggers say that guard history.
const APPEND_ONLY: &str = "is append-only";

impl StoreError {
    /// Whether there was nothing there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether somebody else was first.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Stale { .. })
    }

    pub(crate) fn not_found(what: &'static str, key: impl AsRef<str>) -> Self {
        Self::NotFound { what, key: key.as_ref().to_owned() }
    }

    pub(crate) fn inconsistent(
        table: &'static str,
        column: &'static str,
        row: impl AsRef<str>,
    ) -> Self {
        Self::Inconsistent { table, column, row: row.as_ref().to_owned() }
    }
}

impl StoreError {
    /// SQLite ended the transaction before its time.
    pub(crate) fn lost() -> Self {
        Self::Config("SQLite ended the transaction; is the disk full?".to_owned())
    }

    /// Work made another kind of transaction of the one that it was lent.
    pub(crate) fn other_kind() -> Self {
        Self::Config("the transaction is of another database".to_owned())
    }

    /// The same for another who waited for the same transaction.
    pub(crate) fn again(&self) -> Self {
        if let Self::File(error) = self {
            return Self::File(error.clone());
        }
        Self::Config(self.to_string())
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Schema(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::ConstraintViolation;
        if let rusqlite::Error::SqliteFailure(code, Some(message)) = &error
            && code.code == ConstraintViolation
        {
            let append_only = message.contains(APPEND_ONLY);
            let name = if append_only { "append_only".to_owned() } else { constraint_in(message) };
            return Self::Constraint { name };
        }
        Self::File(Arc::new(error))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match sqlx_error(&error).and_then(constraint) {
            Some(name) => Self::Constraint { name },
            None => Self::Database(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::from(DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    if let DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error)) = error
    {
        Some(error)
    } else {
        None
    }
}

/// The name of the constraint that was broken, the same on both databases.
fn constraint(error: &sqlx::Error) -> Option<String> {
    use sqlx::error::ErrorKind::{CheckViolation, ForeignKeyViolation, NotNullViolation};
    let error = error.as_database_error()?;
    let broken = error.is_unique_violation()
        || matches!(error.kind(), CheckViolation | ForeignKeyViolation | NotNullViolation);
    if broken {
        let named = error.constraint().map(str::to_owned);
        return Some(named.unwrap_or_else(|| constraint_in(error.message())));
    }
    let append_only = error.message().contains(APPEND_ONLY);
    append_only.then(|| "append_only".to_owned())
}

/// Whether the same work may succeed if it is done again: a deadlock, a serialisation failure,
/// a busy file.
pub(crate) fn is_transient(error: &StoreError) -> bool {
    if let StoreError::File(error) = error {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        return matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked));
    }
    let StoreError::Database(error) = error else { return false };
    let Some(code) = sqlx_error(error).and_then(sqlx::Error::as_database_error) else {
        return false;
    };
    matches!(code.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

//! What the two databases do differently: how rows go in as one statement, and how to begin.

pub(crate) mod ask;
pub(crate) mod column;
pub(crate) mod copy;
pub(crate) mod nodelay;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod tx;
pub(crate) mod work;
pub(crate) mod writer;

pub(crate) use column::{Column, Kind, Write};
pub(crate) use tx::Tx;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file on one machine.
    Sqlite,
    /// A server.
    Postgres,
}

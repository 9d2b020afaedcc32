//! Rows of `flights`, each with its list.

use sea_orm::FromQueryResult;

/// A flight with everything that is its own, in one row.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Whole {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) status: String,
    pub(crate) chain: Vec<u8>,
    pub(crate) facts: String,
    /// Rows of `manifest_lines`, as JSON.
    pub(crate) lines: Option<String>,
}

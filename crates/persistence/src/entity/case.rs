//! Rows of `cases`, with their facts, or the event that opened them, and with their lists.

use sea_orm::FromQueryResult;

/// A case with everything that is its own, in one row.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Whole {
    pub(crate) id: String,
    pub(crate) person_id: String,
    pub(crate) version: i64,
    pub(crate) stage: String,
    pub(crate) flight_id: Option<String>,
    pub(crate) seat_role: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) handed_over_at: Option<i64>,
    pub(crate) chain: Vec<u8>,
    pub(crate) opened_at: i64,
    pub(crate) family_unit: Option<String>,
    /// Facts that changed since the case was opened.
    pub(crate) facts: Option<String>,
    /// The first event, where nothing changed since.
    pub(crate) opening: Option<String>,
    /// Rows of `holds`, as JSON.
    pub(crate) holds: Option<String>,
    /// Rows of `documents`, as JSON.
    pub(crate) documents: Option<String>,
    /// Rows of `statements`, as JSON.
    pub(crate) statements: Option<String>,
}

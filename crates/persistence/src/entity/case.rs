//! Rows of `cases`, joined with their facts, or with the event that opened them.

use sea_orm::FromQueryResult;

/// A case beside its facts: one row of the join.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct WithFacts {
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
}

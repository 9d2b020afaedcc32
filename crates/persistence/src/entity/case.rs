//! Rows of `cases`, joined with their facts.

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
    pub(crate) facts: Option<String>,
}

//! Short lists: reasons for a strike, reasons for a cancellation, countries that can be read.

use jiff::civil::Date;
use serde::Deserialize;

use super::date;
use crate::flight::CancelReason;
use crate::{Country, StrikeReason};

/// What is known of a strike reason: one entry of `strike_reasons.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrikeRule {
    /// Which reason.
    pub code: StrikeReason,
    /// What it means.
    pub meaning: String,
    /// Whether the strike protects the person, rather than the running of the flight.
    pub protects_the_person: bool,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

/// What is known of a cancel reason: one entry of `cancel_reasons.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRule {
    /// Which reason.
    pub code: CancelReason,
    /// How older charter records write it.
    pub seen_as: Vec<String>,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

/// A country whose code can be read: one entry of `nations.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nation {
    /// Its code.
    pub code: Country,
    /// Its name.
    pub name: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

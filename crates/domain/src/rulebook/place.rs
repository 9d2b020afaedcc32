//! Airports and facilities.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::{date, dated};
use crate::Country;

/// An airport: one entry of `airports.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Airport {
    /// ICAO code.
    pub icao: Arc<str>,
    /// City.
    pub city: String,
    /// Country.
    pub country: Country,
    /// Minutes ahead of UTC in winter, where known.
    #[serde(default)]
    pub utc_offset_standard_min: Option<i32>,
    /// Summer time, where known.
    #[serde(default)]
    pub dst: Dst,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(Airport, "airport", icao);

/// Summer time at an airport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dst {
    /// By the rules of the United States.
    Us,
    /// None.
    No,
    /// Not known.
    #[default]
    Unknown,
}

/// A detention facility: one entry of `facilities.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facility {
    /// Code.
    pub code: Arc<str>,
    /// Where it is.
    pub place: String,
    /// State, two letters.
    pub state: String,
    /// Area of responsibility.
    pub aor: Arc<str>,
    /// The airport that people leave from.
    pub nearest_airport: Arc<str>,
    /// Hours on the road to that airport, at the longest.
    pub road_hours: u32,
    /// Beds.
    pub beds: u32,
    /// What it is for.
    pub kind: FacilityKind,
    /// IANA time zone: deadlines of somebody held here end by its clock.
    pub time_zone: String,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
    /// Where this entry comes from.
    pub source: String,
}

dated::entry!(Facility, "facility", code);

crate::code::codes! {
    /// What a facility is for.
    FacilityKind {
        Staging = "staging", "staging before a flight";
        ShortStay = "short_stay", "short stays";
        LongStay = "long_stay", "long stays";
        Family = "family", "families";
    }
}

//! Reads the dates of TOML: `from = 2024-06-01`, without quotes.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};
use toml::value::Datetime;

/// A date that must be there.
pub(super) fn required<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = Datetime::deserialize(from)?;
    let date = match written {
        Datetime { date: Some(date), time: None, offset: None } => {
            to_date(date.year, date.month, date.day)
        }
        Datetime { .. } => None,
    };
    date.ok_or_else(|| D::Error::custom(format!("{written} is no date: write YYYY-MM-DD")))
}

/// A date that may be left out.
pub(super) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    required(from).map(Some)
}

fn to_date(year: u16, month: u8, day: u8) -> Option<Date> {
    let part = |value: u8| i8::try_from(value).ok();
    Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()
}

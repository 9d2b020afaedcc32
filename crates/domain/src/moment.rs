//! An instant with the offset of the place where it was written down.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An instant and the local offset it was stated in.
///
/// The law counts days where the clock hangs: a flight's day is the local date of its
/// departure, and a medical complaint is dated by the facility's own calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    at: Timestamp,
    offset: Offset,
}

/// The text is not an instant with an offset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no instant: write it with its offset, such as 2024-06-29T15:10:00-05:00")]
pub struct MomentError(pub String);

impl Moment {
    /// `at`, as read on a clock that is `offset` ahead of UTC.
    pub fn new(at: Timestamp, offset: Offset) -> Self {
        Self { at, offset }
    }

    /// `at`, as read in UTC.
    pub fn utc(at: Timestamp) -> Self {
        Self { at, offset: Offset::UTC }
    }

    /// The instant.
    pub fn at(self) -> Timestamp {
        self.at
    }

    /// Seconds that the local clock is ahead of UTC.
    pub fn offset_seconds(self) -> i32 {
        self.offset.seconds()
    }

    /// The local date.
    pub fn date(self) -> Date {
        self.offset.to_datetime(self.at).date()
    }

    /// The same place at another instant.
    #[must_use]
    pub fn at_instant(self, at: Timestamp) -> Self {
        Self { at, offset: self.offset }
    }

    /// The same place, `by` later. Stays as it is past the end of time.
    #[must_use]
    pub fn plus(self, by: SignedDuration) -> Self {
        Self { at: self.at.checked_add(by).unwrap_or(Timestamp::MAX), offset: self.offset }
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at).then(self.offset.cmp(&other.offset))
    }
}

impl FromStr for Moment {
    type Err = MomentError;
    fn from_str(text: &str) -> Result<Self, MomentError> {
        let wrong = || MomentError(text.chars().take(60).collect());
        let pieces = Pieces::parse(text).map_err(|_| wrong())?;
        let offset = pieces.to_numeric_offset().ok_or_else(wrong)?;
        let local = pieces.date().to_datetime(pieces.time().ok_or_else(wrong)?);
        let at = offset.to_timestamp(local).map_err(|_| wrong())?;
        Ok(Self { at, offset })
    }
}

impl TryFrom<String> for Moment {
    type Error = MomentError;
    fn try_from(text: String) -> Result<Self, MomentError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.display_with_offset(self.offset).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_date_is_where_the_clock_hangs() {
        let late: Moment = "2024-06-29T23:30:00-05:00".parse().unwrap();
        assert_eq!(late.date(), jiff::civil::date(2024, 6, 29));
        assert_eq!(late.to_string(), "2024-06-29T23:30:00-05:00");
    }

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        assert!("2024-06-29T23:30:00".parse::<Moment>().is_err());
        assert!("2024-06-29".parse::<Moment>().is_err());
        assert!("2024-06-29T23:30:00[America/Chicago]".parse::<Moment>().is_err());
    }
}

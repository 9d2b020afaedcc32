//! When a foreign agency takes requests: hours of the day, days off and holidays, in its own time.
//!
//! Nothing here reads a clock. An agency for which no hours are on record takes requests at any
//! time, as one that answers by machine does.

mod days;
mod holiday;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::date;
use days::Weekdays;
pub use holiday::{Holiday, Recurs};

/// How many days ahead an opening is looked for. An agency that has none within so long is
/// closed for good.
const AHEAD: usize = 800;

/// When an agency takes requests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The time zone that its hours are told in.
    #[serde(rename = "tz", deserialize_with = "zone")]
    pub zone: TimeZone,
    /// Its hours; several for a day with a break.
    pub hours: Vec<Hours>,
    /// Days on which it is closed all the same.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Where this comes from.
    pub source: String,
}

/// Hours on some days of the week, in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On which days of the week, such as `mon-fri`.
    pub days: Weekdays,
    /// From this time of day
    #[serde(deserialize_with = "time")]
    pub opens: Time,
    /// until this one, which is not within.
    #[serde(deserialize_with = "time")]
    pub closes: Time,
    /// First day in force.
    #[serde(deserialize_with = "date::required")]
    pub from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "date::optional")]
    pub to: Option<Date>,
}

/// Why an agency takes no requests at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosedFor {
    /// A holiday, by its name.
    Holiday(String),
    /// A weekly day off.
    DayOff,
    /// The hour.
    Hour,
}

fn zone<'de, D: Deserializer<'de>>(from: D) -> Result<TimeZone, D::Error> {
    let name = String::deserialize(from)?;
    TimeZone::get(&name).map_err(|_| D::Error::custom(format!("{name} is no time zone")))
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || D::Error::custom(format!("{text:?} is no time of day: write it as 09:00"));
    Time::strptime("%H:%M", &text).map_err(|_| wrong())
}

impl Hours {
    fn count_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to) && self.days.has(day.weekday())
    }
}

impl Office {
    /// What is wrong with it, if anything is.
    pub(super) fn problem(&self) -> Option<String> {
        let wrong = self.hours.iter().find(|hours| hours.closes <= hours.opens);
        wrong
            .map(|hours| format!("its office closes at {} before it opens", hours.closes))
            .or_else(|| self.hours.is_empty().then(|| "its office has no hours".to_owned()))
    }

    /// The name of its time zone.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The date of `at` there.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The holiday that is kept on `day`.
    pub fn holiday(&self, day: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.is_on(day))
    }

    /// Whether it takes requests some time on `day`.
    pub fn works_on(&self, day: Date) -> bool {
        self.holiday(day).is_none() && self.hours.iter().any(|hours| hours.count_on(day))
    }

    /// Whether it takes requests at `at`.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.sessions(self.date(at)).iter().any(|(opens, closes)| *opens <= at && at < *closes)
    }

    /// The first instant from `at` on at which it takes requests; none if it is closed for good.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.sessions_from(at).next().map(|(opens, _)| opens)
    }

    /// The instant by which it will have been open for `span`, from `at` on; none if that is too
    /// far away to tell.
    pub fn after_open(&self, at: Timestamp, span: SignedDuration) -> Option<Timestamp> {
        let mut left = span;
        for (opens, closes) in self.sessions_from(at) {
            let lasts = closes.duration_since(opens);
            if left <= lasts {
                return opens.checked_add(left).ok();
            }
            left -= lasts;
        }
        None
    }

    /// Why it takes no requests at `at`; none if it does.
    pub fn closed_for(&self, at: Timestamp) -> Option<ClosedFor> {
        let day = self.date(at);
        match self.holiday(day) {
            Some(holiday) => Some(ClosedFor::Holiday(holiday.name.clone())),
            None if self.is_open(at) => None,
            None if self.works_on(day) => Some(ClosedFor::Hour),
            None => Some(ClosedFor::DayOff),
        }
    }

    /// What is left of its sessions from `at` on, in order.
    fn sessions_from(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let days = self.date(at).series(jiff::Span::new().days(1)).take(AHEAD);
        let sessions = days.flat_map(|day| self.sessions(day));
        sessions
            .filter(move |(_, closes)| at < *closes)
            .map(move |(opens, closes)| (opens.max(at), closes))
    }

    /// When it is open on `day`, in order. A time that the clock leaves out is as much later as the
    /// clock leaps; of one that it repeats the first counts.
    fn sessions(&self, day: Date) -> Vec<(Timestamp, Timestamp)> {
        if self.holiday(day).is_some() {
            return Vec::new();
        }
        let instant = |time: Time| self.zone.to_timestamp(day.to_datetime(time)).ok();
        let mut sessions: Vec<(Timestamp, Timestamp)> = self
            .hours
            .iter()
            .filter(|hours| hours.count_on(day))
            .filter_map(|hours| instant(hours.opens).zip(instant(hours.closes)))
            .filter(|(opens, closes)| opens < closes)
            .collect();
        sessions.sort_unstable();
        sessions
    }
}

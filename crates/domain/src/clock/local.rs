//! The calendar of a place: deadlines end with the last second of a day there.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use super::business;
use crate::Moment;
use crate::rulebook::Length;

/// Where no better place is known, federal deadlines end by the clock of the capital.
const CAPITAL: &str = "America/New_York";

/// A place by its time zone, or by the fixed offset of a record.
pub(super) struct Local(TimeZone);

impl Local {
    /// The place of this zone, or the capital.
    pub(super) fn of_zone(name: Option<&str>) -> Self {
        let zone = name.and_then(|name| TimeZone::get(name).ok());
        Self(zone.or_else(|| TimeZone::get(CAPITAL).ok()).unwrap_or(TimeZone::UTC))
    }

    /// The place where `moment` was written down.
    pub(super) fn of_moment(moment: Moment) -> Self {
        let offset = Offset::from_seconds(moment.offset_seconds()).unwrap_or(Offset::UTC);
        Self(TimeZone::fixed(offset))
    }

    /// The date of `instant` there.
    pub(super) fn date(&self, instant: Timestamp) -> Date {
        self.0.to_datetime(instant).date()
    }

    /// `instant` as read there.
    pub(super) fn moment(&self, instant: Timestamp) -> Moment {
        Moment::new(instant, self.0.to_offset(instant))
    }

    /// The last second of `day` there.
    pub(super) fn end_of(&self, day: Date) -> Moment {
        let instant = self.0.to_timestamp(day.at(23, 59, 59, 0)).unwrap_or(Timestamp::MAX);
        self.moment(instant)
    }

    /// The end of a clock that started some time on `day`; parts of a day count in full. None
    /// for a length that only a country profile states.
    pub(super) fn end_after(&self, day: Date, length: Length) -> Option<Moment> {
        last_day(day, length).map(|last| self.end_of(last))
    }
}

/// The last day of a clock that started on `day`.
pub(super) fn last_day(day: Date, length: Length) -> Option<Date> {
    let days = match length {
        Length::Days(days) => days,
        Length::Hours(hours) => whole_days(hours, 24),
        Length::Minutes(minutes) => whole_days(minutes, 24 * 60),
        Length::BusinessDays(days) => return Some(business::after(day, days)),
        Length::ByCountry => return None,
    };
    Some(plus(day, days))
}

fn whole_days(count: i32, to_the_day: i32) -> i32 {
    count.saturating_add(to_the_day - 1).div_euclid(to_the_day)
}

/// `days` after `day`; the end of time if there is no such day.
pub(super) fn plus(day: Date, days: i32) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

/// Days from `from` to `to`; negative if `to` comes first.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

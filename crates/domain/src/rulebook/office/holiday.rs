//! Holidays of an agency: on the same date every year, counted from Easter, or on a dated day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::rulebook::date;

/// Days on which an agency is closed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Holiday {
    /// What it is called.
    pub name: String,
    /// When it is.
    pub recurs: Recurs,
    /// How many days it lasts.
    pub days: i32,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub to: Option<Date>,
}

/// When a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurs {
    /// Every year on this month and day.
    Yearly(i8, i8),
    /// Every year, so many days after Easter Sunday of the Western churches.
    Easter(i32),
    /// Once.
    Once(Date),
}

/// As the rulebook has it: exactly one of `yearly`, `easter` and `date`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    yearly: Option<String>,
    easter: Option<i32>,
    #[serde(default, deserialize_with = "date::optional")]
    date: Option<Date>,
    #[serde(default = "one", deserialize_with = "some_days")]
    days: i32,
    #[serde(default, deserialize_with = "date::optional")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "date::optional")]
    to: Option<Date>,
}

fn one() -> i32 {
    1
}

/// The most days that a holiday lasts.
const LONGEST: i32 = 30;

fn some_days<'de, D: Deserializer<'de>>(from: D) -> Result<i32, D::Error> {
    let days = i32::deserialize(from)?;
    if (1..=LONGEST).contains(&days) {
        return Ok(days);
    }
    Err(serde::de::Error::custom(format!("a holiday lasts 1 to {LONGEST} days, not {days}")))
}

impl TryFrom<Written> for Holiday {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { name, yearly, easter, date, days, from, to } = written;
        let recurs = match (yearly, easter, date) {
            (Some(yearly), None, None) => month_and_day(&yearly)
                .ok_or_else(|| format!("{name}: {yearly:?} is no day of a year"))?,
            (None, Some(after), None) if (-100..=100).contains(&after) => Recurs::Easter(after),
            (None, None, Some(date)) => Recurs::Once(date),
            _ => return Err(format!("{name}: write one of yearly, easter and date")),
        };
        Ok(Self { name, recurs, days, from, to })
    }
}

/// `12-25`; 29 February is a day of some years.
fn month_and_day(text: &str) -> Option<Recurs> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2024, month, day).ok().map(|_| Recurs::Yearly(month, day))
}

impl Holiday {
    /// Whether it is kept on `day`.
    pub fn is_on(&self, day: Date) -> bool {
        let in_force =
            self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to);
        // One that begins in December may last into January.
        let years = [day.year(), day.year().saturating_sub(1)];
        let starts = years.into_iter().filter_map(|year| self.starts_in(year));
        in_force && starts.into_iter().any(|first| self.covers(first, day))
    }

    fn covers(&self, first: Date, day: Date) -> bool {
        first <= day && first.checked_add((self.days - 1).days()).is_ok_and(|last| day <= last)
    }

    fn starts_in(&self, year: i16) -> Option<Date> {
        match self.recurs {
            Recurs::Yearly(month, day) => Date::new(year, month, day).ok(),
            Recurs::Easter(after) => easter(year)?.checked_add(after.days()).ok(),
            Recurs::Once(date) => Some(date),
        }
    }
}

/// Easter Sunday of the Gregorian calendar, by the computation that is known as Meeus's.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (century, of_century) = (y / 100, y % 100);
    let golden = y % 19;
    let moved = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - moved + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn holiday(text: &str) -> Result<Holiday, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn easter_is_when_the_almanacs_have_it() {
        let known = [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)];
        for sunday in known {
            assert_eq!(easter(sunday.year()), Some(sunday));
        }
        assert_eq!(easter(1961), Some(date(1961, 4, 2)));
        assert_eq!(easter(2038), Some(date(2038, 4, 25)));
    }

    #[test]
    fn a_holiday_lasts_its_days_over_the_end_of_a_year() {
        let long = holiday("name = 'turn of the year'\nyearly = '12-30'\ndays = 4").unwrap();
        assert!(!long.is_on(date(2024, 12, 29)));
        assert!(long.is_on(date(2024, 12, 30)) && long.is_on(date(2025, 1, 2)));
        assert!(!long.is_on(date(2025, 1, 3)));
    }

    #[test]
    fn good_friday_is_two_days_before_easter_and_a_dated_day_is_once() {
        let friday = holiday("name = 'Good Friday'\neaster = -2").unwrap();
        assert!(friday.is_on(date(2024, 3, 29)) && friday.is_on(date(2025, 4, 18)));
        assert!(!friday.is_on(date(2025, 3, 29)));
        let once = holiday("name = 'mourning'\ndate = 2025-05-02\ndays = 3").unwrap();
        assert!(once.is_on(date(2025, 5, 4)) && !once.is_on(date(2026, 5, 2)));
    }

    #[test]
    fn a_holiday_counts_only_while_it_is_in_force() {
        let new = holiday("name = 'new'\nyearly = '06-19'\nfrom = 2021-01-01\nto = 2023-12-31");
        let new = new.unwrap();
        assert!(!new.is_on(date(2020, 6, 19)) && new.is_on(date(2021, 6, 19)));
        assert!(!new.is_on(date(2024, 6, 19)));
    }

    #[test]
    fn what_says_two_things_or_none_is_refused() {
        for wrong in [
            "name = 'a'",
            "name = 'a'\nyearly = '01-01'\neaster = 1",
            "name = 'a'\nyearly = '02-30'",
            "name = 'a'\nyearly = '01-01'\ndays = 0",
            "name = 'a'\nyearly = '01-01'\nwhen = 'soon'",
        ] {
            assert!(holiday(wrong).is_err(), "{wrong}");
        }
    }
}

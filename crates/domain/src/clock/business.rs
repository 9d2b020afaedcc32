//! Working days of the federal government: no weekends, no federal holidays (5 USC 6103).

use jiff::civil::{Date, Weekday};

/// The day `count` working days after `start`, which itself is not counted.
pub(super) fn after(start: Date, count: i32) -> Date {
    let mut day = start;
    let mut left = count;
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return day };
        day = next;
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// Whether the federal government works on `day`.
fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// Whether `day` is a federal holiday, on the day on which it is kept.
fn is_holiday(day: Date) -> bool {
    // New Year's Day on a Saturday is kept on the last day of the year before.
    let years = [day.year(), day.year().saturating_add(1)];
    years.iter().any(|year| holidays(*year).any(|holiday| holiday == day))
}

/// The holidays of a year as they are kept: Saturday's on Friday, Sunday's on Monday.
fn holidays(year: i16) -> impl Iterator<Item = Date> {
    let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
        .into_iter()
        .filter(move |&date| date != (6, 19) || year >= 2021) // Juneteenth: Public Law 117-17
        .filter_map(move |(month, day)| Date::new(year, month, day).ok())
        .map(kept_on);
    let floating = [
        (1, 3, Weekday::Monday),    // Birthday of Martin Luther King, Jr.
        (2, 3, Weekday::Monday),    // Washington's Birthday
        (5, -1, Weekday::Monday),   // Memorial Day
        (9, 1, Weekday::Monday),    // Labor Day
        (10, 2, Weekday::Monday),   // Columbus Day
        (11, 4, Weekday::Thursday), // Thanksgiving Day
    ]
    .into_iter()
    .filter_map(move |(month, nth, weekday)| {
        Date::new(year, month, 1).and_then(|first| first.nth_weekday_of_month(nth, weekday)).ok()
    });
    fixed.chain(floating)
}

fn kept_on(holiday: Date) -> Date {
    let kept = match holiday.weekday() {
        Weekday::Saturday => holiday.yesterday(),
        Weekday::Sunday => holiday.tomorrow(),
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => Ok(holiday),
    };
    kept.unwrap_or(holiday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_holidays_of_2024_are_those_of_the_personnel_office() {
        let mut kept: Vec<String> = holidays(2024).map(|day| day.to_string()).collect();
        kept.sort();
        assert_eq!(
            kept.join(" "),
            "2024-01-01 2024-01-15 2024-02-19 2024-05-27 2024-06-19 2024-07-04 2024-09-02 \
             2024-10-14 2024-11-11 2024-11-28 2024-12-25"
        );
    }

    #[test]
    fn a_holiday_on_a_weekend_is_kept_on_the_nearest_weekday() {
        assert!(is_holiday(date(2021, 12, 31))); // New Year's Day 2022 is a Saturday
        assert!(is_holiday(date(2023, 1, 2))); // New Year's Day 2023 is a Sunday
        assert!(is_holiday(date(2020, 7, 3))); // 4 July 2020 is a Saturday
        assert!(!is_holiday(date(2020, 6, 19))); // before Juneteenth was a holiday
        assert!(is_holiday(date(2021, 6, 18))); // Juneteenth 2021 is a Saturday
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        assert_eq!(after(date(2024, 7, 3), 1), date(2024, 7, 5));
        assert_eq!(after(date(2024, 6, 28), 10), date(2024, 7, 15));
        assert_eq!(after(date(2024, 7, 3), 0), date(2024, 7, 3));
    }
}

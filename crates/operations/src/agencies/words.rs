//! How an agency stands, and where a case stands in its queue, in plain words.

use domain::Moment;
use domain::rulebook::{ClosedFor, Office};
use jiff::{Timestamp, Unit};

use super::Doors;

/// `at` as read where the agency is, to the minute.
pub(super) fn there(office: Option<&Office>, at: Timestamp) -> String {
    let at = at.round(Unit::Minute).unwrap_or(at);
    let zone = office.map_or(jiff::tz::TimeZone::UTC, |office| office.zone.clone());
    let day = zone.to_datetime(at).strftime("%a").to_string();
    format!("{day} {}", Moment::new(at, zone.to_offset(at)))
}

/// How an agency stands at `now`.
pub(super) fn standing(doors: &Doors, office: Option<&Office>, now: Timestamp) -> String {
    match doors {
        Doors::Open => match office {
            Some(_) => "open".to_owned(),
            None => "takes requests at any time".to_owned(),
        },
        Doors::Closed { until } => {
            let why = office.and_then(|office| office.closed_for(now)).map_or_else(
                || "closed".to_owned(),
                |why| match why {
                    ClosedFor::Holiday(name) => format!("closed for {name}"),
                    ClosedFor::DayOff => "closed on this day of the week".to_owned(),
                    ClosedFor::Hour => "closed at this hour".to_owned(),
                },
            );
            match until {
                Some(until) => format!("{why}, until {}", there(office, *until)),
                None => format!("{why}; no opening is on record"),
            }
        }
        Doors::Suspended(suspension) => {
            let since = there(office, suspension.since);
            format!("suspended since {since}: {}", suspension.reason)
        }
    }
}

/// `1st`, `42nd`, `113th`.
fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A time to wait, roughly.
fn roughly(from: Timestamp, to: Timestamp) -> String {
    let hours = to.duration_since(from).as_hours().max(0);
    match hours {
        0 => "within the hour".to_owned(),
        1..=35 => format!("about {hours} hours"),
        _ => format!("about {} days", (hours + 12) / 24),
    }
}

/// Where a case stands: `42nd of 310; about 9 days at 5 an hour in office hours`.
pub(super) fn place(
    (place, of): (u32, u32),
    per_hour: Option<u32>,
    (now, about): (Timestamp, Option<Timestamp>),
    has_hours: bool,
) -> String {
    let stands = format!("{} of {of}", ordinal(place));
    let Some(about) = about else { return stands };
    let within = if has_hours { " in office hours" } else { "" };
    match per_hour {
        Some(rate) => format!("{stands}; {} at {rate} an hour{within}", roughly(now, about)),
        None => format!("{stands}; {}", roughly(now, about)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_place_is_told_as_people_say_it() {
        let now = Timestamp::UNIX_EPOCH;
        let in_hours = |hours| Some(now + SignedDuration::from_hours(hours));
        let said = place((42, 310), Some(5), (now, in_hours(9 * 24 + 3)), true);
        assert_eq!(said, "42nd of 310; about 9 days at 5 an hour in office hours");
        assert_eq!(place((1, 1), None, (now, in_hours(0)), true), "1st of 1; within the hour");
        assert_eq!(place((3, 13), None, (now, None), false), "3rd of 13");
        assert_eq!([11, 12, 13, 21, 113].map(ordinal), ["11th", "12th", "13th", "21st", "113th"]);
    }
}

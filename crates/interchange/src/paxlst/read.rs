//! A passenger list read back, as far as it can be read; `check` says what is wrong with it.

use domain::Sex;
use jiff::civil::{Date, DateTime, Time};

use super::check::day;
use super::write::sex_code;
use super::{Paper, Passenger, PassengerList, Place, PlaceKind};
use crate::edifact::{Segment, Segments};

/// Which part of a message a date or place belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Journey,
    Person,
    Paper,
}

/// Reads the interchange `text`. The parts of a list that was sent in parts become one list; what
/// cannot be read is left out.
pub fn read(text: &str) -> PassengerList {
    let mut list = PassengerList {
        sender: String::new(),
        receiver: String::new(),
        made: DateTime::MIN,
        reference: String::new(),
        reporter: String::new(),
        flight: String::new(),
        places: Vec::new(),
        passengers: Vec::new(),
    };
    let (mut within, mut parts) = (Within::Journey, 0_u64);
    for segment in Segments::of(text).filter_map(Result::ok) {
        match segment.tag {
            "UNB" => {
                segment.get(1, 0).clone_into(&mut list.sender);
                segment.get(2, 0).clone_into(&mut list.receiver);
                segment.get(4, 0).clone_into(&mut list.reference);
                let made = format!("{}{}", segment.get(3, 0), segment.get(3, 1));
                list.made = moment(&made, None).unwrap_or(DateTime::MIN);
            }
            "UNH" => (within, parts) = (Within::Journey, parts + 1),
            "NAD" if matches!(segment.get(0, 0), "FL" | "FM") => {
                within = Within::Person;
                list.passengers.push(Passenger {
                    family: segment.get(3, 0).to_owned(),
                    given: segment.get(3, 1).to_owned(),
                    ..Passenger::default()
                });
            }
            _ if within == Within::Journey => {
                if parts == 1 {
                    journey(&mut list, &segment);
                }
            }
            _ => {
                if segment.tag == "DOC" {
                    within = Within::Paper;
                }
                let made = list.made;
                if let Some(passenger) = list.passengers.last_mut() {
                    person(passenger, &segment, within, made);
                }
            }
        }
    }
    list
}

fn journey(list: &mut PassengerList, segment: &Segment<'_>) {
    match (segment.tag, segment.get(0, 0)) {
        ("NAD", "MS") => segment.get(3, 0).clone_into(&mut list.reporter),
        ("TDT", "20") => segment.get(1, 0).clone_into(&mut list.flight),
        ("LOC", code) => {
            if let Some(kind) = PlaceKind::ALL.into_iter().find(|kind| kind.code() == code) {
                let airport = segment.get(1, 0).to_owned();
                list.places.push(Place { kind, airport, departs: None });
            }
        }
        ("DTM", "189") => {
            let at = moment(segment.get(0, 1), Some(list.made));
            if let Some(place) = list.places.last_mut() {
                place.departs = at;
            }
        }
        _ => (),
    }
}

fn person(one: &mut Passenger, segment: &Segment<'_>, within: Within, made: DateTime) {
    let value = || segment.get(1, 0).to_owned();
    match (segment.tag, segment.get(0, 0)) {
        ("ATT", "2") => {
            let said = match segment.get(2, 0) {
                "X" => "U",
                other => other,
            };
            one.sex = Sex::ALL.iter().copied().find(|sex| sex_code(*sex) == said);
        }
        ("DTM", "329") => one.born = day(segment.get(0, 1)).and_then(|day| past(day, made.date())),
        ("DTM", "36") => {
            if let Some(paper) = one.paper.as_mut() {
                paper.expires = day(segment.get(0, 1)).and_then(|day| near(day, made.date()));
            }
        }
        ("LOC", "178") if within == Within::Person => one.embarks = value(),
        ("LOC", "179") if within == Within::Person => one.disembarks = value(),
        ("LOC", "180") if within == Within::Person => one.birth_country = value().parse().ok(),
        ("LOC", "91") => {
            if let Some(paper) = one.paper.as_mut() {
                paper.issuer = value().parse().ok();
            }
        }
        ("NAT", _) => one.nationality = value().parse().ok(),
        ("RFF", "SEA") => one.number = segment.get(0, 1).parse().ok(),
        ("DOC", kind) if one.paper.is_none() => {
            let (passport, number) = (kind == "P", value());
            one.paper = Some(Paper { passport, number, expires: None, issuer: None });
        }
        _ => (),
    }
}

/// The latest day of that kind that is not after `today`: nobody is born in the future.
fn past((year, month, day): (i16, i8, i8), today: Date) -> Option<Date> {
    if year >= 100 {
        return Date::new(year, month, day).ok();
    }
    let century = today.year() / 100 * 100;
    let dates = [century, century - 100].map(|century| Date::new(century + year, month, day).ok());
    dates.into_iter().flatten().find(|date| *date <= today)
}

/// The day of that kind within fifty years of `today`.
fn near((year, month, day): (i16, i8, i8), today: Date) -> Option<Date> {
    if year >= 100 {
        return Date::new(year, month, day).ok();
    }
    let century = today.year() / 100 * 100;
    let years = [century, century + 100, century - 100].map(|century| century + year);
    let year = years.into_iter().find(|year| (year - today.year()).abs() <= 50)?;
    Date::new(year, month, day).ok()
}

/// `yymmddhhmm` or `yyyymmddhhmm`.
fn moment(text: &str, near_to: Option<DateTime>) -> Option<DateTime> {
    let (date, time) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let (hour, minute) = time.split_at_checked(2)?;
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    let (year, month, of_month) = day(date)?;
    let date = match near_to {
        Some(near_to) => near((year, month, of_month), near_to.date())?,
        // A list is drawn up in this century.
        None if year < 100 => Date::new(year + 2000, month, of_month).ok()?,
        None => Date::new(year, month, of_month).ok()?,
    };
    Some(date.to_datetime(time))
}

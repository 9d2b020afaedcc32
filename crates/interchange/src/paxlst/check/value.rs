//! Values of single segments: lengths of the directory, codes, dates.

use jiff::civil::Date;

use super::super::PaxlstFault;
use super::super::fault::begin;
use crate::edifact::Segment;

/// The longest value of elements that lists use: tag, element and component counted from 0,
/// characters.
const LENGTHS: &[(&str, usize, usize, usize)] = &[
    ("BGM", 0, 0, 3),
    ("NAD", 0, 0, 3),
    ("NAD", 3, 0, 70),
    ("NAD", 3, 1, 70),
    ("NAD", 3, 2, 70),
    ("TDT", 0, 0, 3),
    ("TDT", 1, 0, 17),
    ("LOC", 0, 0, 3),
    ("LOC", 1, 0, 35),
    ("DTM", 0, 0, 3),
    ("DTM", 0, 1, 35),
    ("DTM", 0, 2, 3),
    ("ATT", 0, 0, 3),
    ("ATT", 2, 0, 17),
    ("NAT", 0, 0, 3),
    ("NAT", 1, 0, 3),
    ("RFF", 0, 0, 3),
    ("RFF", 0, 1, 70),
    ("DOC", 0, 0, 3),
    ("DOC", 1, 0, 70),
    ("CNT", 0, 1, 18),
];

/// What must not be empty: tag, element and component, and what it says.
const NEEDED: &[(&str, usize, usize, &str)] = &[
    ("BGM", 0, 0, "which list it is"),
    ("NAD", 0, 0, "whose name it is"),
    ("TDT", 0, 0, "which stage of transport it is"),
    ("LOC", 0, 0, "what kind of place it is"),
    ("LOC", 1, 0, "which place it is"),
    ("DTM", 0, 0, "what the date is"),
    ("DTM", 0, 1, "the date"),
    ("NAT", 1, 0, "which nationality it is"),
    ("RFF", 0, 0, "what the reference is"),
    ("DOC", 0, 0, "which kind of document it is"),
    ("CNT", 0, 0, "what it counts"),
];

/// Qualifiers of dates that are a day; the others are instants.
const DAYS: &[&str] = &["329", "36", "182"];

pub(super) fn check(segment: &Segment<'_>, fault: &mut dyn FnMut(PaxlstFault)) {
    let number = segment.number;
    let tag = || segment.tag.to_owned();
    for (_, element, component, most) in LENGTHS.iter().filter(|row| row.0 == segment.tag) {
        if segment.get(*element, *component).chars().count() > *most {
            let element = element + 1;
            fault(PaxlstFault::Long { segment: number, tag: tag(), element, most: *most });
        }
    }
    for (_, element, component, what) in NEEDED.iter().filter(|row| row.0 == segment.tag) {
        if segment.get(*element, *component).is_empty() {
            fault(PaxlstFault::Empty { segment: number, tag: tag(), what });
        }
    }
    let mut wrong = |what, value: &str| {
        fault(PaxlstFault::Value { segment: number, tag: tag(), what, value: begin(value) });
    };
    match segment.tag {
        "BGM" if !matches!(segment.get(0, 0), "745" | "250" | "266" | "336" | "655" | "") => {
            wrong("kind of list", segment.get(0, 0));
        }
        "ATT"
            if segment.get(0, 0) == "2" && !matches!(segment.get(2, 0), "M" | "F" | "U" | "X") =>
        {
            wrong("sex: M, F, X or U", segment.get(2, 0));
        }
        "NAT" if !is_country(segment.get(1, 0)) => {
            wrong("country code of three letters", segment.get(1, 0));
        }
        "LOC"
            if matches!(segment.get(0, 0), "91" | "180" | "174")
                && !is_country(segment.get(1, 0)) =>
        {
            wrong("country code of three letters", segment.get(1, 0));
        }
        "DTM" => {
            let value = segment.get(0, 1);
            let right = if DAYS.contains(&segment.get(0, 0)) {
                day(value).is_some()
            } else {
                instant(value)
            };
            if !right && !value.is_empty() {
                wrong("date", value);
            }
        }
        "NAD" if matches!(segment.get(0, 0), "FL" | "FM") && segment.get(3, 0).is_empty() => {
            fault(PaxlstFault::Empty { segment: number, tag: tag(), what: "the name" });
        }
        _ => (),
    }
}

/// Three letters, or one or two of those that passports have (`D`).
fn is_country(code: &str) -> bool {
    (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Year (of the century, or whole), month and day of `yymmdd` or `yyyymmdd`.
pub(in crate::paxlst) fn day(text: &str) -> Option<(i16, i8, i8)> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at_checked(text.len().checked_sub(4)?)?;
    if !matches!(year.len(), 2 | 4) {
        return None;
    }
    let (month, day) = rest.split_at_checked(2)?;
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    // A leap year of the century, so that 29 February passes whatever the century is.
    let sample: i16 = if year < 100 { year + 2000 } else { year };
    Date::new(sample, month, day).ok().map(|_| (year, month, day))
}

/// Whether `text` is `yymmdd`, `yyyymmdd` or one of them with `hhmm`.
fn instant(text: &str) -> bool {
    if day(text).is_some() {
        return true;
    }
    let Some((date, time)) = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    let right_time = || {
        let (hour, minute) = time.split_at_checked(2)?;
        Some(hour.parse::<u8>().ok()? < 24 && minute.parse::<u8>().ok()? < 60)
    };
    day(date).is_some() && right_time() == Some(true)
}

//! Hours of agencies: an opening is never in the past, never on a holiday, and always an opening.

use domain::rulebook::{ClosedFor, Office, Rulebook};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::support::changed_rules;

fn office(country: &str) -> Office {
    let rules = Rulebook::embedded().unwrap();
    rules.country(country.parse().unwrap()).unwrap().agency.office.clone().unwrap()
}

fn written(text: &str) -> Office {
    try_written(text).unwrap()
}

/// The office of China as `text` says.
fn try_written(text: &str) -> Result<Office, String> {
    let rules = changed_rules("countries/CHN.toml", |china| {
        let (before, rest) = china.split_once("[agency.office]").unwrap();
        let (_, after) = rest.split_once("[[cooperation]]").unwrap();
        format!("{before}[agency.office]\nsource = 'a test'\n{text}\n[[cooperation]]{after}")
    });
    let rules = rules.map_err(|error| error.to_string())?;
    Ok(rules.country("CHN".parse().unwrap()).unwrap().agency.office.clone().unwrap())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Seconds from 2012 to the end of 2031.
fn instants() -> impl Strategy<Value = Timestamp> {
    (1_325_376_000_i64..1_956_528_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

#[test]
fn every_office_of_the_rulebook_opens_within_three_weeks_whenever_it_is_asked() {
    let rules = Rulebook::embedded().unwrap();
    let offices: Vec<Office> =
        rules.countries().filter_map(|profile| profile.agency.office.clone()).collect();
    assert_eq!(offices.len(), 25);
    proptest!(|(now in instants(), n in 0_usize..25)| {
        let office = &offices[n];
        let opening = office.next_opening(now).unwrap();
        prop_assert!(now <= opening && opening <= now + SignedDuration::from_hours(21 * 24));
        prop_assert!(office.is_open(opening));
        prop_assert!(office.holiday(office.date(opening)).is_none());
        prop_assert_eq!(office.is_open(now), opening == now);
        prop_assert_eq!(office.closed_for(now).is_none(), office.is_open(now));
        // It is shut all the time until then.
        if opening > now {
            let between = now + (opening - now) / 2;
            prop_assert!(!office.is_open(between));
            prop_assert!(!office.is_open(opening - SignedDuration::from_secs(1)));
        }
    });
}

#[test]
fn open_time_adds_up_and_ends_while_the_office_is_open() {
    let office = office("BRA");
    proptest!(|(now in instants(), first in 0_i64..200, second in 1_i64..200)| {
        let span = SignedDuration::from_mins;
        let once = office.after_open(now, span(first + second)).unwrap();
        let half = office.after_open(now, span(first)).unwrap();
        let twice = office.after_open(half, span(second)).unwrap();
        prop_assert_eq!(once, twice);
        prop_assert!(once >= office.next_opening(now).unwrap() + span(first + second));
        prop_assert!(office.is_open(once - SignedDuration::from_nanos(1)));
    });
}

#[test]
fn an_hour_that_the_clock_leaves_out_is_not_waited_for_and_one_that_it_repeats_counts_once() {
    let hours = |opens, closes| {
        let days = "days = 'mon-sun', from = 2000-01-01";
        let hours = format!("hours = [{{ {days}, opens = '{opens}', closes = '{closes}' }}]");
        written(&format!("tz = 'America/New_York'\n{hours}"))
    };
    // On 10 March 2024 the clock goes from 02:00 to 03:00.
    let night = hours("02:30", "04:30");
    let opening = night.next_opening(at("2024-03-10T05:00:00Z")).unwrap();
    assert_eq!(opening, at("2024-03-10T07:30:00Z"), "half past three, which is half past two");
    assert!(
        night.is_open(at("2024-03-10T08:29:59Z")) && !night.is_open(at("2024-03-10T08:30:00Z"))
    );
    // Hours that are left out whole do not take place.
    let gone = hours("02:10", "02:50");
    let opening = gone.next_opening(at("2024-03-10T05:00:00Z")).unwrap();
    assert!(gone.is_open(opening) && opening >= at("2024-03-10T05:00:00Z"));
    // On 3 November 2024 the hour from 01:00 comes twice.
    let twice = hours("01:00", "03:00");
    assert_eq!(twice.next_opening(at("2024-11-03T04:00:00Z")), Some(at("2024-11-03T05:00:00Z")));
    assert!(
        twice.is_open(at("2024-11-03T07:59:59Z")) && !twice.is_open(at("2024-11-03T08:00:00Z"))
    );
}

#[test]
fn the_embassy_is_closed_at_night_at_noon_on_saturday_and_for_its_holidays() {
    let office = office("CHN");
    let why = |text| office.closed_for(at(text));
    assert_eq!(why("2024-06-28T14:00:00Z"), None, "ten in the morning of a Friday");
    assert_eq!(why("2024-06-28T16:30:00Z"), Some(ClosedFor::Hour), "half past noon");
    assert_eq!(why("2024-06-29T14:00:00Z"), Some(ClosedFor::DayOff));
    let national = Some(ClosedFor::Holiday("National Day".to_owned()));
    assert_eq!(why("2024-10-03T14:00:00Z"), national);
    let opening = office.next_opening(at("2024-09-30T20:00:00Z")).unwrap();
    assert_eq!(office.date(opening), date(2024, 10, 8), "after the week of the National Day");
    assert_eq!(opening, at("2024-10-08T13:30:00Z"));
}

#[test]
fn what_makes_no_office_is_refused_with_the_reason() {
    let days = "days = 'mon-fri', from = 2000-01-01";
    for (text, word) in [
        (
            format!("tz = 'Mars/Base'\nhours = [{{ {days}, opens = '09:00', closes = '17:00' }}]"),
            "no time zone",
        ),
        (
            format!("tz = 'UTC'\nhours = [{{ {days}, opens = '17:00', closes = '09:00' }}]"),
            "before it opens",
        ),
        (
            format!("tz = 'UTC'\nhours = [{{ {days}, opens = '9 am', closes = '17:00' }}]"),
            "no time of day",
        ),
        ("tz = 'UTC'\nhours = []".to_owned(), "no hours"),
        (
            format!(
                "tz = 'UTC'\nhours = [{{ {days}, opens = '09:00', closes = '17:00', lunch = '12:00' }}]"
            ),
            "unknown field",
        ),
    ] {
        let refused = try_written(&text).unwrap_err();
        assert!(refused.contains(word), "{refused}");
    }
}

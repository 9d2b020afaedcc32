//! The clearance itself, and how fresh the holds must be at the door.

use domain::gate::{
    Ask, Clearance, Company, FEED_MAX_AGE, FEED_MAX_AGE_TO_CONFIRM, Party, Step, Trip, ask,
};
use domain::{Case, FamilyUnit, FeedId, FeedReading, HoldFeed, Role, reason};
use jiff::SignedDuration;

use crate::support::{DEPARTS, RULES, actor, clean_case, country, empty_flight, hold, moment};

/// What the gate answers when the holds were read so long ago.
fn answer(cases: &[Case], step: Step, age: SignedDuration) -> Result<Vec<Clearance>, Vec<String>> {
    let trip = Trip::of(&empty_flight(), &RULES).unwrap();
    let now = moment(DEPARTS);
    let company = Company::nobody();
    let feed_read_at = now.at() - age;
    let asked = Ask { step, trip: &trip, now, company: &company, feed_read_at, rules: &RULES };
    match ask(&Party::of(cases).unwrap(), &asked) {
        Ok(cleared) => {
            Ok(cleared.members().iter().map(|member| member.clearance().clone()).collect())
        }
        Err(barred) => {
            Err(barred.iter().map(|(case, why)| format!("{case} {}", reason::join(why))).collect())
        }
    }
}

#[test]
fn a_clearance_says_for_whom_what_where_when_and_under_which_rules() {
    let case = clean_case("P1");
    let expected = Clearance {
        case: case.id.clone(),
        step: Step::Confirm,
        flight: Some(empty_flight().id().clone()),
        country: country("CHN"),
        at: moment(DEPARTS).at(),
        rules: RULES.version().clone(),
    };
    assert_eq!(answer(&[case], Step::Confirm, SignedDuration::ZERO), Ok(vec![expected]));
}

#[test]
fn at_the_door_the_holds_must_have_been_read_within_five_minutes() {
    let second = SignedDuration::from_secs(1);
    assert_eq!(FEED_MAX_AGE, SignedDuration::from_mins(5));
    for step in Step::ALL {
        let case = [clean_case("P1")];
        assert!(answer(&case, *step, FEED_MAX_AGE).is_ok(), "{step}");
        let stale = answer(&case, *step, FEED_MAX_AGE + second);
        if matches!(step, Step::Board | Step::Depart) {
            assert_eq!(stale, Err(vec!["P1.1 hold:stale_data".to_owned()]));
        } else {
            assert!(stale.is_ok(), "{step}");
        }
    }
}

#[test]
fn whoever_is_confirmed_or_moved_up_has_holds_read_within_a_day() {
    let second = SignedDuration::from_secs(1);
    assert_eq!(FEED_MAX_AGE_TO_CONFIRM, SignedDuration::from_hours(24));
    for step in [Step::Confirm, Step::Promote] {
        let case = [clean_case("P1")];
        assert!(answer(&case, step, FEED_MAX_AGE_TO_CONFIRM).is_ok(), "{step}");
        let stale = answer(&case, step, FEED_MAX_AGE_TO_CONFIRM + second);
        assert_eq!(stale, Err(vec!["P1.1 hold:stale_data".to_owned()]), "{step}");
    }
    for step in [Step::Nominate, Step::Assign, Step::Transfer] {
        let old = answer(&[clean_case("P1")], step, FEED_MAX_AGE_TO_CONFIRM * 30);
        assert!(old.is_ok(), "{step}: a later step asks again");
    }
}

#[test]
fn of_several_sources_the_one_that_fell_silent_counts() {
    let now = moment(DEPARTS).at();
    assert_eq!(
        HoldFeed::default().read_at(now),
        now,
        "holds placed here are read with the question"
    );
    let reading = |source: &str, age: i64| FeedReading {
        source: FeedId::new(source).unwrap(),
        read_at: now - SignedDuration::from_secs(age),
        recorded_at: now,
        by: actor(Role::CourtFeed),
    };
    let feed =
        HoldFeed::of(vec![reading("courts", 1), reading("asylum", 90), reading("police", 5)]);
    assert_eq!(feed.oldest().unwrap().source.as_str(), "asylum");
    assert_eq!(feed.read_at(now), now - SignedDuration::from_secs(90));
}

#[test]
fn every_member_is_told_about_even_those_with_nothing_against_them() {
    let unit = FamilyUnit::new("U1").unwrap();
    let mut cases = [clean_case("P1"), clean_case("P2")];
    for case in &mut cases {
        case.person.family_unit = Some(unit.clone());
    }
    let cleared = answer(&cases, Step::Board, SignedDuration::ZERO).unwrap();
    assert_eq!(cleared.len(), 2);
    cases[0].holds.push(hold("tps"));
    let barred = answer(&cases, Step::Board, SignedDuration::from_hours(1));
    let told = ["P1.1 hold:tps;hold:stale_data", "P2.1 family_incomplete:P1;hold:stale_data"];
    assert_eq!(barred, Err(told.map(str::to_owned).to_vec()));
}

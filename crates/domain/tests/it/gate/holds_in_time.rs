//! Holds that begin, end, are confirmed, concern one country, or cannot be read.

use domain::gate::Step;
use domain::{Hold, HoldId, HoldRevision};

use super::{check, check_at, check_flight, check_step};
use crate::support::{DEPARTS, country, flight_over, hold, hold_of, moment};

fn with(kind: &str, change: impl FnOnce(&mut HoldRevision)) -> Hold {
    let mut hold = hold(kind);
    change(&mut hold.revisions[0]);
    hold
}

#[test]
fn a_hold_bars_from_its_first_second() {
    let from = |text| move |hold: &mut HoldRevision| hold.from = Some(moment(text));
    check(|c| c.holds.push(with("judicial_stay", from(DEPARTS))), "hold:judicial_stay");
    let later = from("2024-06-29T15:10:01-05:00");
    check(|c| c.holds.push(with("judicial_stay", later)), "");
}

#[test]
fn what_is_on_record_bars_whatever_the_clock_says_that_recorded_it() {
    let recorded = |text| move |hold: &mut HoldRevision| hold.recorded_at = Some(moment(text).at());
    check(|c| c.holds.push(with("judicial_stay", recorded(DEPARTS))), "hold:judicial_stay");
    let later = recorded("2024-06-29T15:10:01-05:00");
    check(|c| c.holds.push(with("judicial_stay", later)), "hold:judicial_stay");
    // Placed by a machine whose clock is ahead, from its own now.
    let ahead = |hold: &mut HoldRevision| {
        hold.from = Some(moment("2024-06-29T15:10:01-05:00"));
        hold.recorded_at = hold.from.map(|from| from.at());
    };
    check(|c| c.holds.push(with("judicial_stay", ahead)), "hold:judicial_stay");
    // A lift of later ends nothing before.
    check(
        |c| {
            let mut hold = hold("judicial_stay");
            let mut lifted = hold.revisions[0].clone();
            ahead(&mut lifted);
            (lifted.to, lifted.end_confirmed) = (lifted.from, true);
            hold.revisions.push(lifted);
            c.holds.push(hold);
        },
        "hold:judicial_stay",
    );
}

#[test]
fn a_question_about_the_past_leaves_out_what_was_recorded_since() {
    let mut case = crate::support::clean_case("P1");
    let later = |hold: &mut HoldRevision| {
        hold.recorded_at = Some(moment("2024-06-29T15:10:01-05:00").at());
    };
    case.holds.push(with("judicial_stay", later));
    assert!(case.as_known_at(moment(DEPARTS).at()).holds.is_empty());
    let since = moment("2024-06-29T15:10:01-05:00").at();
    assert_eq!(*case.as_known_at(since), case);
}

#[test]
fn an_end_that_nobody_confirmed_bars_from_that_very_second() {
    let until = |text| move |hold: &mut HoldRevision| hold.to = Some(moment(text));
    let ending = until(DEPARTS);
    let unconfirmed = "hold_expiry_unconfirmed:temporary_stay";
    check(|c| c.holds.push(with("temporary_stay", ending)), unconfirmed);
    let running = until("2024-06-29T15:10:01-05:00");
    check(|c| c.holds.push(with("temporary_stay", running)), "hold:temporary_stay");
}

#[test]
fn an_end_that_was_confirmed_frees_from_that_second_and_not_before() {
    let until = |text| {
        move |hold: &mut HoldRevision| {
            hold.to = Some(moment(text));
            hold.end_confirmed = true;
        }
    };
    check(|c| c.holds.push(with("temporary_stay", until(DEPARTS))), "");
    let running = until("2024-06-29T15:10:01-05:00");
    check(|c| c.holds.push(with("temporary_stay", running)), "hold:temporary_stay");
}

#[test]
fn only_kinds_that_run_out_by_themselves_end_without_a_word() {
    let until = |text| move |hold: &mut HoldRevision| hold.to = Some(moment(text));
    check(|c| c.holds.push(with("seventy_two_hour_notice", until(DEPARTS))), "");
    let second_before = "2024-06-29T15:09:59-05:00";
    check_at(
        second_before,
        |c| c.holds.push(with("seventy_two_hour_notice", until(DEPARTS))),
        "hold:seventy_two_hour_notice",
    );
}

#[test]
fn the_latest_word_known_at_the_instant_counts() {
    let revised = || {
        let mut hold = hold("judicial_stay");
        let lifted = HoldRevision {
            recorded_at: Some(moment("2024-06-29T12:00:00-05:00").at()),
            to: Some(moment("2024-06-29T11:00:00-05:00")),
            end_confirmed: true,
            ..hold.revisions[0].clone()
        };
        hold.revisions.push(lifted);
        hold
    };
    check(|c| c.holds.push(revised()), "");
    let before_anybody_knew = "2024-06-29T11:59:59-05:00";
    check_at(before_anybody_knew, |c| c.holds.push(revised()), "hold:judicial_stay");
}

#[test]
fn lifting_one_hold_leaves_the_others() {
    check(
        |c| {
            c.holds.push(hold("judicial_stay"));
            c.holds.push(with("tps", |hold| {
                hold.to = Some(moment("2024-06-01T00:00:00-05:00"));
                hold.end_confirmed = true;
            }));
            c.holds.push(hold_of("class_injunction", HoldId::new("H3").unwrap()));
        },
        "hold:judicial_stay;hold:class_injunction",
    );
}

#[test]
fn a_hold_that_cannot_be_read_bars_every_step_whatever_it_says() {
    for step in Step::ALL {
        let torn = with("judicial_stay", |hold| hold.defect = Some("row".into()));
        check_step(*step, |c| c.holds.push(torn), "hold_unreadable:judicial_stay");
        let unknown = with("curfew", |_| ());
        check_step(*step, |c| c.holds.push(unknown), "hold_unreadable:curfew");
        let undated = with("attorney_notice_missing", |hold| hold.from = None);
        check_step(*step, |c| c.holds.push(undated), "hold_unreadable:attorney_notice_missing");
    }
}

#[test]
fn a_hold_of_two_rows_with_one_reason_is_told_once() {
    check(
        |c| {
            c.holds.push(hold("tps"));
            c.holds.push(hold_of("tps", HoldId::new("H2").unwrap()));
        },
        "hold:tps",
    );
}

#[test]
fn a_hold_for_one_country_bars_that_country_only() {
    let for_country = |code| move |hold: &mut HoldRevision| hold.country = Some(country(code));
    let china = for_country("CHN");
    check(|c| c.holds.push(with("withholding_granted", china)), "hold:withholding_granted");
    let vietnam = for_country("VNM");
    check(|c| c.holds.push(with("withholding_granted", vietnam)), "");
    check(|c| c.holds.push(hold("withholding_granted")), "hold:withholding_granted");
    // A kind that concerns no country bars wherever its row points.
    check(|c| c.holds.push(with("judicial_stay", vietnam)), "hold:judicial_stay");
}

#[test]
fn a_protection_bars_the_country_wherever_the_flight_touches_it_before() {
    let by_way_of_hanoi = flight_over("F000001", "p:KAEX>t:VVNB>d:ZYTX");
    let for_country = |code| move |hold: &mut HoldRevision| hold.country = Some(country(code));
    let vietnam = for_country("VNM");
    for kind in ["withholding_granted", "cat_granted"] {
        let spoilt = with(kind, vietnam);
        let barred = "protected_country_on_route:VNM";
        check_flight(&by_way_of_hanoi, |c| c.holds.push(spoilt), barred);
        // It does not bar a country that the flight goes on to afterwards.
        let on_to_hanoi = flight_over("F000001", "p:KAEX>d:ZYTX>d:VVNB");
        check_flight(&on_to_hanoi, |c| c.holds.push(with(kind, vietnam)), "");
        // Nor another country.
        let romania = with(kind, for_country("ROU"));
        check_flight(&by_way_of_hanoi, |c| c.holds.push(romania), "");
    }
    let rejected = with("foreign_rejection", vietnam);
    check_flight(&by_way_of_hanoi, |c| c.holds.push(rejected), "");
}

#[test]
fn an_ended_protection_that_nobody_confirmed_still_bars_the_route() {
    let by_way_of_hanoi = flight_over("F000001", "p:KAEX>t:VVNB>d:ZYTX");
    let ended = with("cat_granted", |hold| {
        hold.country = Some(country("VNM"));
        hold.to = Some(moment("2024-06-01T00:00:00-05:00"));
    });
    let barred = "protected_country_on_route:VNM";
    check_flight(&by_way_of_hanoi, |c| c.holds.push(ended), barred);
}

//! A family flies whole or not at all; some people are kept apart.

use domain::gate::{Companion, Company, Party, PartyError, Step, Trip, forecast};
use domain::{Case, Custody, CustodyKind, FamilyUnit, Known, Outcome, PersonId, Stage, reason};

use crate::support::{DEPARTS, RULES, clean_case, country, day, empty_flight, moment, on};

fn family(people: &[&str]) -> Vec<Case> {
    let of = |(seq, person): (i64, &&str)| {
        let mut case = clean_case(person);
        case.person.seq = seq;
        case.person.family_unit = Some(FamilyUnit::new("U1").unwrap());
        case
    };
    (1..).zip(people).map(of).collect()
}

fn child(case: &mut Case) {
    case.person.birth_date = Known::Read(day("2015-01-01"));
}

/// What the gate says of each member, in the order of the records.
#[track_caller]
fn check(party: &[Case], company: &Company, expected: &[&str]) {
    let trip = Trip::of(&empty_flight(), &RULES).unwrap();
    let party = Party::of(party).unwrap();
    let answers = forecast(&party, &trip, Step::Board, moment(DEPARTS), company, &RULES);
    let said: Vec<String> = answers.iter().map(|(_, why)| reason::join(why)).collect();
    assert_eq!(said, expected);
}

#[test]
fn a_family_without_a_fault_flies() {
    let mut party = family(&["P1", "P2"]);
    child(&mut party[1]);
    check(&party, &Company::nobody(), &["", ""]);
}

#[test]
fn one_barred_member_bars_the_others_and_is_named() {
    let mut party = family(&["P1", "P2", "P3"]);
    party[1].custody.kind = Known::Read(CustodyKind::Supervision);
    let nobody = Company::nobody();
    check(&party, &nobody, &["family_incomplete:P2", "custody:osup", "family_incomplete:P2"]);
    party[0].custody.kind = Known::Read(CustodyKind::Supervision);
    let both = [
        "custody:osup;family_incomplete:P2",
        "custody:osup;family_incomplete:P1",
        "family_incomplete:P1",
    ];
    check(&party, &nobody, &both);
}

#[test]
fn a_member_for_whom_the_flight_has_nothing_bars_the_others() {
    let mut party = family(&["P1", "P2"]);
    party[1].person.nationality = Known::Read(country("VNM"));
    party[1].order.removal_country = Some(Known::Read(country("VNM")));
    let trip_wide = "other_destination";
    check(&party, &Company::nobody(), &["family_incomplete:P2", trip_wide]);
}

#[test]
fn a_member_whose_case_has_ended_bars_the_others() {
    let mut party = family(&["P1", "P2"]);
    party[1].stage = Stage::Closed { outcome: Outcome::ReliefGranted };
    check(&party, &Company::nobody(), &["family_incomplete:P2", ""]);
}

#[test]
fn a_family_of_children_only_does_not_fly() {
    let mut party = family(&["P1", "P2"]);
    child(&mut party[0]);
    child(&mut party[1]);
    check(&party, &Company::nobody(), &["minor_without_adult", "minor_without_adult"]);
    // With a reason of its own, that is told instead.
    party[1].custody.kind = Known::Read(CustodyKind::Supervision);
    let said = ["family_incomplete:P2", "custody:osup;minor_without_adult"];
    check(&party, &Company::nobody(), &said);
}

#[test]
fn the_members_are_listed_in_the_order_of_their_records() {
    let mut party = family(&["P9", "P2", "P3"]);
    (party[0].person.seq, party[2].person.seq) = (7, 7);
    let ordered = Party::of(&party).unwrap();
    let names: Vec<&str> = ordered.members().iter().map(|case| case.person.id.as_str()).collect();
    assert_eq!(names, ["P2", "P3", "P9"]);
}

#[test]
fn strangers_are_no_party() {
    let no_party = |cases: &[Case]| Party::of(cases).map(|_| ()).unwrap_err();
    assert_eq!(no_party(&[]), PartyError::Empty);
    assert_eq!(no_party(&[clean_case("P1"), clean_case("P2")]), PartyError::NotOneFamily);
    let mut party = family(&["P1", "P2"]);
    party[1].person.family_unit = Some(FamilyUnit::new("U2").unwrap());
    assert_eq!(no_party(&party), PartyError::NotOneFamily);
    party[1].person.family_unit = None;
    assert_eq!(no_party(&party), PartyError::NotOneFamily);
}

#[test]
fn whoever_waited_longest_comes_first_then_the_lower_id() {
    let mut party = family(&["P5", "P4"]);
    party[0].custody = Custody { since: on("2023-03-01"), ..party[0].custody.clone() };
    let key = Party::of(&party).unwrap().waiting_key();
    assert_eq!(key, ("2023-03-01".to_owned(), "P4".to_owned()));
    let mut undated = clean_case("P1");
    undated.custody.since = None;
    let key = Party::of([&undated]).unwrap().waiting_key();
    assert_eq!(key, ("9999".to_owned(), "P1".to_owned()));
}

fn apart(person: &str, from: &[&str]) -> Companion {
    let from = from.iter().map(|other| PersonId::new(other).unwrap()).collect();
    Companion { person: PersonId::new(person).unwrap(), keep_apart: from }
}

#[test]
fn people_are_kept_apart_whichever_record_says_so() {
    let mut names = clean_case("P1");
    names.person.keep_apart.push(PersonId::new("P5").unwrap());
    let silent = Company::of([apart("P5", &[])]);
    check(&[names.clone()], &silent, &["keep_apart:P5"]);
    let naming = Company::of([apart("P5", &["P1"])]);
    check(&[clean_case("P1")], &naming, &["keep_apart:P5"]);
    // Others are no matter, nor is somebody who is not aboard.
    check(&[names], &Company::of([apart("P6", &["P7"])]), &[""]);
    check(&[clean_case("P5")], &Company::of([apart("P6", &["P7"])]), &[""]);
}

#[test]
fn whoever_joins_the_company_is_kept_apart_from() {
    let mut aboard = clean_case("P5");
    aboard.person.keep_apart.push(PersonId::new("P1").unwrap());
    let mut company = Company::nobody();
    company.join(&aboard);
    check(&[clean_case("P1")], &company, &["keep_apart:P5"]);
    let mut named = clean_case("P2");
    named.person.keep_apart.push(PersonId::new("P5").unwrap());
    check(&[named], &company, &["keep_apart:P5"]);
}

#[test]
fn the_lowest_id_of_those_aboard_is_told_to_the_whole_party() {
    let party = family(&["P1", "P2"]);
    for order in [["P8", "P4", "P6"], ["P4", "P6", "P8"], ["P8", "P6", "P4"]] {
        let company = Company::of(order.map(|person| apart(person, &["P2"])));
        check(&party, &company, &["keep_apart:P4", "keep_apart:P4"]);
    }
}

#[test]
fn a_party_is_not_kept_apart_from_itself() {
    let mut party = family(&["P1", "P2"]);
    party[0].person.keep_apart.push(PersonId::new("P2").unwrap());
    let company = Company::of([apart("P1", &["P2"]), apart("P2", &[])]);
    check(&party, &company, &["", ""]);
}

#[test]
fn company_is_asked_about_last() {
    let mut party = family(&["P1", "P2"]);
    party[1].custody.kind = Known::Read(CustodyKind::Supervision);
    let company = Company::of([apart("P5", &["P1"])]);
    check(&party, &company, &["family_incomplete:P2", "custody:osup"]);
}

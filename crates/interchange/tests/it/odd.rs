//! Dockets odder than the samples.

use std::fs;

use domain::Case;
use interchange::docket::{Docket, DocketError};
use proptest::prelude::*;

use crate::fixture::{case, cases, defects, docket_of, person_row, rules};

#[test]
fn a_docket_without_people_or_holds_is_refused_and_named() {
    for name in ["people.csv", "holds.csv", "docket.json"] {
        let dir = docket_of(&[]);
        fs::remove_file(dir.path().join(name)).unwrap();
        let error = Docket::open(dir.path()).unwrap_err();
        assert!(matches!(&error, DocketError::Missing { path } if path.ends_with(name)), "{error}");
    }
}

#[test]
fn a_file_without_a_column_is_refused() {
    let dir = docket_of(&[]);
    fs::write(dir.path().join("holds.csv"), "hold_id,person_id,kind\n").unwrap();
    let error = Docket::open(dir.path()).unwrap_err();
    assert_eq!(error.to_string(), "holds.csv has no column country");
}

#[test]
fn a_hold_id_given_twice_keeps_its_place_and_takes_the_later_row() {
    let people = person_row("P1", "1") + &person_row("P2", "2");
    let hold = |id: &str, kind: &str| {
        format!("{id},P1,{kind},,2024-06-01T10:00:00-05:00,,note,,court_feed:u1\n")
    };
    let holds = [hold("H1", "judicial_stay"), hold("H2", "pregnancy"), hold("H1", "cat_granted")];
    let dir =
        docket_of(&[("people.csv", people.as_bytes()), ("holds.csv", holds.concat().as_bytes())]);
    let docket = Docket::open(dir.path()).unwrap();
    let read: Vec<_> = case(&docket, "P1")
        .holds
        .iter()
        .map(|hold| (hold.id.to_string(), hold.latest().unwrap().kind.to_string()))
        .collect();
    let pair = |id: &str, kind: &str| (id.to_owned(), kind.to_owned());
    assert_eq!(read, [pair("H1", "cat_granted"), pair("H2", "pregnancy")]);
    let faults = docket.faults(&rules()).unwrap();
    assert_eq!((faults[0].line, faults[0].kind.code()), (4, "row_replaced"));
}

#[test]
fn a_person_id_given_three_times_is_one_case_with_the_first_row() {
    let rows = [("P1", "1"), ("P2", "1"), ("P1", "3"), ("P1", "4"), ("P3", "1")]
        .map(|(id, fin)| person_row(id, fin))
        .concat();
    let dir = docket_of(&[("people.csv", rows.as_bytes())]);
    let docket = Docket::open(dir.path()).unwrap();
    let all: Vec<_> = cases(&docket).iter().map(defects).collect();
    assert_eq!(all[0], ["possible_duplicate:P2", "bad_record:person_id", "possible_duplicate:P3"]);
    assert_eq!(all[1], ["possible_duplicate:P1"]);
    assert_eq!(all[2], ["possible_duplicate:P1"]);
    assert_eq!(all.len(), 3);
}

#[test]
fn a_line_of_any_length_costs_one_row() {
    let mut rows = vec![b'x'; 1 << 20];
    rows.push(b'\n');
    rows.extend(person_row("P1", "1").into_bytes());
    let dir = docket_of(&[("people.csv", &rows)]);
    let docket = Docket::open(dir.path()).unwrap();
    assert_eq!(cases(&docket).len(), 1);
    let waiting = docket.orphans().next().unwrap().unwrap();
    assert_eq!((waiting.line, waiting.fault.kind.code()), (2, "key_malformed"));
}

#[test]
fn a_family_or_hold_without_a_usable_key_is_kept() {
    let people = person_row("P1", "1").replace("none,,false,,ok", "none,Family Sicajá,false,,ok");
    let hold = ",P1,judicial_stay,,2024-06-01T10:00:00-05:00,,note,,court_feed:u1\n";
    let dir = docket_of(&[("people.csv", people.as_bytes()), ("holds.csv", hold.as_bytes())]);
    let read = case(&Docket::open(dir.path()).unwrap(), "P1");
    assert_eq!(read.person.family_unit.unwrap().as_str(), "fam:Family_20Sicaj_c3_a1");
    assert_eq!(read.holds[0].id.as_str(), "P1-h2");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_one_line_holds_the_rows_around_it_are_read(
        line in prop_oneof![
            proptest::collection::vec(any::<u8>().prop_filter("one line", |b| *b != b'\n'), 0..200),
            "[P1,\" é]{0,60}".prop_map(String::into_bytes),
        ],
        file in prop_oneof![Just("people.csv"), Just("holds.csv"), Just("documents.csv")],
    ) {
        let people = person_row("P1", "1") + &person_row("P2", "2");
        let mut odd = line;
        odd.push(b'\n');
        let more = if file == "people.csv" { person_row("P3", "3") } else { String::new() };
        odd.extend(more.bytes());
        let dir = docket_of(&[("people.csv", people.as_bytes()), (file, &odd)]);
        let docket = Docket::open(dir.path()).unwrap();
        let read = cases(&docket);
        let has = |id: &str| read.iter().any(|case: &Case| case.person.id.as_str() == id);
        prop_assert!(has("P1") && has("P2") && (more.is_empty() || has("P3")));
        let waiting = docket.orphans().count();
        let found = docket.faults(&rules()).unwrap();
        prop_assert!(found.len() >= waiting);
    }
}

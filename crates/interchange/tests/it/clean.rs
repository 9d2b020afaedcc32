//! The clean sample, read and written again.

use std::fs;

use domain::Case;
use interchange::docket::{Docket, write::DocketWriter};

use crate::fixture::{cases, plans, rules, sample};

#[test]
fn the_clean_sample_has_no_fault() {
    let docket = Docket::open(&sample("docket-clean")).unwrap();
    assert_eq!(docket.faults(&rules()).unwrap(), []);
    assert_eq!(docket.orphans().count(), 0);
    assert_eq!((docket.people_count(), docket.flight_count()), (2000, 12));
}

#[test]
fn the_clean_sample_is_read_whole() {
    let docket = Docket::open(&sample("docket-clean")).unwrap();
    let cases = cases(&docket);
    let count = |of: fn(&Case) -> usize| cases.iter().map(of).sum::<usize>();
    assert_eq!(cases.len(), 2000);
    assert_eq!(count(|case| case.holds.len()), 662);
    assert_eq!(count(|case| case.documents.len()), 2000);
    assert_eq!(count(|case| case.statements.len()), 956);
    assert_eq!(count(|case| case.defects.len()), 0);
    assert_eq!(docket.late_holds(&rules()).unwrap().count(), 19);
    assert!(cases.iter().zip(1..).all(|(case, seq)| case.person.seq == seq));
    let ended = cases.iter().flat_map(|case| &case.holds).filter(|hold| {
        hold.latest().is_some_and(|revision| revision.to.is_some() && revision.end_confirmed)
    });
    assert!(ended.count() > 0);
}

#[test]
fn what_is_written_is_read_again_the_same() {
    let docket = Docket::open(&sample("docket-clean")).unwrap();
    let (before, flights) = (cases(&docket), plans(&docket));
    let dir = tempfile::tempdir().unwrap();
    let mut writer = DocketWriter::create(dir.path(), docket.as_of()).unwrap();
    for case in &before {
        writer.case(case).unwrap();
    }
    for flight in &flights {
        writer.flight(flight).unwrap();
    }
    writer.finish().unwrap();
    let again = Docket::open(dir.path()).unwrap();
    assert!(cases(&again) == before && plans(&again) == flights);
    for name in ["people.csv", "holds.csv", "documents.csv", "statements.csv", "flights.csv"] {
        let (old, new) = (sample("docket-clean").join(name), dir.path().join(name));
        assert!(fs::read(old).unwrap() == fs::read(new).unwrap(), "{name}");
    }
}

#[test]
fn an_unreadable_record_is_still_unreadable_after_it_was_written() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let before = cases(&docket);
    let dir = tempfile::tempdir().unwrap();
    let mut writer = DocketWriter::create(dir.path(), docket.as_of()).unwrap();
    for case in &before {
        writer.case(case).unwrap();
    }
    writer.finish().unwrap();
    let again = cases(&Docket::open(dir.path()).unwrap());
    let marks = |cases: &[Case]| -> Vec<Vec<bool>> {
        let mark = |case: &Case| {
            let holds = case.holds.iter().map(|hold| hold.latest().unwrap().defect.is_some());
            let documents = case.documents.iter().map(|document| document.defect.is_some());
            let statements = case.statements.iter().map(|statement| statement.defect.is_some());
            holds.chain(documents).chain(statements).collect()
        };
        cases.iter().map(mark).collect()
    };
    assert_eq!(marks(&again), marks(&before));
}

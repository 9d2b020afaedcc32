//! The dirty sample: every fault is found, and nothing else.

use std::collections::BTreeSet;

use interchange::docket::{Docket, Fault, write_faults};

use crate::fixture::{case, cases, defects, rules, sample};

#[test]
fn the_dirty_sample_has_exactly_the_faults_that_were_put_in() {
    let dir = sample("docket-dirty");
    let docket = Docket::open(&dir).unwrap();
    let found: BTreeSet<[String; 4]> = docket
        .faults(&rules())
        .unwrap()
        .iter()
        .map(|fault| {
            [
                fault.file.name().to_owned(),
                fault.line.to_string(),
                fault.column.to_string(),
                fault.kind.code().to_owned(),
            ]
        })
        .collect();
    let mut reader = csv::Reader::from_path(dir.join("faults.csv")).unwrap();
    let put_in: BTreeSet<[String; 4]> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            [0, 1, 2, 3].map(|at| row[at].to_owned())
        })
        .collect();
    let missed: Vec<_> = put_in.difference(&found).collect();
    let invented: Vec<_> = found.difference(&put_in).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:?}, invented {invented:?}");
    assert_eq!(docket.faults(&rules()).unwrap().len(), put_in.len());
}

#[test]
fn rows_of_unknown_people_wait_and_are_not_lost() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let queued: Vec<_> = docket.orphans().map(Result::unwrap).collect();
    assert_eq!(queued.len(), 7);
    let hold = &queued[0];
    assert_eq!((hold.file.name(), hold.line), ("holds.csv", 7));
    assert!(hold.key.starts_with('H') && hold.raw.starts_with(&hold.key));
    assert!(hold.person.starts_with("P8"));
}

#[test]
fn defects_are_listed_as_the_second_opinion_lists_them() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let faulty = |id| defects(&case(&docket, id));
    assert_eq!(faulty("P0000012"), ["possible_duplicate:P9000001"]);
    assert_eq!(faulty("P9000001"), ["possible_duplicate:P0000012"]);
    assert_eq!(faulty("P0000219"), ["bad_record:person_id"]);
    let all: Vec<_> = cases(&docket).iter().map(defects).filter(|all| !all.is_empty()).collect();
    let count = |of: &str| all.iter().flatten().filter(|defect| *defect == of).count();
    assert_eq!(count("bad_record:row"), 4);
    assert_eq!(count("bad_record:a_number"), 3);
    assert_eq!(count("bad_record:birth_date"), 3);
}

#[test]
fn an_unreadable_hold_is_kept_and_marked() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let marked: Vec<_> = cases(&docket)
        .into_iter()
        .flat_map(|case| case.holds)
        .filter_map(|hold| hold.latest().unwrap().defect.clone())
        .collect();
    assert_eq!(marked.len(), 4);
}

#[test]
fn words_for_logs_never_hold_the_value() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let faults = docket.faults(&rules()).unwrap();
    let malformed = |fault: &&Fault| fault.kind.code() == "a_number_malformed";
    let fault = faults.iter().find(malformed).unwrap();
    assert!(!fault.value().is_empty());
    assert!(!format!("{fault} {fault:?}").contains(fault.value()));
    assert_eq!(
        fault.to_string(),
        "people.csv line 17, column a_number: not A and nine digits (a_number_malformed)"
    );
}

#[test]
fn the_report_shows_value_handling_and_what_to_do() {
    let docket = Docket::open(&sample("docket-dirty")).unwrap();
    let mut report = Vec::new();
    write_faults(&mut report, &docket.faults(&rules()).unwrap()).unwrap();
    let report = String::from_utf8(report).unwrap();
    assert!(report.starts_with("file,line,column,value,fault,handling,what_to_do\n"));
    assert!(report.contains("flights.csv,9,seats,135 (?),seats_not_number,refuse,"));
    assert_eq!(report.lines().count(), 74);
}

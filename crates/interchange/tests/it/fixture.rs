//! Dockets to read in tests.

use std::fs;
use std::path::{Path, PathBuf};

use domain::rulebook::Rulebook;
use domain::{Case, FlightPlan};
use interchange::docket::Docket;
use jiff::Timestamp;

pub(crate) fn sample(name: &str) -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name {
        // The clean one is the sample that the program carries.
        "docket-clean" => crates.join("../operations/sample"),
        other => crates.join("../../tests/data").join(other),
    }
}

pub(crate) fn rules() -> Rulebook {
    Rulebook::embedded().unwrap()
}

pub(crate) fn cases(docket: &Docket) -> Vec<Case> {
    let rules = rules();
    let people = docket.people(Timestamp::UNIX_EPOCH, &rules).unwrap();
    people.map(|intake| intake.unwrap().case).collect()
}

pub(crate) fn case(docket: &Docket, id: &str) -> Case {
    cases(docket).into_iter().find(|case| case.person.id.as_str() == id).unwrap()
}

pub(crate) fn defects(case: &Case) -> Vec<String> {
    case.defects.iter().map(ToString::to_string).collect()
}

pub(crate) fn plans(docket: &Docket) -> Vec<FlightPlan> {
    docket.flights(&rules()).unwrap().map(|flight| flight.unwrap().plan).collect()
}

/// A docket of these files, with columns as in the samples.
pub(crate) fn docket_of(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["people.csv", "holds.csv", "documents.csv", "statements.csv", "flights.csv"] {
        let whole = fs::read(sample("docket-clean").join(name)).unwrap();
        let end = whole.iter().position(|byte| *byte == b'\n').unwrap();
        fs::write(dir.path().join(name), &whole[..=end]).unwrap();
    }
    fs::write(dir.path().join("docket.json"), r#"{"as_of": "2024-06-25"}"#).unwrap();
    for (name, rows) in files {
        let mut whole = fs::read(dir.path().join(name)).unwrap();
        whole.extend_from_slice(rows);
        fs::write(dir.path().join(name), whole).unwrap();
    }
    dir
}

pub(crate) fn person_row(id: &str, fin: &str) -> String {
    format!(
        "{id},A915093320,{fin},Sicajá,Selvin,1997-11-03,M,GTM,GTM,ZADELCA,LOS,detained,2024-06-04,\
         none,,none,8A,GTM,1,none,,false,,ok,2023-01-04,false\n"
    )
}

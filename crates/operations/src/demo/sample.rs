//! The sample docket that the program carries: invented people, invented flights.

use std::path::Path;

use domain::rulebook::Rulebook;
use interchange::docket::{Docket, LateHold};
use jiff::civil::Date;
use tempfile::TempDir;

use super::scale;
use crate::OperationError;

/// How many people the sample has.
pub(super) const PEOPLE: usize = 2_000;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../sample/", $name)))
    };
}

/// The files of the sample.
const FILES: &[(&str, &str)] = &[
    file!("docket.json"),
    file!("people.csv"),
    file!("holds.csv"),
    file!("documents.csv"),
    file!("statements.csv"),
    file!("flights.csv"),
    file!("late_holds.csv"),
];

/// Writes a docket of `people` people to a folder that vanishes with the answer.
///
/// Up to the sample's size, its first people; beyond, copies of everybody but the people of the
/// charter to China, under other keys, with further flights.
pub(super) fn write(people: usize) -> Result<TempDir, OperationError> {
    let folder = tempfile::tempdir()
        .map_err(|source| OperationError::File { path: "a temporary folder".to_owned(), source })?;
    for (name, text) in FILES {
        let text = match people {
            PEOPLE => (*text).to_owned(),
            _ => scale::file(name, text, people)?,
        };
        let path = folder.path().join(name);
        std::fs::write(&path, text)
            .map_err(|source| OperationError::File { path: (*name).to_owned(), source })?;
    }
    Ok(folder)
}

/// The sample's day.
pub(super) fn as_of() -> Result<Date, OperationError> {
    let wrong = || OperationError::BadInput("the sample docket has no day".to_owned());
    let (_, text) = FILES.first().ok_or_else(wrong)?;
    let meta: serde_json::Value = serde_json::from_str(text).map_err(|_| wrong())?;
    meta.get("as_of")
        .and_then(|day| day.as_str())
        .and_then(|day| day.parse().ok())
        .ok_or_else(wrong)
}

/// What becomes known late, in the order in which it does.
pub(super) fn late_holds(folder: &Path, rules: &Rulebook) -> Result<Vec<LateHold>, OperationError> {
    let docket = Docket::open(folder)?;
    let mut late = docket.late_holds(rules)?.collect::<Result<Vec<_>, _>>()?;
    late.sort_by_key(|late| late.recorded_at.at());
    Ok(late)
}

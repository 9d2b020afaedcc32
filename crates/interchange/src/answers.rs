//! Answers of a foreign agency as CSV, one row a request.
//!
//! A row that cannot be read is a fault with its line; the others are read none the less.

use std::io::Read;

use domain::{Answer, CaseId, DocumentId, FlightId};
use jiff::civil::Date;
use thiserror::Error;

use crate::mrz;
use crate::newlines::Newlines;

/// The columns that a file must have.
const NEEDED: [&str; 3] = ["request", "answer", "answered_on"];
/// The columns that it may have beside them.
const OTHERS: [&str; 7] =
    ["number", "issued_on", "expires_on", "mrz", "flight", "revision", "condition"];
/// The longest row that is read.
const LONGEST: usize = 4_096;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// Where in the file, counted from 1.
    pub line: u64,
    /// Whose case.
    pub case: CaseId,
    /// Which request.
    pub document: DocumentId,
    /// What the agency says.
    pub answer: Answer,
    /// When it said so.
    pub answered_on: Date,
    /// The document's number, if one was issued.
    pub number: Option<String>,
    /// First day of validity.
    pub issued_on: Option<Date>,
    /// Last day of validity.
    pub expires_on: Option<Date>,
    /// Machine readable zone; it checks.
    pub mrz: Option<String>,
    /// On what condition the agency approves, in its words.
    pub condition: Option<String>,
    /// The list that it answers, and at which revision; none if it is about the person alone.
    pub list: Option<(FlightId, u32)>,
}

/// Why a row is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerFault {
    /// A column that must be there is not, or one is there that nobody knows.
    #[error(
        "the columns must be request, answer, answered_on, and may be number, issued_on, expires_on, mrz, flight, revision, condition"
    )]
    Columns,
    /// Not an object, or one with a member that is unknown, there twice, or no text.
    #[error(
        "the answer must have request, answer, answered_on, and may have number, issued_on, expires_on, mrz, flight, revision, condition, each once and as text"
    )]
    Members,
    /// More or fewer cells than columns: half a row, or two run together.
    #[error("the row does not have as many cells as there are columns")]
    Cells,
    /// Bytes that are not UTF-8.
    #[error("the row is not UTF-8")]
    Encoding,
    /// Longer than any row.
    #[error("the row is too long")]
    Long,
    /// The file cannot be read on.
    #[error("the file cannot be read from here on")]
    Broken,
    /// A cell that does not say what its column is for.
    #[error("{column} is no {what}")]
    Cell {
        /// Which column.
        column: &'static str,
        /// What it should be.
        what: &'static str,
    },
    /// A zone with a wrong check digit.
    #[error("mrz: {0}")]
    Zone(String),
}

/// Reads answers row by row.
pub struct AnswerReader<R> {
    csv: csv::Reader<Newlines<R>>,
    columns: Option<Vec<&'static str>>,
    done: bool,
}

impl<R: Read> AnswerReader<R> {
    /// Reads from `from`. The first row names the columns.
    pub fn new(from: R) -> Self {
        let from = Newlines::new(from);
        let csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from);
        Self { csv, columns: None, done: false }
    }

    fn columns(&mut self, row: &csv::ByteRecord) -> Result<(), AnswerFault> {
        let mut columns = Vec::new();
        for cell in row {
            let name = std::str::from_utf8(cell).unwrap_or_default();
            let name = name.trim_start_matches('\u{feff}').trim();
            let known = NEEDED.iter().chain(&OTHERS).find(|known| **known == name);
            columns.push(*known.ok_or(AnswerFault::Columns)?);
        }
        let once =
            columns.iter().all(|name| columns.iter().filter(|other| *other == name).count() == 1);
        if once && NEEDED.iter().all(|needed| columns.contains(needed)) {
            self.columns = Some(columns);
            Ok(())
        } else {
            Err(AnswerFault::Columns)
        }
    }
}

impl<R: Read> Iterator for AnswerReader<R> {
    type Item = (u64, Result<AnswerRow, AnswerFault>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            let mut row = csv::ByteRecord::new();
            match self.csv.read_byte_record(&mut row) {
                Ok(true) => (),
                Ok(false) => return None,
                Err(_) => {
                    self.done = true;
                    return Some((self.csv.position().line(), Err(AnswerFault::Broken)));
                }
            }
            let line = row.position().map_or(0, csv::Position::line);
            if self.columns.is_none() {
                if let Err(fault) = self.columns(&row) {
                    self.done = true;
                    return Some((line, Err(fault)));
                }
                continue;
            }
            let columns = self.columns.as_deref().unwrap_or_default();
            return Some((line, read(line, columns, &row)));
        }
    }
}

fn read(
    line: u64,
    columns: &[&'static str],
    row: &csv::ByteRecord,
) -> Result<AnswerRow, AnswerFault> {
    if row.as_slice().len() > LONGEST {
        return Err(AnswerFault::Long);
    }
    if row.len() != columns.len() {
        return Err(AnswerFault::Cells);
    }
    let mut cells = Vec::with_capacity(columns.len());
    for cell in row {
        cells.push(std::str::from_utf8(cell).map_err(|_| AnswerFault::Encoding)?.trim());
    }
    row_of(line, |name| {
        let at = columns.iter().position(|column| *column == name);
        at.and_then(|at| cells.get(at)).copied().unwrap_or_default()
    })
}

/// Whether a row may have something of this name.
pub(crate) fn is_known(name: &str) -> bool {
    NEEDED.iter().chain(&OTHERS).any(|known| *known == name)
}

/// The answer whose parts are what `cell` says; an empty part is not there.
pub(crate) fn row_of<'a>(
    line: u64,
    cell: impl Fn(&'static str) -> &'a str,
) -> Result<AnswerRow, AnswerFault> {
    let wrong = |column, what| AnswerFault::Cell { column, what };
    let day = |column: &'static str| match cell(column) {
        "" => Ok(None),
        text => text.parse::<Date>().map(Some).map_err(|_| wrong(column, "date")),
    };
    let words = |column| Some(cell(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    let reference = || wrong("request", "reference such as P0000001.1/P0000001-r2");
    let (case, document) = cell("request").split_once('/').ok_or_else(reference)?;
    let zone = words("mrz");
    if let Some(zone) = &zone {
        mrz::read(zone).map_err(|faults| {
            AnswerFault::Zone(faults.first().map(ToString::to_string).unwrap_or_default())
        })?;
    }
    let list = match (cell("flight"), cell("revision")) {
        ("", "") => None,
        (flight, revision) => Some((
            FlightId::new(flight).map_err(|_| wrong("flight", "flight"))?,
            revision.parse().map_err(|_| wrong("revision", "number of a revision"))?,
        )),
    };
    let answer = match Answer::from_code(cell("answer")) {
        Some(answer @ (Answer::Approved | Answer::Refused)) => answer,
        Some(Answer::Pending) | None => {
            return Err(wrong("answer", "answer: approved or refused"));
        }
    };
    let condition = words("condition");
    if condition.is_some() && answer != Answer::Approved {
        return Err(wrong("condition", "part of a refusal: only an approval has one"));
    }
    Ok(AnswerRow {
        line,
        case: CaseId::new(case).map_err(|_| reference())?,
        document: DocumentId::new(document).map_err(|_| reference())?,
        answer,
        answered_on: day("answered_on")?.ok_or_else(|| wrong("answered_on", "date"))?,
        number: words("number"),
        issued_on: day("issued_on")?,
        expires_on: day("expires_on")?,
        mrz: zone,
        condition,
        list,
    })
}

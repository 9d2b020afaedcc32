//! Rows that belong to nobody we know: kept until a person says whose they are.

use std::fmt;
use std::slice;

use super::Docket;
use super::error::DocketError;
use super::fault::Fault;
use super::file::{self, DocketFile};
use super::scan::Orphan;
use super::table::Table;

/// A row that waits for a decision. It is never dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Queued {
    /// File.
    pub file: DocketFile,
    /// Line; the first is 1.
    pub line: u64,
    /// The person it names.
    pub person: String,
    /// What tells the row from others: the hold id, the document's number, the statement's kind
    /// and instant, the A-number.
    pub key: String,
    /// The line as it stood.
    pub raw: String,
    /// Why it waits.
    pub fault: Fault,
}

impl fmt::Debug for Queued {
    // The line names a person, and debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queued").field("fault", &self.fault).finish_non_exhaustive()
    }
}

/// Reads the rows that wait, by file and line.
#[derive(Debug)]
pub struct Orphans<'a> {
    docket: &'a Docket,
    rows: slice::Iter<'a, Orphan>,
    table: Option<Table>,
}

impl<'a> Orphans<'a> {
    pub(super) fn new(docket: &'a Docket) -> Self {
        Self { docket, rows: docket.scan.orphans.iter(), table: None }
    }

    fn read(&mut self, orphan: Orphan) -> Result<Option<Queued>, DocketError> {
        let dir = &self.docket.dir;
        if self.table.as_ref().is_none_or(|table| table.file != orphan.file) {
            self.table = Table::open(dir, orphan.file)?;
        }
        let Some(table) = &mut self.table else { return Ok(None) };
        table.read_at(dir, orphan.place)?;
        let cell = |column| table.cell(column).to_owned();
        let (person, key) = match orphan.file {
            DocketFile::People => (cell(file::people::PERSON_ID), cell(file::people::A_NUMBER)),
            DocketFile::Holds => (cell(file::holds::PERSON_ID), cell(file::holds::HOLD_ID)),
            DocketFile::LateHolds => {
                (cell(file::holds::PERSON_ID + 1), cell(file::holds::HOLD_ID + 1))
            }
            DocketFile::Documents => {
                (cell(file::documents::PERSON_ID), cell(file::documents::NUMBER))
            }
            DocketFile::Statements => {
                let kind = cell(file::statements::KIND);
                let key = format!("{kind} {}", table.cell(file::statements::MADE_AT));
                (cell(file::statements::PERSON_ID), key)
            }
            DocketFile::Flights => (String::new(), cell(file::flights::FLIGHT_ID)),
        };
        Ok(Some(Queued {
            file: orphan.file,
            line: orphan.place.line.into(),
            person,
            key,
            raw: table.raw(),
            fault: table.fault(orphan.column, orphan.kind),
        }))
    }
}

impl Iterator for Orphans<'_> {
    type Item = Result<Queued, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        let orphan = *self.rows.next()?;
        self.read(orphan).transpose()
    }
}

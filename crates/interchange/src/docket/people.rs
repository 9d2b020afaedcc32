//! Everybody in a docket, one after the other.

use std::slice;

use domain::{Case, Defect, Hold, PersonId};
use jiff::Timestamp;

use super::cells::Cells;
use super::error::DocketError;
use super::fault::{Fault, FaultKind};
use super::file::{self, DocketFile};
use super::index::{ChildRow, Echo, EchoAt};
use super::record::{document, hold, person, person_id, statement};
use super::table::{Next, Table};
use super::{Docket, Lists};

/// A person as the docket brings them in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The case to open.
    pub case: Case,
    /// What is wrong with the rows it was read from.
    pub faults: Vec<Fault>,
    /// Where these rows stand.
    pub lines: Lines,
}

/// The lines that a case was read from; the first of a file is 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The line of the person.
    pub person: u64,
    /// Those of the holds, in the order in which the case has them.
    pub holds: Vec<u64>,
    /// Those of the documents.
    pub documents: Vec<u64>,
    /// Those of the statements.
    pub statements: Vec<u64>,
}

/// Reads people.csv row by row, and what belongs to each person from the other files.
#[derive(Debug)]
pub struct People<'a, L> {
    docket: &'a Docket,
    lists: &'a L,
    opened_at: Timestamp,
    table: Option<Table>,
    ordinal: u32,
    repeated: slice::Iter<'a, u32>,
    echoes: &'a [EchoAt],
    holds: Rows<'a>,
    documents: Rows<'a>,
    statements: Rows<'a>,
}

impl<'a, L: Lists> People<'a, L> {
    pub(super) fn new(
        docket: &'a Docket,
        opened_at: Timestamp,
        lists: &'a L,
    ) -> Result<Self, DocketError> {
        let scan = &docket.scan;
        let rows = |file, person, rows| -> Result<Rows<'a>, DocketError> {
            Ok(Rows { table: Table::open(&docket.dir, file)?, person, left: rows })
        };
        Ok(Self {
            docket,
            lists,
            opened_at,
            table: Table::open(&docket.dir, DocketFile::People)?,
            ordinal: 0,
            repeated: scan.people.repeated_lines.iter(),
            echoes: &scan.people.echoes,
            holds: rows(DocketFile::Holds, file::holds::PERSON_ID, &scan.holds)?,
            documents: rows(DocketFile::Documents, file::documents::PERSON_ID, &scan.documents)?,
            statements: rows(
                DocketFile::Statements,
                file::statements::PERSON_ID,
                &scan.statements,
            )?,
        })
    }

    /// Reads on to the next row that opens a case.
    fn advance(&mut self) -> Result<Option<PersonId>, DocketError> {
        let Some(table) = &mut self.table else { return Ok(None) };
        loop {
            match table.next(&self.docket.dir)? {
                Next::Row => (),
                Next::Blank => continue,
                Next::End => return Ok(None),
            }
            if self.repeated.as_slice().first() == Some(&table.place.line) {
                self.repeated.next();
            } else if let Some(id) = person_id(table.cell(file::people::PERSON_ID)) {
                return Ok(Some(id));
            }
        }
    }

    fn read(&mut self) -> Result<Option<Intake>, DocketError> {
        let Some(id) = self.advance()? else { return Ok(None) };
        let Some(table) = &self.table else { return Ok(None) };
        let (ordinal, as_of) = (self.ordinal, self.docket.as_of);
        self.ordinal = ordinal.saturating_add(1);
        let mut faults = Vec::new();
        let mut lines = Lines { person: table.place.line.into(), ..Lines::default() };
        let cells = Cells::new(table, &mut faults);
        let seq = i64::from(self.ordinal);
        let mut case = person::case(cells, id, seq, (self.opened_at, as_of), self.lists);
        echo(&mut self.echoes, ordinal, table, &mut case, &mut faults);
        let (dir, lists, person) = (&self.docket.dir, self.lists, &case.person.id);
        while let Some(mut cells) = self.holds.next_of(dir, ordinal, person, &mut faults)? {
            let id = hold::id(&mut cells, person)?;
            let revision = hold::revision(&mut cells, None, as_of, lists);
            lines.holds.push(cells.line());
            case.holds.push(Hold { id, revisions: vec![revision] });
        }
        while let Some(cells) = self.documents.next_of(dir, ordinal, person, &mut faults)? {
            let number = case.documents.len() + 1;
            lines.documents.push(cells.line());
            case.documents.push(document::document(cells, person, number, lists)?);
        }
        while let Some(cells) = self.statements.next_of(dir, ordinal, person, &mut faults)? {
            let number = case.statements.len() + 1;
            lines.statements.push(cells.line());
            case.statements.push(statement::statement(cells, person, number)?);
        }
        Ok(Some(Intake { case, faults, lines }))
    }
}

impl<L: Lists> Iterator for People<'_, L> {
    type Item = Result<Intake, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read().transpose();
        if matches!(read, Some(Err(_))) {
            self.table = None;
        }
        read
    }
}

/// Adds what later rows say of the person.
fn echo(
    echoes: &mut &[EchoAt],
    ordinal: u32,
    table: &Table,
    case: &mut Case,
    faults: &mut Vec<Fault>,
) {
    while let Some((next, rest)) = echoes.split_first()
        && next.person == ordinal
    {
        *echoes = rest;
        let defect = match &next.echo {
            Echo::Repeated => {
                let at = (DocketFile::People, u64::from(next.line));
                let id = case.person.id.as_str();
                faults.push(Fault::new(at, "person_id", FaultKind::DuplicateRow, id));
                Defect::BadRecord("person_id".into())
            }
            Echo::Twin { other, is_later } => {
                if *is_later {
                    let kind = FaultKind::DuplicatePerson;
                    faults.push(table.fault(file::people::A_NUMBER, kind));
                }
                Defect::PossibleDuplicate(other.clone())
            }
        };
        if !case.defects.contains(&defect) {
            case.defects.push(defect);
        }
    }
}

/// The rows of one file that are still to be handed out, by person.
#[derive(Debug)]
struct Rows<'a> {
    table: Option<Table>,
    person: usize,
    left: &'a [ChildRow],
}

impl Rows<'_> {
    /// The next row of the person with this ordinal, if there is one left.
    fn next_of<'t>(
        &'t mut self,
        dir: &std::path::Path,
        ordinal: u32,
        person: &PersonId,
        faults: &'t mut Vec<Fault>,
    ) -> Result<Option<Cells<'t>>, DocketError> {
        let Some(table) = &mut self.table else { return Ok(None) };
        let Some((row, rest)) = self.left.split_first().filter(|(row, _)| row.person == ordinal)
        else {
            return Ok(None);
        };
        self.left = rest;
        table.read_at(dir, row.place())?;
        if table.cell(self.person) != person.as_str() {
            return Err(table.changed());
        }
        Ok(Some(Cells::new(table, faults)))
    }
}

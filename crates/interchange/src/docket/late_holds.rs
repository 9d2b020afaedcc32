//! Holds that become known after the as-of date.

use domain::{HoldId, HoldRevision, Moment, PersonId};

use super::cells::Cells;
use super::error::DocketError;
use super::fault::Fault;
use super::file::{self, DocketFile};
use super::record::{hold, person_id};
use super::table::{Next, Table};
use super::{Docket, Lists, value};

/// One recording of a hold: a new one, or a revision of one on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateHold {
    /// When it becomes known.
    pub recorded_at: Moment,
    /// Which hold.
    pub hold: HoldId,
    /// Whom it concerns.
    pub person: PersonId,
    /// What is recorded.
    pub revision: HoldRevision,
    /// What is wrong with its row.
    pub faults: Vec<Fault>,
    /// Line of its row; the first is 1.
    pub line: u64,
}

/// A row of `late_holds.csv` whose instant of recording cannot be read: nobody can say that it
/// is not known yet, so it bars until somebody puts it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndatedHold {
    /// Which hold.
    pub hold: HoldId,
    /// Whom it concerns.
    pub person: PersonId,
    /// What the row says, with the words that cannot be read.
    pub revision: HoldRevision,
    /// What is wrong with its row.
    pub faults: Vec<Fault>,
    /// Line of its row; the first is 1.
    pub line: u64,
}

/// Reads `late_holds.csv` row by row.
#[derive(Debug)]
pub struct LateHolds<'a, L> {
    rows: Rows<'a, L>,
}

/// Reads the rows of `late_holds.csv` that do not say when.
#[derive(Debug)]
pub struct UndatedHolds<'a, L> {
    rows: Rows<'a, L>,
}

impl<'a, L: Lists> LateHolds<'a, L> {
    pub(super) fn new(docket: &'a Docket, lists: &'a L) -> Result<Self, DocketError> {
        Ok(Self { rows: Rows::new(docket, lists)? })
    }
}

impl<'a, L: Lists> UndatedHolds<'a, L> {
    pub(super) fn new(docket: &'a Docket, lists: &'a L) -> Result<Self, DocketError> {
        Ok(Self { rows: Rows::new(docket, lists)? })
    }
}

impl<L: Lists> Iterator for LateHolds<'_, L> {
    type Item = Result<LateHold, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_with(|row, recorded_at| {
            let recorded_at = recorded_at?;
            let UndatedHold { hold, person, revision, faults, line } = row;
            Some(LateHold { recorded_at, hold, person, revision, faults, line })
        })
    }
}

impl<L: Lists> Iterator for UndatedHolds<'_, L> {
    type Item = Result<UndatedHold, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_with(|row, recorded_at| recorded_at.is_none().then_some(row))
    }
}

/// The rows about people who are in the docket; those about others wait among the orphans.
#[derive(Debug)]
struct Rows<'a, L> {
    docket: &'a Docket,
    lists: &'a L,
    table: Option<Table>,
}

impl<'a, L: Lists> Rows<'a, L> {
    fn new(docket: &'a Docket, lists: &'a L) -> Result<Self, DocketError> {
        let table = Table::open(&docket.dir, DocketFile::LateHolds)?;
        Ok(Self { docket, lists, table })
    }

    /// The next row that `wanted` makes something of.
    fn next_with<T>(
        &mut self,
        wanted: impl Fn(UndatedHold, Option<Moment>) -> Option<T>,
    ) -> Option<Result<T, DocketError>> {
        loop {
            match self.read().transpose()? {
                Ok((row, recorded_at)) => {
                    if let Some(row) = wanted(row, recorded_at) {
                        return Some(Ok(row));
                    }
                }
                Err(error) => {
                    self.table = None;
                    return Some(Err(error));
                }
            }
        }
    }

    fn read(&mut self) -> Result<Option<(UndatedHold, Option<Moment>)>, DocketError> {
        let Some(table) = &mut self.table else { return Ok(None) };
        let column = file::holds::PERSON_ID + hold::shift(DocketFile::LateHolds);
        loop {
            match table.next(&self.docket.dir)? {
                Next::Row => (),
                Next::Blank => continue,
                Next::End => return Ok(None),
            }
            let known = self.docket.scan.people.ordinal(table.cell(column));
            let (Some(_), Some(person)) = (known, person_id(table.cell(column))) else { continue };
            let mut faults = Vec::new();
            let mut cells = Cells::new(table, &mut faults);
            let recorded_at = value::instant(table.cell(file::RECORDED_AT));
            if recorded_at.is_none() {
                cells.instant(file::RECORDED_AT); // spoils the row
            }
            let hold = hold::id(&mut cells, &person)?;
            let as_of = self.docket.as_of;
            let revision = hold::revision(&mut cells, recorded_at, as_of, self.lists);
            let line = cells.line();
            return Ok(Some((UndatedHold { hold, person, revision, faults, line }, recorded_at)));
        }
    }
}

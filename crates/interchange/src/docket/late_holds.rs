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
}

/// Reads `late_holds.csv` row by row.
#[derive(Debug)]
pub struct LateHolds<'a, L> {
    docket: &'a Docket,
    lists: &'a L,
    table: Option<Table>,
}

impl<'a, L: Lists> LateHolds<'a, L> {
    pub(super) fn new(docket: &'a Docket, lists: &'a L) -> Result<Self, DocketError> {
        let table = Table::open(&docket.dir, DocketFile::LateHolds)?;
        Ok(Self { docket, lists, table })
    }

    fn read(&mut self) -> Result<Option<LateHold>, DocketError> {
        let Some(table) = &mut self.table else { return Ok(None) };
        let person = file::holds::PERSON_ID + hold::shift(DocketFile::LateHolds);
        loop {
            match table.next(&self.docket.dir)? {
                Next::Row => (),
                Next::Blank => continue,
                Next::End => return Ok(None),
            }
            // Rows of unknown people, and those without an instant, wait among the orphans.
            let known = self.docket.scan.people.ordinal(table.cell(person));
            let (Some(_), Some(person), Some(recorded_at)) = (
                known,
                person_id(table.cell(person)),
                value::instant(table.cell(file::RECORDED_AT)),
            ) else {
                continue;
            };
            let mut faults = Vec::new();
            let mut cells = Cells::new(table, &mut faults);
            let hold = hold::id(&mut cells, &person)?;
            let as_of = self.docket.as_of;
            let revision = hold::revision(&mut cells, Some(recorded_at), as_of, self.lists);
            return Ok(Some(LateHold { recorded_at, hold, person, revision, faults }));
        }
    }
}

impl<L: Lists> Iterator for LateHolds<'_, L> {
    type Item = Result<LateHold, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read().transpose();
        if matches!(read, Some(Err(_))) {
            self.table = None;
        }
        read
    }
}

//! The first pass over a docket: it builds the indexes and keeps no row.

use std::path::Path;

use domain::{FlightId, PersonId};

use super::error::DocketError;
use super::fault::{Fault, FaultKind};
use super::file::{self, DocketFile};
use super::index::{ChildRow, Pair, People, PersonRow, hash, keep_last};
use super::present::Place;
use super::record::{hold, person_id};
use super::table::{Next, Table};

/// A row that belongs to nobody we know, or that has no usable key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Orphan {
    pub(super) file: DocketFile,
    pub(super) place: Place,
    pub(super) column: usize,
    pub(super) kind: FaultKind,
}

/// A fault of a line as such, kept as little more than its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineFault {
    file: DocketFile,
    line: u32,
    kind: FaultKind,
}

impl LineFault {
    pub(super) fn fault(self) -> Fault {
        let columns = self.file.columns();
        let column = if self.kind == FaultKind::EmptyRow {
            None
        } else if self.kind == FaultKind::CrlfLine {
            columns.last()
        } else {
            columns.first()
        };
        let column = column.copied().unwrap_or_default();
        Fault::new((self.file, self.line.into()), column, self.kind, "")
    }
}

/// What the first pass found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) people: People,
    pub(super) holds: Vec<ChildRow>,
    pub(super) documents: Vec<ChildRow>,
    pub(super) statements: Vec<ChildRow>,
    pub(super) flights: Vec<Place>,
    /// By file, then line.
    pub(super) orphans: Vec<Orphan>,
    pub(super) lines: Vec<LineFault>,
}

impl Scan {
    pub(super) fn new(dir: &Path) -> Result<Self, DocketError> {
        let mut scan = Self::default();
        scan.people(dir)?;
        scan.holds = scan.children(dir, DocketFile::Holds, file::holds::PERSON_ID)?;
        scan.documents = scan.children(dir, DocketFile::Documents, file::documents::PERSON_ID)?;
        scan.statements =
            scan.children(dir, DocketFile::Statements, file::statements::PERSON_ID)?;
        scan.flights(dir)?;
        scan.late_holds(dir)?;
        scan.orphans.sort_by_key(|orphan| (orphan.file, orphan.place.line));
        scan.lines.sort_by_key(|fault| (fault.file, fault.line));
        Ok(scan)
    }

    /// Goes through `file` and hands each row to `each`.
    fn rows(
        &mut self,
        dir: &Path,
        file: DocketFile,
        mut each: impl FnMut(&mut Self, &Table),
    ) -> Result<(), DocketError> {
        let Some(mut table) = Table::open(dir, file)? else { return Ok(()) };
        let header = table.place.line;
        for line in 1..=table.leading_blanks {
            self.lines.push(LineFault { file, line, kind: FaultKind::EmptyRow });
        }
        if table.has_bom {
            self.lines.push(LineFault { file, line: 1, kind: FaultKind::Bom });
        }
        if table.is_crlf {
            self.lines.push(LineFault { file, line: header, kind: FaultKind::CrlfLine });
        }
        loop {
            match table.next(dir)? {
                Next::Row => each(self, &table),
                Next::Blank => {
                    let line = table.place.line;
                    self.lines.push(LineFault { file, line, kind: FaultKind::EmptyRow });
                }
                Next::End => return Ok(()),
            }
        }
    }

    fn orphan(&mut self, table: &Table, column: usize, kind: FaultKind) {
        self.orphans.push(Orphan { file: table.file, place: table.place, column, kind });
    }

    fn people(&mut self, dir: &Path) -> Result<(), DocketError> {
        use file::people::{BIRTH_DATE, FIN, PERSON_ID};
        let mut rows = Vec::new();
        self.rows(dir, DocketFile::People, |scan, table| {
            if person_id(table.cell(PERSON_ID)).is_none() {
                return scan.orphan(table, PERSON_ID, FaultKind::KeyMalformed);
            }
            rows.push(PersonRow {
                id: hash(table.cell(PERSON_ID)),
                body: hash((table.cell(FIN), table.cell(BIRTH_DATE))),
                place: table.place,
            });
        })?;
        let (people, pairs) = People::new(&rows);
        self.people = people;
        self.name_pairs(dir, &pairs)
    }

    /// Looks up who the people of each pair are.
    fn name_pairs(&mut self, dir: &Path, pairs: &[Pair]) -> Result<(), DocketError> {
        let Some(mut table) = Table::open(dir, DocketFile::People)? else { return Ok(()) };
        let mut name = |place: Place| -> Result<PersonId, DocketError> {
            table.read_at(dir, place)?;
            person_id(table.cell(file::people::PERSON_ID)).ok_or_else(|| table.changed())
        };
        for pair in pairs {
            let (first, later) = (name(pair.first.1)?, name(pair.later.1)?);
            self.people.add_pair(*pair, first, later);
        }
        self.people.sort_echoes();
        Ok(())
    }

    /// The rows of a file that belong to people, by person and then in the order of the file.
    fn children(
        &mut self,
        dir: &Path,
        file: DocketFile,
        person: usize,
    ) -> Result<Vec<ChildRow>, DocketError> {
        let mut rows = Vec::new();
        let mut keys = Vec::new();
        self.rows(dir, file, |scan, table| {
            if file == DocketFile::Holds {
                keys.push(hash(table.cell(file::holds::HOLD_ID)));
            }
            let known = scan.people.ordinal(table.cell(person));
            rows.push(ChildRow::new(known.unwrap_or(NOBODY), table.place));
        })?;
        let replacing = keep_last(&mut rows, &keys, |row| row.place().line);
        self.replaced(file, replacing);
        let nobody = |row: &ChildRow| row.person == NOBODY;
        let orphans = rows.iter().copied().filter(nobody).map(|row| Orphan {
            file,
            place: row.place(),
            column: person,
            kind: FaultKind::UnknownPerson,
        });
        self.orphans.extend(orphans);
        rows.retain(|row| !nobody(row));
        rows.sort_by_key(|row| row.person);
        rows.shrink_to_fit();
        Ok(rows)
    }

    fn replaced(&mut self, file: DocketFile, lines: Vec<u32>) {
        let kind = FaultKind::RowReplaced;
        self.lines.extend(lines.into_iter().map(|line| LineFault { file, line, kind }));
    }

    fn flights(&mut self, dir: &Path) -> Result<(), DocketError> {
        use file::flights::FLIGHT_ID;
        let (mut rows, mut keys) = (Vec::new(), Vec::new());
        self.rows(dir, DocketFile::Flights, |scan, table| {
            if FlightId::new(table.cell(FLIGHT_ID)).is_err() {
                return scan.orphan(table, FLIGHT_ID, FaultKind::KeyMalformed);
            }
            keys.push(hash(table.cell(FLIGHT_ID)));
            rows.push(table.place);
        })?;
        let replacing = keep_last(&mut rows, &keys, |place| place.line);
        self.replaced(DocketFile::Flights, replacing);
        self.flights = rows;
        Ok(())
    }

    fn late_holds(&mut self, dir: &Path) -> Result<(), DocketError> {
        let person = file::holds::PERSON_ID + hold::shift(DocketFile::LateHolds);
        self.rows(dir, DocketFile::LateHolds, |scan, table| {
            if scan.people.ordinal(table.cell(person)).is_none() {
                scan.orphan(table, person, FaultKind::UnknownPerson);
            }
        })
    }
}

/// The ordinal of nobody, in a row whose person is unknown.
const NOBODY: u32 = u32::MAX;

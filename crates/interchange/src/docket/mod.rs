//! The docket: people, holds, documents, statements and flights in CSV files.
//!
//! [`Docket::open`] goes over all files once and keeps an index of some twenty bytes a row. The
//! iterators then read row by row, fetching what belongs to a person by its place in the file, so
//! a docket of millions of lines needs little memory. Whatever cannot be read is kept in its own
//! words, bars whoever it concerns, and is reported as a [`Fault`]; no row is ever dropped in
//! silence.

mod cells;
mod correct;
mod error;
mod fault;
mod fault_csv;
mod file;
mod flights;
mod index;
mod late_holds;
mod orphans;
mod people;
mod present;
mod record;
mod row;
mod scan;
mod table;
mod value;
pub mod verdicts;
pub mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

pub use correct::read_cells;
pub use error::DocketError;
pub use fault::{Fault, FaultKind, Handling};
pub use fault_csv::write_faults;
pub use file::DocketFile;
pub use flights::{FlightIntake, Flights};
pub use late_holds::{LateHold, LateHolds, UndatedHold, UndatedHolds};
pub use orphans::{Orphans, Queued};
pub use people::{Intake, Lines, People};

use crate::Lists;
use scan::Scan;

/// A docket whose files were looked over and can be read.
///
/// ```no_run
/// use domain::rulebook::Rulebook;
/// use interchange::docket::Docket;
///
/// let rules = Rulebook::embedded()?;
/// let docket = Docket::open("sample".as_ref())?;
/// for intake in docket.people("2024-06-26T00:00:00Z".parse()?, &rules)? {
///     println!("{}", intake?.case.id);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Docket {
    dir: PathBuf,
    as_of: Date,
    scan: Scan,
}

#[derive(Deserialize)]
struct Meta {
    as_of: String,
}

impl Docket {
    /// Looks over the docket in `dir`.
    pub fn open(dir: &Path) -> Result<Self, DocketError> {
        let path = dir.join("docket.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(DocketError::Missing { path });
            }
            Err(source) => return Err(DocketError::File { path, source }),
        };
        let meta: Option<Meta> = serde_json::from_str(&text).ok();
        let Some(as_of) = meta.and_then(|meta| value::date(&meta.as_of)) else {
            return Err(DocketError::NoDate { path });
        };
        Ok(Self { dir: dir.to_owned(), as_of, scan: Scan::new(dir)? })
    }

    /// The day at whose end the docket was drawn up.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// How many people it has.
    pub fn people_count(&self) -> usize {
        self.scan.people.len()
    }

    /// How many flights it has.
    pub fn flight_count(&self) -> usize {
        self.scan.flights.len()
    }

    /// Everybody, in the order of people.csv, each with what the other files say.
    pub fn people<'a, L: Lists>(
        &'a self,
        opened_at: Timestamp,
        lists: &'a L,
    ) -> Result<People<'a, L>, DocketError> {
        People::new(self, opened_at, lists)
    }

    /// The flights, in the order of flights.csv.
    pub fn flights<'a, L: Lists>(&'a self, lists: &'a L) -> Result<Flights<'a, L>, DocketError> {
        Flights::new(self, lists)
    }

    /// What becomes known after the as-of date, in the order of `late_holds.csv`.
    pub fn late_holds<'a, L: Lists>(
        &'a self,
        lists: &'a L,
    ) -> Result<LateHolds<'a, L>, DocketError> {
        LateHolds::new(self, lists)
    }

    /// The rows of `late_holds.csv` whose instant cannot be read: they bar whoever they name.
    pub fn undated_holds<'a, L: Lists>(
        &'a self,
        lists: &'a L,
    ) -> Result<UndatedHolds<'a, L>, DocketError> {
        UndatedHolds::new(self, lists)
    }

    /// Whether people.csv has a person of this key.
    pub fn has_person(&self, person: &PersonId) -> bool {
        self.scan.people.ordinal(person.as_str()).is_some()
    }

    /// Rows whose person or key is unknown: a person must say where they belong.
    pub fn orphans(&self) -> Orphans<'_> {
        Orphans::new(self)
    }

    /// Faults of lines as such: blank lines, byte order marks, rows that replace others.
    pub fn line_faults(&self) -> impl Iterator<Item = Fault> {
        self.scan.lines.iter().map(|fault| fault.fault())
    }

    /// Every fault of the docket, by file and line.
    pub fn faults(&self, lists: &impl Lists) -> Result<Vec<Fault>, DocketError> {
        let mut faults: Vec<Fault> = self.line_faults().collect();
        for intake in self.people(Timestamp::UNIX_EPOCH, lists)? {
            faults.append(&mut intake?.faults);
        }
        for flight in self.flights(lists)? {
            faults.append(&mut flight?.faults);
        }
        for late in self.late_holds(lists)? {
            faults.append(&mut late?.faults);
        }
        for undated in self.undated_holds(lists)? {
            faults.append(&mut undated?.faults);
        }
        for queued in self.orphans() {
            faults.push(queued?.fault);
        }
        faults.sort_by_key(|fault| (fault.file, fault.line));
        Ok(faults)
    }
}

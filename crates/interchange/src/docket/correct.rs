//! Cells of people.csv that a person types instead of a docket: read as a docket's are.

use domain::Case;
use jiff::civil::Date;

use super::Lists;
use super::cells::Cells;
use super::fault::{Fault, FaultKind, Handling};
use super::file::DocketFile;
use super::present::Present;
use super::record::person;
use super::write::csv_writer;

/// The longest value, in bytes; a name or a list of people is shorter by far.
const LONGEST: usize = 2_000;

/// Reads `cells`, each a column of people.csv and what it should say, as a docket of the day
/// `today` would be read that said so of the person of `case`.
///
/// Of the answer only the columns that are named count; the others are empty. Everything for
/// which an import would keep a person waiting is a fault, all of them at once.
pub fn read_cells<L: Lists>(
    case: &Case,
    cells: &[(&str, &str)],
    today: Date,
    lists: &L,
) -> Result<Case, Vec<Fault>> {
    let columns = DocketFile::People.columns();
    let value_of = |column: &str| {
        cells.iter().rev().find(|(name, _)| *name == column).map_or("", |(_, value)| *value)
    };
    let mut faults: Vec<Fault> =
        columns.iter().filter_map(|name| form(name, value_of(name))).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut line = csv_writer(Vec::new());
    let row = columns.iter().map(|column| value_of(column));
    let line = line.write_record(row).ok().and_then(|()| line.into_inner().ok());
    let Some(line) = line else { return Err(vec![broken("", "")]) };
    let present = Present::alone(DocketFile::People, &line);
    let (id, seq) = (case.person.id.clone(), case.person.seq);
    let read = Cells::new(&present, &mut faults);
    let read = person::case(read, id, seq, (case.opened_at, today), lists);
    faults.retain(|fault| {
        let is_named = cells.iter().any(|(name, _)| *name == fault.column);
        let is_of_the_row = !columns.contains(&&*fault.column);
        let waits = match fault.kind.handling() {
            Handling::Refuse | Handling::Queue | Handling::Keep => true,
            Handling::Repair | Handling::Skip => false,
        };
        waits && (is_named || is_of_the_row)
    });
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// A value that no line of a file could have, or that is too long for one.
fn form(column: &'static str, value: &str) -> Option<Fault> {
    let is_broken = value.len() > LONGEST || value.chars().any(char::is_control);
    is_broken.then(|| broken(column, value))
}

fn broken(column: &'static str, value: &str) -> Fault {
    Fault::new((DocketFile::People, 1), column, FaultKind::RowUnreadable, value)
}

//! Makes the sample larger: copies under other keys, so that everything stays consistent.

use std::collections::HashMap;

use super::sample::PEOPLE;
use crate::OperationError;

/// The country of the charter, whose people are not copied: its flight keeps exactly its own.
const CHARTER: &str = "CHN";

/// Copies of the flights, whatever the number of people.
const MOST_FLIGHT_COPIES: usize = 4;

fn broken(_: impl std::fmt::Debug) -> OperationError {
    OperationError::BadInput("the sample docket cannot be read".to_owned())
}

/// The text of the file `name`, for a docket of `people` people.
pub(super) fn file(name: &str, text: &str, people: usize) -> Result<String, OperationError> {
    if name == "docket.json" || name == "late_holds.csv" {
        return Ok(text.to_owned());
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().map_err(broken)?.clone();
    let columns: HashMap<&str, usize> =
        head.iter().enumerate().map(|(index, column)| (column, index)).collect();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::with_capacity(text.len() * people / PEOPLE));
    writer.write_record(&head).map_err(broken)?;
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(broken)?;
    let plan = Plan::new(people)?;
    for copy in 0..plan.copies(name) {
        for row in &rows {
            if let Some(row) = plan.row(name, row, &columns, copy) {
                writer.write_record(&row).map_err(broken)?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(broken)?;
    String::from_utf8(bytes).map_err(broken)
}

/// Which people are in which copy.
struct Plan {
    people: usize,
    /// Place of each sample person among those who are copied; none for the charter's.
    place: HashMap<String, usize>,
    copied: usize,
}

impl Plan {
    fn new(people: usize) -> Result<Self, OperationError> {
        let text = include_str!("../../sample/people.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().map_err(broken)?.clone();
        let at = |name: &str| head.iter().position(|column| column == name);
        let (id, nation, removal) = (at("person_id"), at("nationality"), at("removal_country"));
        let mut place = HashMap::new();
        for row in reader.records() {
            let row = row.map_err(broken)?;
            let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or_default();
            if cell(nation) != CHARTER && cell(removal) != CHARTER {
                place.insert(cell(id).to_owned(), place.len());
            }
        }
        let copied = place.len();
        Ok(Self { people, place, copied })
    }

    fn copies(&self, name: &str) -> usize {
        let more = self.people.saturating_sub(PEOPLE).div_ceil(self.copied.max(1));
        if name == "flights.csv" { 1 + more.min(MOST_FLIGHT_COPIES) } else { 1 + more }
    }

    /// Whether the person is in the docket, and under which number.
    fn number(&self, person: &str, copy: usize) -> Option<usize> {
        let own: usize = person.strip_prefix('P')?.parse().ok()?;
        if copy == 0 {
            return (own <= self.people).then_some(own);
        }
        let place = self.place.get(person)?;
        let number = PEOPLE + (copy - 1) * self.copied + place + 1;
        (number <= self.people).then_some(number)
    }

    fn row(
        &self,
        name: &str,
        row: &csv::StringRecord,
        columns: &HashMap<&str, usize>,
        copy: usize,
    ) -> Option<csv::StringRecord> {
        let cell = |column: &str| columns.get(column).and_then(|at| row.get(*at)).unwrap_or("");
        if name == "flights.csv" {
            return flight(row, columns, copy);
        }
        let number = self.number(cell("person_id"), copy)?;
        if copy == 0 {
            return Some(row.clone());
        }
        let mut changed: HashMap<usize, String> = HashMap::new();
        let mut set = |column: &str, text: String| {
            if let Some(at) = columns.get(column) {
                changed.insert(*at, text);
            }
        };
        set("person_id", format!("P{number:07}"));
        match name {
            "people.csv" => {
                set("a_number", format!("A9{number:08}"));
                set("fin", format!("99{number:08}"));
                if !cell("family_unit").is_empty() {
                    set("family_unit", format!("{}-{copy}", cell("family_unit")));
                }
                let apart: Vec<String> = cell("keep_apart")
                    .split(';')
                    .filter(|other| !other.is_empty())
                    .filter_map(|other| self.number(other, copy))
                    .map(|other| format!("P{other:07}"))
                    .collect();
                set("keep_apart", apart.join(";"));
            }
            "holds.csv" => set("hold_id", format!("{}-{copy}", cell("hold_id"))),
            _ => (),
        }
        Some(
            row.iter()
                .enumerate()
                .map(|(at, cell)| changed.remove(&at).unwrap_or_else(|| cell.to_owned()))
                .collect(),
        )
    }
}

/// A further flight on the same route, under another key; the charter flies once.
fn flight(
    row: &csv::StringRecord,
    columns: &HashMap<&str, usize>,
    copy: usize,
) -> Option<csv::StringRecord> {
    if copy == 0 {
        return Some(row.clone());
    }
    let id_at = *columns.get("flight_id")?;
    let own: usize = row.get(id_at)?.strip_prefix('F')?.parse().ok()?;
    if own == 1 {
        return None;
    }
    let id = format!("F{:06}", own + copy * 100);
    Some(
        row.iter()
            .enumerate()
            .map(|(at, cell)| if at == id_at { id.clone() } else { cell.to_owned() })
            .collect(),
    )
}

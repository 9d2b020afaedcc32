//! People who may be one person: the same fingerprint number, or near names and one birth date.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use domain::{Case, Defect, PersonId};
use interchange::near::{Names, near_names};
use jiff::civil::Date;

use super::table::{First, MOST, text};
use super::{Cell, Report, Table};
use crate::cases::CasePages;
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "duplicates",
    title: "Possible duplicates",
    what: "records that look like one person; only those with one fingerprint number are held",
    run: |ops| Box::pin(run(ops)),
};

/// How many people are compared at a time: the docket is gone through once for each lot.
const LOT: u64 = 100_000;

struct Record {
    person: PersonId,
    family: Arc<str>,
    given: Arc<str>,
}

impl Record {
    fn of(case: &Case) -> Self {
        Self {
            person: case.person.id.clone(),
            family: Arc::clone(&case.person.family_name),
            given: Arc::clone(&case.person.given_names),
        }
    }

    fn names(&self) -> Names<'_> {
        Names { family: &self.family, given: &self.given }
    }

    fn full(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut held = First::new(MOST);
    let mut births: BTreeMap<Date, u64> = BTreeMap::new();
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value) {
            if let Some(born) = case.person.birth_date.read() {
                *births.entry(*born).or_default() += 1;
            }
            for defect in &case.defects {
                let Defect::PossibleDuplicate(other) = defect else { continue };
                let key = (case.person.id.clone(), other.clone());
                held.add(key, || held_row(case, other));
            }
        }
    }
    let mut near = First::new(MOST);
    for lot in lots(&births) {
        compare(ops, &lot, &mut near).await?;
    }
    let mut table = Table::new(&["person", "other", "why", "birth_date", "name", "other_name"]);
    held.into_table(&mut table);
    near.into_table(&mut table);
    Ok(table)
}

fn held_row(case: &Case, other: &PersonId) -> Vec<Cell> {
    vec![
        text(&case.person.id),
        text(other),
        text("held: looks like the other record"),
        text(&case.person.birth_date),
        text(Record::of(case).full()),
        Cell::Empty,
    ]
}

/// Spans of birth dates with at most about a lot of people each; one date is never parted.
fn lots(births: &BTreeMap<Date, u64>) -> Vec<RangeInclusive<Date>> {
    let mut lots: Vec<(Date, Date, u64)> = Vec::new();
    for (born, count) in births {
        match lots.last_mut() {
            Some((_, last, people)) if *people + count <= LOT => {
                (*last, *people) = (*born, *people + count);
            }
            Some(_) | None => lots.push((*born, *born, *count)),
        }
    }
    lots.into_iter().map(|(first, last, _)| first..=last).collect()
}

/// Compares the people of one lot who were born on the same day.
async fn compare(
    ops: &Operations,
    lot: &RangeInclusive<Date>,
    near: &mut First<(PersonId, PersonId)>,
) -> Result<(), OperationError> {
    let mut by_birth: BTreeMap<Date, Vec<Record>> = BTreeMap::new();
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value) {
            let Some(born) = case.person.birth_date.read().filter(|born| lot.contains(born)) else {
                continue;
            };
            let record = Record::of(case);
            let born_then = by_birth.entry(*born).or_default();
            if born_then.iter().any(|known| known.person == record.person) {
                continue; // an earlier case of the same person
            }
            for other in born_then.iter().filter(|o| near_names(o.names(), record.names())) {
                near.add((other.person.clone(), record.person.clone()), || {
                    vec![
                        text(&other.person),
                        text(&record.person),
                        text("near names, same birth date"),
                        text(*born),
                        text(other.full()),
                        text(record.full()),
                    ]
                });
            }
            born_then.push(record);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_birth_date_is_never_parted() {
        let day = |day| date(1990, 1, day);
        let births = [(day(1), 60_000), (day(2), 40_000), (day(3), 150_000), (day(4), 1)].into();
        assert_eq!(lots(&births), [day(1)..=day(2), day(3)..=day(3), day(4)..=day(4)]);
    }
}

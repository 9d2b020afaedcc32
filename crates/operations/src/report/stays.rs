//! How long cases stay in each stage.

use std::collections::BTreeMap;

use domain::StageName;

use super::table::{number, text};
use super::{Cell, Report, Table};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "stays",
    title: "Days in each stage",
    what: "how long cases stayed in each stage before they moved on, and how long those have been \
           there that are there now",
    run: |ops| Box::pin(run(ops)),
};

/// How many stays were so many days long.
#[derive(Debug, Default)]
struct Lengths(BTreeMap<i64, u64>);

impl Lengths {
    fn all(&self) -> u64 {
        self.0.values().sum()
    }

    /// The days within which `part` of a hundred stays ended.
    fn within(&self, part: u64) -> Cell {
        let wanted = (self.all() * part).div_ceil(100).max(1);
        let mut so_far = 0;
        let found = self.0.iter().find_map(|(days, count)| {
            so_far += count;
            (so_far >= wanted).then_some(*days)
        });
        found.map_or(Cell::Empty, number)
    }

    fn longest(&self) -> Cell {
        self.0.keys().next_back().map_or(Cell::Empty, |days| number(*days))
    }
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut over: BTreeMap<StageName, Lengths> = BTreeMap::new();
    let mut open: BTreeMap<StageName, Lengths> = BTreeMap::new();
    for stays in ops.store.stays(ops.clock.now().at()).await? {
        let lengths = if stays.is_over { &mut over } else { &mut open };
        *lengths.entry(stays.stage).or_default().0.entry(stays.days).or_default() += stays.count;
    }
    let mut table = Table::new(&[
        "stage",
        "moved_on",
        "median_days",
        "p90_days",
        "there_now",
        "median_days_so_far",
        "longest_days_so_far",
    ]);
    let none = Lengths::default();
    for stage in StageName::ALL {
        // Nobody moves on from these.
        if matches!(stage, StageName::Removed | StageName::Closed) {
            continue;
        }
        let (over, open) = (over.get(stage).unwrap_or(&none), open.get(stage).unwrap_or(&none));
        table.rows.push(vec![
            text(stage),
            number(over.all()),
            over.within(50),
            over.within(90),
            number(open.all()),
            open.within(50),
            open.longest(),
        ]);
    }
    Ok(table)
}

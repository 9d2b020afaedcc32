//! Deadlines that are overdue or near, by clock.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Moment;
use domain::clock::{self, Clock, ClockState};

use super::table::{maybe, number, text};
use super::{Report, Table};
use crate::cases::CasePages;
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "clocks",
    title: "Deadlines overdue and near",
    what: "how many deadlines of cases and flights are overdue or near, by clock",
    run: |ops| Box::pin(run(ops)),
};

#[derive(Default)]
struct Tally {
    label: String,
    consequence: String,
    overdue: u64,
    near: u64,
    first: Option<(Moment, String)>,
}

/// Counts what is overdue or near.
#[derive(Default)]
struct Tallies(BTreeMap<Arc<str>, Tally>);

impl Tallies {
    fn count(&mut self, of: &str, clocks: Vec<Clock>) {
        for clock in clocks {
            let (overdue, near) = match clock.state {
                ClockState::Overdue => (1, 0),
                ClockState::Near => (0, 1),
                ClockState::Running | ClockState::Tolled | ClockState::Met => continue,
            };
            let tally = self.0.entry(clock.name).or_default();
            tally.overdue += overdue;
            tally.near += near;
            if tally.first.as_ref().is_none_or(|(due, _)| clock.due < *due) {
                tally.first = Some((clock.due, of.to_owned()));
            }
            (tally.label, tally.consequence) = (clock.label, clock.consequence);
        }
    }
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now().at();
    let mut tallies = Tallies::default();
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in &page {
            let clocks = clock::clocks(&case.value, now, &ops.rules);
            tallies.count(case.value.id.as_str(), clocks);
        }
    }
    for flight in ops.store.flights().await? {
        let clocks = clock::flight_clocks(&flight.value, now, &ops.rules);
        tallies.count(flight.value.id().as_str(), clocks);
    }
    let mut table = Table::new(&[
        "clock",
        "meaning",
        "overdue",
        "near",
        "earliest_due",
        "earliest_of",
        "consequence",
    ]);
    let mut sorted: Vec<_> = tallies.0.into_iter().collect();
    sorted.sort_by_key(|(_, tally)| Reverse((tally.overdue, tally.near)));
    for (name, tally) in sorted {
        let (due, of) = tally.first.unzip();
        table.rows.push(vec![
            text(name),
            text(tally.label),
            number(tally.overdue),
            number(tally.near),
            maybe(due),
            maybe(of),
            text(tally.consequence),
        ]);
    }
    Ok(table)
}

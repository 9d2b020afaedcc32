//! Custody reviews and their notices that are overdue or near, the latest first.

use domain::clock::{self, ClockState};

use super::look::days;
use super::table::{First, MOST, number, text};
use super::{Report, Table};
use crate::cases::CasePages;
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "custody_reviews",
    title: "Custody reviews due",
    what: "whose custody must be reviewed, or notified of a review, now or soon",
    run: |ops| Box::pin(run(ops)),
};

/// Clocks of reviews and of their notices.
const PREFIX: &str = "custody_review_";

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let mut rows = First::new(MOST);
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        for case in page.iter().map(|case| &case.value) {
            for clock in clock::clocks(case, now.at(), &ops.rules) {
                let due = matches!(clock.state, ClockState::Overdue | ClockState::Near);
                if !due || !clock.name.starts_with(PREFIX) {
                    continue;
                }
                let key = (clock.due, case.id.clone(), clock.name.clone());
                rows.add(key, || {
                    vec![
                        text(&case.id),
                        text(&case.person.id),
                        text(&case.custody.office),
                        text(&case.custody.facility),
                        text(&clock.label),
                        text(clock.state),
                        text(clock.due.date()),
                        number(days(clock.due.date(), now.date())),
                        text(clock.started_on),
                    ]
                });
            }
        }
    }
    let mut table = Table::new(&[
        "case",
        "person",
        "office",
        "facility",
        "review",
        "state",
        "due_on",
        "days_over",
        "counts_from",
    ]);
    rows.into_table(&mut table);
    Ok(table)
}

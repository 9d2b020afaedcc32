//! Holds by kind: in force, beginning later, to be confirmed, ended, unreadable.

use std::collections::BTreeMap;

use domain::gate::{Standing, standing};

use super::table::{maybe, number, text};
use super::{Report, Table};
use crate::cases::{CasePages, is_open};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "holds",
    title: "Holds by kind",
    what: "holds on open cases by kind: in force, to be confirmed, later, ended, unreadable",
    run: |ops| Box::pin(run(ops)),
};

#[derive(Default)]
struct Tally {
    in_force: u64,
    to_be_confirmed: u64,
    later: u64,
    ended: u64,
    unreadable: u64,
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now();
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut pages = CasePages::new(ops);
    while let Some(page) = pages.next().await? {
        let open = page.iter().map(|case| &case.value).filter(|case| is_open(case.stage.name()));
        for latest in open.flat_map(|case| &case.holds).filter_map(|hold| hold.known_at(now.at())) {
            let tally = kinds.entry(latest.kind.to_string()).or_default();
            *match standing(latest, now, &ops.rules).0 {
                Standing::InForce => &mut tally.in_force,
                Standing::ToBeConfirmed => &mut tally.to_be_confirmed,
                Standing::Later => &mut tally.later,
                Standing::Ended => &mut tally.ended,
                Standing::Unreadable => &mut tally.unreadable,
            } += 1;
        }
    }
    let mut table = Table::new(&[
        "kind",
        "reference",
        "meaning",
        "in_force",
        "to_be_confirmed",
        "later",
        "ended",
        "unreadable",
    ]);
    for (kind, tally) in kinds {
        let known = ops.rules.hold_kind(&kind, now.date());
        table.rows.push(vec![
            text(&kind),
            maybe(known.map(|known| &known.reference)),
            maybe(known.map(|known| &known.label)),
            number(tally.in_force),
            number(tally.to_be_confirmed),
            number(tally.later),
            number(tally.ended),
            number(tally.unreadable),
        ]);
    }
    Ok(table)
}

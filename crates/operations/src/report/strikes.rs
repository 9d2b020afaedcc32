//! Who was struck, by reason and by the kind of hold behind it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::{FlightId, StrikeReason};

use super::look::hold_in;
use super::table::{maybe, number, text};
use super::{Report, Table};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "strikes",
    title: "Strikes by reason",
    what: "how many people were struck from manifests, by reason and by kind of hold",
    run: |ops| Box::pin(run(ops)),
};

#[derive(Default)]
struct Struck {
    lines: u64,
    flights: BTreeSet<FlightId>,
}

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut found: BTreeMap<(StrikeReason, Option<String>), Struck> = BTreeMap::new();
    for flight in ops.store.flights().await? {
        for line in flight.value.manifest.struck() {
            let Some((reason, detail)) = &line.struck else { continue };
            let struck = found.entry((*reason, hold_in(detail))).or_default();
            struck.lines += 1;
            struck.flights.insert(flight.value.id().clone());
        }
    }
    let mut sorted: Vec<_> = found.into_iter().collect();
    sorted.sort_by_key(|(_, struck)| Reverse(struck.lines));
    let mut table = Table::new(&["reason", "meaning", "hold_kind", "struck", "flights"]);
    for ((reason, kind), struck) in sorted {
        table.rows.push(vec![
            text(reason.code()),
            text(reason.label()),
            maybe(kind),
            number(struck.lines),
            number(struck.flights.len()),
        ]);
    }
    Ok(table)
}

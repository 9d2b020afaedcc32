//! Flights: seats, who is listed, who was struck and why, who left.

use std::collections::BTreeMap;

use domain::{Flight, LineState};

use super::table::{maybe, number, text};
use super::{Cell, Report, Table};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "flights",
    title: "Flights",
    what: "each flight with its seats, who is listed, who was struck and why, and who left",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let mut table = Table::new(&[
        "flight",
        "departs_at",
        "status",
        "seats",
        "list_cap",
        "listed",
        "confirmed",
        "on_board",
        "empty",
        "alternates",
        "struck",
        "struck_why",
        "departed",
        "handed_over",
        "returned",
    ]);
    for flight in ops.store.flights().await? {
        table.rows.push(row(&flight.value));
    }
    Ok(table)
}

fn row(flight: &Flight) -> Vec<Cell> {
    let lines = &flight.manifest.lines;
    let count = |state: LineState| lines.iter().filter(|line| line.state == state).count();
    let mut why: BTreeMap<&str, usize> = BTreeMap::new();
    for line in flight.manifest.struck() {
        let reason = line.struck.as_ref().map_or("unknown", |(reason, _)| reason.code());
        *why.entry(reason).or_default() += 1;
    }
    let why: Vec<String> = why.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    let gone =
        count(LineState::Departed) + count(LineState::Delivered) + count(LineState::Returned);
    vec![
        text(flight.id()),
        maybe(flight.plan.departs_at),
        text(flight.status),
        text(&flight.plan.seats),
        text(&flight.plan.list_cap),
        number(flight.manifest.primaries().filter(|l| l.state != LineState::Departed).count()),
        number(count(LineState::Confirmed)),
        number(count(LineState::Boarded)),
        flight.plan.seats.read().map_or(Cell::Empty, |seats| {
            let seated = flight.manifest.primaries().filter(|l| l.state != LineState::Departed);
            number(i64::from(*seats) - i64::try_from(seated.count() + gone).unwrap_or(i64::MAX))
        }),
        number(flight.manifest.alternates().len()),
        number(count(LineState::Struck)),
        text(why.join(", ")),
        number(gone),
        number(count(LineState::Delivered)),
        number(count(LineState::Returned)),
    ]
}

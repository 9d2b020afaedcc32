//! Stop orders: open, escalated, and how long the flight leads took to acknowledge them.

use std::cmp::Reverse;

use domain::{Flight, StopOrder};
use jiff::Timestamp;

use super::table::{First, MOST, maybe, number, text};
use super::{Cell, Report, Table};
use crate::{OperationError, Operations};

pub(super) const REPORT: Report = Report {
    slug: "stop_orders",
    title: "Stop orders",
    what: "every order to take somebody off, open ones first, with the time to acknowledge it",
    run: |ops| Box::pin(run(ops)),
};

async fn run(ops: &Operations) -> Result<Table, OperationError> {
    let now = ops.clock.now().at();
    let mut rows = First::new(MOST);
    for flight in ops.store.flights().await? {
        for order in &flight.value.stop_orders {
            let key = (
                order.acknowledged.is_some(),
                order.escalated_at.is_none(),
                Reverse(order.raised_at),
                order.id.clone(),
            );
            rows.add(key, || row(&flight.value, order, now));
        }
    }
    let mut table = Table::new(&[
        "stop_order",
        "flight",
        "case",
        "kind",
        "state",
        "raised_at",
        "due_at",
        "minutes",
        "late",
        "detail",
    ]);
    rows.into_table(&mut table);
    Ok(table)
}

fn row(flight: &Flight, order: &StopOrder, now: Timestamp) -> Vec<Cell> {
    let acknowledged = order.acknowledged.as_ref().map(|(_, at)| *at);
    let state = match (acknowledged, order.escalated_at) {
        (Some(_), _) => "acknowledged",
        (None, Some(_)) => "escalated",
        (None, None) => "open",
    };
    let until = acknowledged.unwrap_or(now);
    vec![
        text(&order.id),
        text(flight.id()),
        text(&order.case),
        text(if order.recall { "recall" } else { "strike" }),
        text(state),
        text(order.raised_at),
        text(order.due_at),
        number(until.duration_since(order.raised_at).as_mins()),
        maybe((until > order.due_at).then_some("late")),
        text(&order.detail),
    ]
}

//! History, and the rows beside cases and flights: inbox and outbox.

use std::borrow::Cow;

use domain::Stamp;

use super::prepare::{EventText, PreparedCase, PreparedFlight};
use crate::chain::{micros, tag};
use crate::dialect::Column::{Bytes, Int, MaybeText, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::{Command, OutMessage, StoreError};

static EVENTS: Write = Write {
    columns: &[
        ("stream", Kind::Text),
        ("version", Kind::Int),
        ("kind", Kind::Text),
        ("at", Kind::Int),
        ("by_role", Kind::Text),
        ("by_user", Kind::Text),
        ("rules", Kind::Text),
        ("reason", Kind::Text),
        ("body", Kind::Text),
        ("hash", Kind::Bytes),
    ],
    form: Form::Insert { table: "events", then: "" },
};

static INBOX: Write = Write {
    columns: &[
        ("command_id", Kind::Text),
        ("request_hash", Kind::Text),
        ("result", Kind::Text),
        ("at", Kind::Int),
    ],
    form: Form::Insert { table: "inbox", then: "" },
};

static OUTBOX: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("stream", Kind::Text),
        ("kind", Kind::Text),
        ("body", Kind::Text),
        ("at", Kind::Int),
        ("trace", Kind::Text),
    ],
    form: Form::Insert { table: "outbox", then: "ON CONFLICT (id) DO NOTHING" },
};

/// Adds to history.
pub(crate) async fn events(
    tx: &mut Tx,
    cases: &[&PreparedCase],
    flights: &[&PreparedFlight],
) -> Result<(), StoreError> {
    let mut rows: Vec<(&str, &Stamp, &EventText, &str)> = Vec::with_capacity(cases.len());
    let of_cases = cases.iter().map(|case| (case.stream(), &case.change.stamp, &case.events));
    let of_flights = flights.iter().map(|f| (f.stream(), &f.change.stamp, &f.events));
    for (stream, stamp, events) in of_cases.chain(of_flights) {
        for event in events {
            let kind = tag(&event.body)
                .ok_or_else(|| StoreError::inconsistent("events", "kind", stream))?;
            rows.push((stream, stamp, event, kind));
        }
    }
    let columns = [
        Text(rows.iter().map(|row| row.0.into()).collect()),
        Int(rows.iter().map(|row| row.2.version).collect()),
        Text(rows.iter().map(|row| row.3.into()).collect()),
        Int(rows.iter().map(|row| micros(row.1.at)).collect()),
        Text(rows.iter().map(|row| row.1.by.role.code().into()).collect()),
        Text(rows.iter().map(|row| row.1.by.user.as_str().into()).collect()),
        Text(rows.iter().map(|row| Cow::from(&*row.1.rules)).collect()),
        Text(rows.iter().map(|row| Cow::from(&*row.1.reason)).collect()),
        Text(rows.iter().map(|row| row.2.body.as_str().into()).collect()),
        Bytes(rows.iter().map(|row| row.2.hash.as_slice()).collect()),
    ];
    tx.write(&EVENTS, &columns).await.map(drop)
}

/// Notes commands as done, each with its result and instant.
pub(crate) async fn inbox(tx: &mut Tx, done: &[(&Command, String, i64)]) -> Result<(), StoreError> {
    let columns = [
        Text(done.iter().map(|row| row.0.id.as_str().into()).collect()),
        Text(done.iter().map(|row| row.0.request_hash.as_str().into()).collect()),
        Text(done.iter().map(|row| row.1.as_str().into()).collect()),
        Int(done.iter().map(|row| row.2).collect()),
    ];
    tx.write(&INBOX, &columns).await.map(drop)
}

/// Puts messages down to be sent, each with where in a trace it came from.
pub(crate) async fn outbox(
    tx: &mut Tx,
    messages: &[(&OutMessage, Option<&str>)],
) -> Result<(), StoreError> {
    let columns = [
        Text(messages.iter().map(|(message, _)| message.id.as_str().into()).collect()),
        Text(messages.iter().map(|(message, _)| message.stream.as_str().into()).collect()),
        Text(messages.iter().map(|(message, _)| message.kind.as_str().into()).collect()),
        Text(messages.iter().map(|(message, _)| message.body.as_str().into()).collect()),
        Int(messages.iter().map(|(message, _)| micros(message.at)).collect()),
        MaybeText(messages.iter().map(|(_, trace)| trace.map(Cow::from)).collect()),
    ];
    tx.write(&OUTBOX, &columns).await.map(drop)
}

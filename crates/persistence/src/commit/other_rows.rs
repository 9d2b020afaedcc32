//! History, and the rows beside cases and flights: inbox, tasks, outbox.

use std::borrow::Cow;

use domain::Stamp;

use super::prepare::{EventText, PreparedCase, PreparedFlight};
use crate::chain::{micros, tag};
use crate::dialect::Column::{Bytes, Int, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::{Command, NewTask, OutMessage, StoreError};

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

static TASKS: Write = Write {
    columns: &[
        ("case_id", Kind::Text),
        ("key", Kind::Text),
        ("lane", Kind::Text),
        ("visible_at", Kind::Int),
        ("payload", Kind::Text),
    ],
    form: Form::Insert {
        table: "tasks",
        then: "ON CONFLICT (case_id, key) DO UPDATE SET lane = excluded.lane, \
               visible_at = excluded.visible_at, payload = excluded.payload, lease = NULL, \
               attempt = 0",
    },
};

static OUTBOX: Write = Write {
    columns: &[
        ("id", Kind::Text),
        ("stream", Kind::Text),
        ("kind", Kind::Text),
        ("body", Kind::Text),
        ("at", Kind::Int),
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

/// Puts work down for later. Of two with one key the later stands.
pub(crate) async fn tasks(tx: &mut Tx, tasks: &[&NewTask]) -> Result<(), StoreError> {
    let mut latest = std::collections::BTreeMap::new();
    for task in tasks {
        latest.insert((task.case_id.as_str(), task.key.as_str()), *task);
    }
    let tasks: Vec<_> = latest.into_values().collect();
    let columns = [
        Text(tasks.iter().map(|task| task.case_id.as_str().into()).collect()),
        Text(tasks.iter().map(|task| task.key.as_str().into()).collect()),
        Text(tasks.iter().map(|task| task.lane.as_str().into()).collect()),
        Int(tasks.iter().map(|task| micros(task.visible_at)).collect()),
        Text(tasks.iter().map(|task| task.payload.as_str().into()).collect()),
    ];
    tx.write(&TASKS, &columns).await.map(drop)
}

/// Puts messages down to be sent.
pub(crate) async fn outbox(tx: &mut Tx, messages: &[&OutMessage]) -> Result<(), StoreError> {
    let columns = [
        Text(messages.iter().map(|message| message.id.as_str().into()).collect()),
        Text(messages.iter().map(|message| message.stream.as_str().into()).collect()),
        Text(messages.iter().map(|message| message.kind.as_str().into()).collect()),
        Text(messages.iter().map(|message| message.body.as_str().into()).collect()),
        Int(messages.iter().map(|message| micros(message.at)).collect()),
    ];
    tx.write(&OUTBOX, &columns).await.map(drop)
}

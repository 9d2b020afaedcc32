//! `case history`: everything that ever happened to a case.

use anyhow::Result;
use operations::{Operations, columns_changed};
use persistence::RecordedEvent;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::bad;
use crate::output::table;

pub(super) async fn run(text: &str, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(text).await?.value;
    let events = ops.store.history(&case.id).await?;
    show(&events, app)
}

/// Prints the history of a case or flight.
pub(crate) fn show(events: &[RecordedEvent], app: &App) -> Result<Done> {
    let changed = columns_changed(events);
    let value = events
        .iter()
        .zip(&changed)
        .map(|(event, columns)| one(event, columns))
        .collect::<Result<Vec<Value>>>()?;
    app.out.answer(&value, || {
        table(
            &["#version", "when", "who", "what", "why"],
            events.iter().zip(&changed).map(|(event, columns)| {
                let what = event.kind.replace('_', " ");
                [
                    event.version.to_string(),
                    event.stamp.at.to_string(),
                    event.stamp.by.to_string(),
                    if columns.is_empty() {
                        what
                    } else {
                        format!("{what}: {}", columns.join(", "))
                    },
                    event.stamp.reason.to_string(),
                ]
            }),
        )
    })?;
    Ok(Done::Well)
}

fn one(event: &RecordedEvent, columns: &[&str]) -> Result<Value> {
    let body: Value = serde_json::from_str(&event.body).map_err(|_| {
        bad(
            format!("event {} of {} cannot be read", event.version, event.stream),
            "stop, and run 'caseflight doctor'",
        )
    })?;
    Ok(json!({
        "stream": event.stream,
        "version": event.version,
        "type": event.kind,
        "columns": columns,
        "at": event.stamp.at,
        "by": event.stamp.by.to_string(),
        "rules": event.stamp.rules,
        "reason": event.stamp.reason,
        "event": body,
    }))
}

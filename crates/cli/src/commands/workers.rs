//! `workers`: who works, and who has fallen silent.

use anyhow::Result;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::open;
use crate::output::table;

pub(crate) async fn run(app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let found = ops.store.workers(ops.task_clock()).await?;
    let value: Vec<Value> = found
        .iter()
        .map(|row| {
            json!({
                "id": row.id.to_string(),
                "host": row.host,
                "build": row.build,
                "concurrency": row.concurrency,
                "started_at": row.started_at.to_string(),
                "silent_for_seconds": row.silent_for.as_secs(),
                "state": row.state,
            })
        })
        .collect();
    app.out.answer(&value, || {
        let rows = found.iter().map(|row| {
            [
                row.id.to_string(),
                row.host.clone(),
                row.build.clone(),
                row.concurrency.to_string(),
                row.started_at.to_string(),
                format!("{} s", row.silent_for.as_secs()),
                row.state.clone(),
            ]
        });
        table(&["worker", "host", "build", "#jobs", "since", "#silent for", "state"], rows)
    })?;
    Ok(Done::Well)
}

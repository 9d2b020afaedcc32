//! `tasks`: what waits and what is worked on, the first due first.

use anyhow::Result;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::open;
use crate::output::{maybe, table};

/// Which tasks.
#[derive(Debug, clap::Args)]
pub(crate) struct Tasks {
    /// Of this case or flight, or of `system`
    #[arg(long)]
    owner: Option<String>,
    /// In this lane
    #[arg(long)]
    lane: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

pub(crate) async fn run(which: Tasks, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let found = ops.store.tasks(which.owner.as_deref(), which.lane.as_deref(), which.limit).await?;
    let value: Vec<Value> = found
        .iter()
        .map(|row| {
            json!({
                "owner": row.task.owner,
                "key": row.task.key,
                "lane": row.lane,
                "visible_at": row.visible_at.to_string(),
                "worker": row.worker.map(|worker| worker.to_string()),
                "attempt": row.attempt,
                "max_attempts": row.max_attempts,
                "wake": row.wake,
                "error": row.error,
            })
        })
        .collect();
    app.out.answer(&value, || {
        let rows = found.iter().map(|row| {
            [
                row.task.to_string(),
                row.lane.clone(),
                row.visible_at.to_string(),
                maybe(row.worker),
                format!("{}/{}", row.attempt, row.max_attempts),
                maybe(row.error.as_deref()),
            ]
        });
        table(&["task", "lane", "due, or held until", "worker", "#attempt", "last failure"], rows)
    })?;
    Ok(Done::Well)
}

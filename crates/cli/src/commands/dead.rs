//! `dead`: tasks that were given up, and what becomes of them.

use anyhow::Result;
use clap::Subcommand;
use persistence::{DeadTask, Resolved};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::open;
use crate::output::{pairs, table};

/// What is done with dead letters.
#[derive(Debug, Subcommand)]
pub(crate) enum Dead {
    /// List them, the newest first
    List {
        /// Also those that somebody has seen to
        #[arg(long)]
        all: bool,
        /// Of this case or flight
        #[arg(long)]
        owner: Option<String>,
    },
    /// Show one
    Show {
        /// Its number
        id: i64,
    },
    /// Try it again, with all its attempts
    Retry {
        /// Its number
        id: i64,
    },
    /// Try it again with another payload
    Edit {
        /// Its number
        id: i64,
        /// The payload
        #[arg(long)]
        payload: String,
    },
    /// Give it up for good
    Abandon {
        /// Its number
        id: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(dead: Dead, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let (id, what) = match dead {
        Dead::List { all, owner } => {
            let found = ops.store.dead_tasks(all, owner.as_deref(), 200).await?;
            let value: Vec<Value> = found.iter().map(json_of).collect();
            app.out.answer(&value, || listed(&found))?;
            return Ok(Done::Well);
        }
        Dead::Show { id } => {
            let found = ops.store.dead_task(id).await?;
            app.out.answer(&json_of(&found), || shown(&found))?;
            return Ok(Done::Well);
        }
        Dead::Retry { id } => (id, Resolved::Retried),
        Dead::Edit { id, payload } => (id, Resolved::Edited(payload)),
        Dead::Abandon { id, reason } => (id, Resolved::Abandoned(reason)),
    };
    ops.store.resolve_dead(id, what, &app.actor, app.now().at()).await?;
    let found = ops.store.dead_task(id).await?;
    app.out.answer(&json_of(&found), || shown(&found))?;
    Ok(Done::Well)
}

fn json_of(dead: &DeadTask) -> Value {
    json!({
        "id": dead.id,
        "owner": dead.task.owner,
        "key": dead.task.key,
        "lane": dead.lane,
        "attempts": dead.attempts,
        "failed": dead.failed,
        "payload": dead.payload,
        "error": dead.error,
        "died_at": dead.died_at.to_string(),
        "resolved": dead.resolved.as_ref().map(|(at, by, what, reason)| json!({
            "at": at.to_string(), "by": by, "what": what, "reason": reason,
        })),
    })
}

fn listed(found: &[DeadTask]) -> String {
    if found.is_empty() {
        return "No task was given up.\n".to_owned();
    }
    let rows = found.iter().map(|dead| {
        let resolved = dead.resolved.as_ref().map_or("", |(_, _, what, _)| what);
        [
            dead.id.to_string(),
            dead.task.to_string(),
            dead.attempts.to_string(),
            dead.died_at.to_string(),
            dead.error.clone(),
            resolved.to_owned(),
        ]
    });
    table(&["#id", "task", "#attempts", "given up", "last failure", "then"], rows)
}

fn shown(dead: &DeadTask) -> String {
    let resolved = dead.resolved.as_ref();
    pairs([
        ("id", dead.id.to_string()),
        ("task", dead.task.to_string()),
        ("lane", dead.lane.clone()),
        ("attempts", format!("{}, of which {} failed", dead.attempts, dead.failed)),
        ("payload", dead.payload.clone()),
        ("last failure", dead.error.clone()),
        ("given up", dead.died_at.to_string()),
        (
            "then",
            resolved.map_or(String::new(), |one| format!("{} by {} at {}", one.2, one.1, one.0)),
        ),
        ("because", resolved.map_or(String::new(), |one| one.3.clone())),
    ])
}

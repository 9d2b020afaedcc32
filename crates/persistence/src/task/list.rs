//! Tasks as a list shows them.

use jiff::Timestamp;

use super::claim::count;
use super::{TaskKey, WorkerId};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, Row};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{Store, StoreError};

/// A task as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Which.
    pub task: TaskKey,
    /// The lane it waits in.
    pub lane: String,
    /// When it is due; while it is worked on, when the lease runs out.
    pub visible_at: Timestamp,
    /// Who works on it.
    pub worker: Option<WorkerId>,
    /// How often it was begun since it last went well.
    pub attempt: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// Whether somebody woke it while it was worked on.
    pub wake: bool,
    /// The last failure.
    pub error: Option<String>,
}

static LIST: Ask = Ask {
    postgres: "SELECT owner, key, lane, visible_at, worker, attempt::int8, max_attempts::int8, \
               wake, error FROM tasks WHERE ($1 = '' OR owner = $1) AND ($2 = '' OR lane = $2) \
               ORDER BY visible_at, owner, key LIMIT $3",
    sqlite: "SELECT owner, key, lane, visible_at, worker, attempt, max_attempts, wake, error \
             FROM tasks WHERE (?1 = '' OR owner = ?1) AND (?2 = '' OR lane = ?2) \
             ORDER BY visible_at, owner, key LIMIT ?3",
};

struct List {
    owner: String,
    lane: String,
    limit: i64,
}

fn read(row: &Row<'_>) -> Result<TaskRow, StoreError> {
    let task = TaskKey { owner: row.text(0)?, key: row.text(1)? };
    Ok(TaskRow {
        lane: row.text(2)?,
        visible_at: instant(row.int(3)?, "tasks", "visible_at", &task.owner)?,
        worker: row.maybe_int(4)?.map(WorkerId),
        attempt: count(row.int(5)?),
        max_attempts: count(row.int(6)?),
        wake: row.flag(7)?,
        error: row.maybe_text(8)?,
        task,
    })
}

impl Work for List {
    type Out = Vec<TaskRow>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<TaskRow>>, StoreError> {
        let fixed = [Fixed::Text(&self.owner), Fixed::Text(&self.lane), Fixed::Int(self.limit)];
        Ok(Done::Leave(tx.ask(&LIST, &[], &fixed, read).await?))
    }
}

impl Store {
    /// Tasks, the first due first; of one owner, or in one lane, if asked so.
    pub async fn tasks(
        &self,
        owner: Option<&str>,
        lane: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreError> {
        let owner = owner.unwrap_or_default().to_owned();
        let lane = lane.unwrap_or_default().to_owned();
        self.perform(List { owner, lane, limit: limit.into() }).await
    }
}

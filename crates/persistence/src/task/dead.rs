//! Dead letters: tasks that were given up, until somebody says what becomes of them.

use domain::Actor;
use jiff::Timestamp;

use super::TaskKey;
use super::claim::count;
use crate::chain::micros;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, Row, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{Store, StoreError};

/// A task that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadTask {
    /// Number, by which it is spoken of.
    pub id: i64,
    /// Which task it was.
    pub task: TaskKey,
    /// The lane it waited in.
    pub lane: String,
    /// How often it was begun.
    pub attempts: u32,
    /// How many of those ended in a failure that was written down.
    pub failed: u32,
    /// What it needed to know.
    pub payload: String,
    /// The last failure.
    pub error: String,
    /// When it was given up.
    pub died_at: Timestamp,
    /// What somebody decided: when, who, what, and why.
    pub resolved: Option<(Timestamp, String, String, String)>,
}

/// What somebody decides about a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// It is tried again, with all its attempts.
    Retried,
    /// It is tried again with another payload.
    Edited(String),
    /// It is given up for good, for this reason.
    Abandoned(String),
}

static LIST: Ask = Ask {
    postgres: "SELECT id, owner, key, lane, attempt, failed, payload, error, died_at, \
               resolved_at, resolved_by, resolution, reason FROM dead_tasks \
               WHERE ($1 = 1 OR resolved_at IS NULL) AND ($2 = 0 OR id = $2) \
               AND ($3 = '' OR owner = $3) ORDER BY id DESC LIMIT $4",
    sqlite: "SELECT id, owner, key, lane, attempt, failed, payload, error, died_at, \
             resolved_at, resolved_by, resolution, reason FROM dead_tasks \
             WHERE (?1 = 1 OR resolved_at IS NULL) AND (?2 = 0 OR id = ?2) \
             AND (?3 = '' OR owner = ?3) ORDER BY id DESC LIMIT ?4",
};
static RESOLVE: Ask = Ask {
    postgres: "UPDATE dead_tasks SET resolved_at = $2, resolved_by = $3, resolution = $4, \
               reason = $5 WHERE id = $1 AND resolved_at IS NULL RETURNING id",
    sqlite: "UPDATE dead_tasks SET resolved_at = ?2, resolved_by = ?3, resolution = ?4, \
             reason = ?5 WHERE id = ?1 AND resolved_at IS NULL RETURNING id",
};
/// A new task of that key may have come meanwhile: then it is woken, and keeps its payload unless
/// another was given.
static REVIVE: Ask = Ask {
    postgres: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at, payload, max_attempts) \
         SELECT owner, key, lane, ",
        pg_now!(4),
        ", CASE WHEN $2 = 1 THEN $3 ELSE payload END, max_attempts \
         FROM dead_tasks WHERE id = $1 \
         ON CONFLICT (owner, key) DO UPDATE SET wake = tasks.lease IS NOT NULL, \
             payload = CASE WHEN $2 = 1 THEN excluded.payload ELSE tasks.payload END, \
             visible_at = CASE WHEN tasks.lease IS NULL \
                 THEN LEAST(tasks.visible_at, excluded.visible_at) ELSE tasks.visible_at END"
    ),
    sqlite: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at, payload, max_attempts) \
         SELECT owner, key, lane, ",
        sqlite_now!(4),
        ", CASE WHEN ?2 = 1 THEN ?3 ELSE payload END, max_attempts \
         FROM dead_tasks WHERE id = ?1 \
         ON CONFLICT (owner, key) DO UPDATE SET wake = tasks.lease IS NOT NULL, \
             payload = CASE WHEN ?2 = 1 THEN excluded.payload ELSE tasks.payload END, \
             visible_at = CASE WHEN tasks.lease IS NULL \
                 THEN min(tasks.visible_at, excluded.visible_at) ELSE tasks.visible_at END"
    ),
};

fn read(row: &Row<'_>) -> Result<DeadTask, StoreError> {
    let id = row.int(0)?;
    let at = |micros| instant(micros, "dead_tasks", "at", &id.to_string());
    let resolved = match (row.maybe_int(9)?, row.maybe_text(10)?, row.maybe_text(11)?) {
        (Some(when), Some(by), Some(what)) => {
            Some((at(when)?, by, what, row.maybe_text(12)?.unwrap_or_default()))
        }
        _ => None,
    };
    Ok(DeadTask {
        id,
        task: TaskKey { owner: row.text(1)?, key: row.text(2)? },
        lane: row.text(3)?,
        attempts: count(row.int(4)?),
        failed: count(row.int(5)?),
        payload: row.text(6)?,
        error: row.text(7)?,
        died_at: at(row.int(8)?)?,
        resolved,
    })
}

struct List {
    all: bool,
    id: i64,
    owner: String,
    limit: i64,
}

impl Work for List {
    type Out = Vec<DeadTask>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<DeadTask>>, StoreError> {
        let fixed = [
            Fixed::Int(self.all.into()),
            Fixed::Int(self.id),
            Fixed::Text(&self.owner),
            Fixed::Int(self.limit),
        ];
        Ok(Done::Leave(tx.ask(&LIST, &[], &fixed, read).await?))
    }
}

struct Resolve {
    id: i64,
    what: Resolved,
    by: Actor,
    at: Timestamp,
}

impl Work for Resolve {
    type Out = bool;

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, StoreError> {
        let (code, reason) = match &self.what {
            Resolved::Retried => ("retried", ""),
            Resolved::Edited(_) => ("edited", ""),
            Resolved::Abandoned(reason) => ("abandoned", reason.as_str()),
        };
        let by = self.by.to_string();
        let at = Fixed::Int(micros(self.at));
        let fixed =
            [Fixed::Int(self.id), at, Fixed::Text(&by), Fixed::Text(code), Fixed::Text(reason)];
        if tx.ask(&RESOLVE, &[], &fixed, |_| Ok(())).await?.is_empty() {
            return Ok(Done::Leave(false));
        }
        let (edited, payload) = match &self.what {
            Resolved::Abandoned(_) => return Ok(Done::Keep(true)),
            Resolved::Retried => (0, ""),
            Resolved::Edited(payload) => (1, payload.as_str()),
        };
        let fixed = [Fixed::Int(self.id), Fixed::Int(edited), Fixed::Text(payload), at];
        tx.ask(&REVIVE, &[], &fixed, |_| Ok(())).await?;
        Ok(Done::Keep(true))
    }
}

impl Store {
    /// Dead letters, the newest first: the open ones, or all; of one owner if one is given.
    pub async fn dead_tasks(
        &self,
        all: bool,
        owner: Option<&str>,
        limit: u32,
    ) -> Result<Vec<DeadTask>, StoreError> {
        let owner = owner.unwrap_or_default().to_owned();
        self.perform(List { all, id: 0, owner, limit: limit.into() }).await
    }

    /// The dead letter `id`.
    pub async fn dead_task(&self, id: i64) -> Result<DeadTask, StoreError> {
        let found = self.perform(List { all: true, id, owner: String::new(), limit: 1 }).await?;
        found
            .into_iter()
            .find(|dead| dead.id == id)
            .ok_or_else(|| StoreError::not_found("dead letter", id.to_string()))
    }

    /// Does with the dead letter `id` what `by` decided at `at`. A letter is resolved once.
    pub async fn resolve_dead(
        &self,
        id: i64,
        what: Resolved,
        by: &Actor,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let resolve = Resolve { id, what, by: by.clone(), at };
        if self.perform(resolve).await? {
            return Ok(());
        }
        Err(StoreError::not_found("open dead letter", id.to_string()))
    }
}

//! Failures: a task rests for its backoff, or is given up.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use super::claim::keys;
use super::{Lease, TaskClock, TaskKey};
use crate::dialect::Column::{Int, Text};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

/// A task whose work failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which.
    pub task: TaskKey,
    /// What went wrong, by names of tables and keys only.
    pub error: String,
    /// What is to become of it.
    pub fate: Fate,
}

/// What becomes of a task after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Tried again after so long, unless its attempts are used up.
    Retry(Duration),
    /// Given up at once: trying again would change nothing.
    Bury,
}

/// The rows as they are under the lock: whoever woke a task meanwhile is seen.
static LOCK: Ask = Ask {
    postgres: "SELECT t.owner, t.key, t.wake, t.attempt >= t.max_attempts FROM tasks t \
               JOIN unnest($1::text[], $2::text[]) AS i(owner, key) \
               ON t.owner = i.owner AND t.key = i.key WHERE t.lease = $3 \
               ORDER BY t.owner, t.key FOR UPDATE OF t",
    sqlite: "SELECT owner, key, wake, attempt >= max_attempts FROM tasks \
             WHERE owner = ?1 AND key = ?2 AND lease = ?3",
};
static RETRY: Ask = Ask {
    postgres: concat!(
        "UPDATE tasks t SET lease = NULL, worker = NULL, failed = t.failed + 1, wake = false, \
         error = i.error, visible_at = ",
        pg_now!(5),
        " + i.delay FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[]) \
         AS i(owner, key, error, delay) WHERE t.owner = i.owner AND t.key = i.key"
    ),
    sqlite: concat!(
        "UPDATE tasks SET lease = NULL, worker = NULL, failed = failed + 1, wake = 0, \
         error = ?3, visible_at = ",
        sqlite_now!(5),
        " + ?4 WHERE owner = ?1 AND key = ?2"
    ),
};
static NOTE: Ask = Ask {
    postgres: concat!(
        "INSERT INTO dead_tasks \
             (owner, key, lane, attempt, failed, max_attempts, payload, error, died_at) \
         SELECT t.owner, t.key, t.lane, t.attempt, t.failed + 1, t.max_attempts, t.payload, \
             i.error, ",
        pg_now!(4),
        " FROM tasks t JOIN unnest($1::text[], $2::text[], $3::text[]) AS i(owner, key, error) \
             ON t.owner = i.owner AND t.key = i.key ORDER BY t.owner, t.key"
    ),
    sqlite: concat!(
        "INSERT INTO dead_tasks \
             (owner, key, lane, attempt, failed, max_attempts, payload, error, died_at) \
         SELECT owner, key, lane, attempt, failed + 1, max_attempts, payload, ?3, ",
        sqlite_now!(4),
        " FROM tasks WHERE owner = ?1 AND key = ?2"
    ),
};
static DROP: Ask = Ask {
    postgres: "DELETE FROM tasks t USING unnest($1::text[], $2::text[]) AS i(owner, key) \
               WHERE t.owner = i.owner AND t.key = i.key",
    sqlite: "DELETE FROM tasks WHERE owner = ?1 AND key = ?2",
};

struct Fail {
    failures: Vec<Failure>,
    lease: Lease,
    now: TaskClock,
}

impl Work for Fail {
    /// How many became dead letters.
    type Out = u64;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, StoreError> {
        let asked = keys(self.failures.iter().map(|failure| &failure.task));
        let held: HashMap<TaskKey, (bool, bool)> = tx
            .ask(&LOCK, &asked, &[Fixed::Bytes(self.lease.bytes())], |row| {
                let task = TaskKey { owner: row.text(0)?, key: row.text(1)? };
                Ok((task, (row.flag(2)?, row.flag(3)?)))
            })
            .await?
            .into_iter()
            .collect();
        let (mut retried, mut buried) = (Vec::new(), Vec::new());
        for failure in &self.failures {
            // One that is held by somebody else by now is theirs to fail.
            let Some((wake, exhausted)) = held.get(&failure.task) else { continue };
            match failure.fate {
                // New facts may be what it needs: it is not given up without having seen them.
                Fate::Retry(_) | Fate::Bury if *wake && !*exhausted => retried.push((failure, 0)),
                Fate::Retry(after) if !*exhausted => {
                    retried
                        .push((failure, i64::try_from(after.as_micros()).unwrap_or(i64::MAX / 2)));
                }
                Fate::Retry(_) | Fate::Bury => buried.push(failure),
            }
        }
        let error = |failure: &&'_ Failure| Cow::from(failure.error.clone());
        let now = Fixed::MaybeInt(self.now.param());
        let [owners, names] = keys(retried.iter().map(|(failure, _)| &failure.task));
        let errors = Text(retried.iter().map(|(failure, _)| error(failure)).collect());
        let delays = Int(retried.iter().map(|(_, delay)| *delay).collect());
        tx.ask(&RETRY, &[owners, names, errors, delays], &[now], |_| Ok(())).await?;
        let [owners, names] = keys(buried.iter().map(|failure| &failure.task));
        let errors = Text(buried.iter().map(error).collect());
        tx.ask(&NOTE, &[owners, names, errors], &[now], |_| Ok(())).await?;
        tx.ask(&DROP, &keys(buried.iter().map(|failure| &failure.task)), &[], |_| Ok(())).await?;
        Ok(Done::Keep(buried.len() as u64))
    }
}

impl Store {
    /// Notes that work under `lease` failed. A task that was woken meanwhile is due at once.
    /// Answers how many became dead letters.
    pub async fn fail(
        &self,
        failures: Vec<Failure>,
        lease: Lease,
        now: TaskClock,
    ) -> Result<u64, StoreError> {
        self.perform(Fail { failures, lease, now }).await
    }
}

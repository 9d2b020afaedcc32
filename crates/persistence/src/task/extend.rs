//! Extending leases: one statement for everything that is still being worked on.

use std::time::Duration;

use super::claim::keys;
use super::{Lease, TaskClock, TaskKey};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

/// Locked in the order of keys, as commits do: the two never wait for each other in a ring.
static EXTEND: Ask = Ask {
    postgres: concat!(
        "WITH own AS MATERIALIZED (SELECT t.owner, t.key FROM tasks t \
             JOIN unnest($1::text[], $2::text[]) AS i(owner, key) \
             ON t.owner = i.owner AND t.key = i.key WHERE t.lease = $4 \
             ORDER BY t.owner, t.key FOR UPDATE OF t) \
         UPDATE tasks t SET visible_at = ",
        pg_now!(3),
        " + $5 FROM own o WHERE t.owner = o.owner AND t.key = o.key AND t.lease = $4 \
         RETURNING t.owner, t.key"
    ),
    sqlite: concat!(
        "UPDATE tasks SET visible_at = ",
        sqlite_now!(3),
        " + ?5 WHERE owner = ?1 AND key = ?2 AND lease = ?4 RETURNING owner, key"
    ),
};

struct Extend {
    tasks: Vec<TaskKey>,
    lease: Lease,
    hold: Duration,
    now: TaskClock,
}

impl Work for Extend {
    type Out = Vec<TaskKey>;
    const ALONE: bool = true;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<TaskKey>>, StoreError> {
        let hold = i64::try_from(self.hold.as_micros()).unwrap_or(i64::MAX / 2);
        let fixed =
            [Fixed::MaybeInt(self.now.param()), Fixed::Bytes(self.lease.bytes()), Fixed::Int(hold)];
        let kept = tx
            .ask(&EXTEND, &keys(self.tasks.iter()), &fixed, |row| {
                Ok(TaskKey { owner: row.text(0)?, key: row.text(1)? })
            })
            .await?;
        Ok(Done::Keep(kept))
    }
}

impl Store {
    /// Holds `tasks` under `lease` for `hold` from now on. Answers with those that are still
    /// held: whoever works on another has lost it and must stop.
    pub async fn extend(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
        hold: Duration,
        now: TaskClock,
    ) -> Result<Vec<TaskKey>, StoreError> {
        if tasks.is_empty() {
            return Ok(Vec::new());
        }
        self.perform(Extend { tasks, lease, hold, now }).await
    }
}

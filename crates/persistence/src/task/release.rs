//! Giving tasks back that were claimed and not done: to be stopped is no failure.

use super::claim::keys;
use super::{Lease, TaskClock, TaskKey};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

static RELEASE: Ask = Ask {
    postgres: concat!(
        "WITH own AS MATERIALIZED (SELECT t.owner, t.key FROM tasks t \
             JOIN unnest($1::text[], $2::text[]) AS i(owner, key) \
             ON t.owner = i.owner AND t.key = i.key WHERE t.lease = $4 \
             ORDER BY t.owner, t.key FOR UPDATE OF t) \
         UPDATE tasks t SET lease = NULL, worker = NULL, attempt = greatest(t.attempt - 1, 0), \
             visible_at = ",
        pg_now!(3),
        " FROM own o WHERE t.owner = o.owner AND t.key = o.key AND t.lease = $4 \
         RETURNING t.owner"
    ),
    sqlite: concat!(
        "UPDATE tasks SET lease = NULL, worker = NULL, attempt = max(attempt - 1, 0), \
             visible_at = ",
        sqlite_now!(3),
        " WHERE owner = ?1 AND key = ?2 AND lease = ?4 RETURNING owner"
    ),
};

struct Release {
    tasks: Vec<TaskKey>,
    lease: Lease,
    now: TaskClock,
}

impl Work for Release {
    type Out = u64;
    const ALONE: bool = true;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, StoreError> {
        let fixed = [Fixed::MaybeInt(self.now.param()), Fixed::Bytes(self.lease.bytes())];
        let given = tx.ask(&RELEASE, &keys(self.tasks.iter()), &fixed, |_| Ok(())).await?;
        Ok(Done::Keep(given.len() as u64))
    }
}

impl Store {
    /// Gives `tasks` back with their attempt, due at once. Answers how many were still held.
    pub async fn release(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
        now: TaskClock,
    ) -> Result<u64, StoreError> {
        self.perform(Release { tasks, lease, now }).await
    }
}

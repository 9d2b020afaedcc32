//! Claiming: due tasks of several lanes, each with its quota, in one round trip.

use std::borrow::Cow;
use std::time::Duration;

use super::limits::Gate;
use super::{Claimed, Lease, TaskClock, TaskKey, WorkerId};
use crate::dialect::Column::{Int, Text};
use crate::dialect::ask::{Ask, Fixed, Row, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::dialect::{Column, Tx};
use crate::map::instant;
use crate::{Store, StoreError};

/// What to claim.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Lanes, each with the most to take from it.
    pub lanes: Vec<(String, u32)>,
    /// Agencies among those of the lanes that have a limit: see [`Store::limits`].
    pub limited: Vec<String>,
    /// A fresh lease.
    pub lease: Lease,
    /// Who claims.
    pub worker: WorkerId,
    /// How long the lease is.
    pub hold: Duration,
    /// What time it is.
    pub now: TaskClock,
}

/// A task that was cut off for the third time in a row, and that nobody woke meanwhile. The first
/// two may be anybody's bad luck; whatever goes on being cut off is given time, as after a failure:
/// either it takes its workers with it, or something else does, and that must not cost it all its
/// attempts within minutes.
macro_rules! is_cut_off {
    () => {
        "lease IS NOT NULL AND NOT wake AND attempt - failed >= 3"
    };
}

/// For how long it rests, in microseconds: two seconds, then twice as long each time, up to two
/// minutes.
macro_rules! rest {
    (postgres) => {
        "LEAST(120000000, 1000000::int8 << LEAST(GREATEST(attempt - failed - 2, 0), 10))"
    };
    (sqlite) => {
        "min(120000000, 1000000 << min(attempt - failed - 2, 10))"
    };
}

/// Exhausted tasks become dead letters here, so that no crash loop goes on for ever. The pick is
/// made once and kept: joined by key, it cannot turn into another plan that locks too much.
static CLAIM: Ask = Ask {
    postgres: concat!(
        "WITH pick AS MATERIALIZED (SELECT t.owner, t.key, t.visible_at, t.cut_off, t.rest \
         FROM unnest($1::text[], $2::int8[]) AS l(lane, quota) CROSS JOIN LATERAL ( \
             SELECT owner, key, visible_at, ",
        is_cut_off!(),
        " AS cut_off, ",
        rest!(postgres),
        " AS rest FROM tasks \
             WHERE tasks.lane = l.lane AND visible_at <= ",
        pg_now!(3),
        " ORDER BY visible_at LIMIT l.quota FOR UPDATE SKIP LOCKED) t), \
         dead AS (DELETE FROM tasks t USING pick p WHERE t.owner = p.owner AND t.key = p.key \
             AND t.attempt >= t.max_attempts RETURNING t.*), \
         buried AS (INSERT INTO dead_tasks \
             (owner, key, lane, attempt, failed, max_attempts, payload, error, died_at) \
             SELECT owner, key, lane, attempt, failed, max_attempts, payload, \
             COALESCE(error, 'cut off at every attempt'), ",
        pg_now!(3),
        " FROM dead), \
         rested AS (UPDATE tasks t SET lease = NULL, worker = NULL, visible_at = ",
        pg_now!(3),
        " + p.rest FROM pick p WHERE t.owner = p.owner AND t.key = p.key AND p.cut_off \
             AND t.attempt < t.max_attempts) \
         UPDATE tasks t SET lease = $4, worker = $5, attempt = t.attempt + 1, wake = false, \
             visible_at = ",
        pg_now!(3),
        " + $6 FROM pick p \
         WHERE t.owner = p.owner AND t.key = p.key AND t.attempt < t.max_attempts \
             AND NOT p.cut_off \
         RETURNING t.owner, t.key, t.lane, t.attempt::int8, t.failed::int8, p.visible_at, t.payload, ",
        pg_now!(3),
        " - p.visible_at, t.trace, false, false"
    ),
    sqlite: concat!(
        "SELECT owner, key, lane, attempt + 1, failed, visible_at, payload, ",
        sqlite_now!(3),
        " - visible_at, trace, attempt >= max_attempts, ",
        is_cut_off!(),
        " FROM tasks WHERE lane = ?1 AND visible_at <= ",
        sqlite_now!(3),
        // The others are the same parameters as on the other side.
        " AND ?4 IS NOT NULL AND ?5 IS NOT NULL AND ?6 > 0 ORDER BY visible_at LIMIT ?2"
    ),
};

/// SQLite has one writer, so its claim may be several statements: pick, bury what is exhausted, let
/// rest what was cut off, mark the others.
static BURY: Ask = Ask {
    postgres: "SELECT 1",
    sqlite: concat!(
        "INSERT INTO dead_tasks \
             (owner, key, lane, attempt, failed, max_attempts, payload, error, died_at) \
         SELECT owner, key, lane, attempt, failed, max_attempts, payload, \
             COALESCE(error, 'cut off at every attempt'), ",
        sqlite_now!(3),
        " FROM tasks WHERE owner = ?1 AND key = ?2"
    ),
};
static DROP: Ask =
    Ask { postgres: "SELECT 1", sqlite: "DELETE FROM tasks WHERE owner = ?1 AND key = ?2" };
static REST: Ask = Ask {
    postgres: "SELECT 1",
    sqlite: concat!(
        "UPDATE tasks SET lease = NULL, worker = NULL, visible_at = ",
        sqlite_now!(3),
        " + ",
        rest!(sqlite),
        " WHERE owner = ?1 AND key = ?2"
    ),
};

static MARK: Ask = Ask {
    postgres: "SELECT 1",
    sqlite: concat!(
        "UPDATE tasks SET lease = ?4, worker = ?5, attempt = attempt + 1, wake = 0, \
             visible_at = ",
        sqlite_now!(3),
        " + ?6 WHERE owner = ?1 AND key = ?2"
    ),
};

/// Without limits: one statement.
struct Plain(Claim);
/// With limits: what they let through is worked out and used up in the same transaction.
struct Gated(Claim);

impl Work for Plain {
    type Out = Vec<Claimed>;
    const ALONE: bool = true;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<Claimed>>, StoreError> {
        Ok(Done::Keep(take(tx, &self.0, &self.0.lanes).await?))
    }
}

impl Work for Gated {
    type Out = Vec<Claimed>;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<Claimed>>, StoreError> {
        let claim = &self.0;
        let mut gate = Gate::open(tx, &claim.limited, &claim.lanes, claim.now).await?;
        let lanes: Vec<(String, u32)> = claim
            .lanes
            .iter()
            .map(|(lane, quota)| (lane.clone(), gate.allow(lane, *quota)))
            .filter(|(_, quota)| *quota > 0)
            .collect();
        let claimed = take(tx, claim, &lanes).await?;
        gate.close(tx, &claimed).await?;
        Ok(Done::Keep(claimed))
    }
}

async fn take(
    tx: &mut Tx,
    claim: &Claim,
    lanes: &[(String, u32)],
) -> Result<Vec<Claimed>, StoreError> {
    let names = Text(lanes.iter().map(|(lane, _)| lane.as_str().into()).collect());
    let now = Fixed::MaybeInt(claim.now.param());
    let quotas = Int(lanes.iter().map(|(_, quota)| i64::from(*quota)).collect());
    let hold = i64::try_from(claim.hold.as_micros()).unwrap_or(i64::MAX / 2);
    let fixed =
        [now, Fixed::Bytes(claim.lease.bytes()), Fixed::Int(claim.worker.0), Fixed::Int(hold)];
    let read = |row: &Row<'_>| Ok((read(row, claim.lease)?, row.flag(9)?, row.flag(10)?));
    let picked = tx.ask(&CLAIM, &[names, quotas], &fixed, read).await?;
    let (mut claimed, mut spent, mut cut_off) = (Vec::new(), Vec::new(), Vec::new());
    for (one, is_spent, is_cut_off) in picked {
        match (is_spent, is_cut_off) {
            (true, _) => spent.push(one.task),
            (false, true) => cut_off.push(one.task),
            (false, false) => claimed.push(one),
        }
    }
    if matches!(tx, Tx::Sqlite(_)) {
        if !spent.is_empty() {
            tx.ask(&BURY, &keys(spent.iter()), &[now], |_| Ok(())).await?;
            tx.ask(&DROP, &keys(spent.iter()), &[], |_| Ok(())).await?;
        }
        if !cut_off.is_empty() {
            tx.ask(&REST, &keys(cut_off.iter()), &[now], |_| Ok(())).await?;
        }
        tx.ask(&MARK, &keys(claimed.iter().map(|one| &one.task)), &fixed, |_| Ok(())).await?;
    }
    Ok(claimed)
}

/// Owners and keys, as two columns.
pub(crate) fn keys<'a>(tasks: impl Iterator<Item = &'a TaskKey>) -> [Column<'a>; 2] {
    let (owners, keys) = tasks.map(|task| (Cow::from(&*task.owner), Cow::from(&*task.key))).unzip();
    [Text(owners), Text(keys)]
}

fn read(row: &Row<'_>, lease: Lease) -> Result<Claimed, StoreError> {
    let task = TaskKey { owner: row.text(0)?, key: row.text(1)? };
    let due = instant(row.int(5)?, "tasks", "visible_at", &task.owner)?;
    Ok(Claimed {
        lane: row.text(2)?,
        lease,
        attempt: count(row.int(3)?),
        failed: count(row.int(4)?),
        due,
        late: Duration::from_micros(row.int(7)?.max(0).unsigned_abs()),
        payload: row.text(6)?,
        trace: row.maybe_text(8)?,
        task,
    })
}

pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

impl Store {
    /// Claims due tasks, the longest due of each lane first. Each is counted as an attempt from
    /// here on; what has used up its attempts becomes a dead letter instead, and what was cut off
    /// three times or more rests first, longer each time.
    #[tracing::instrument(name = "claim", skip_all, fields(lanes = claim.lanes.len()))]
    pub async fn claim(&self, claim: Claim) -> Result<Vec<Claimed>, StoreError> {
        if claim.lanes.is_empty() {
            return Ok(Vec::new());
        }
        if claim.limited.is_empty() && self.dialect() == crate::Dialect::Postgres {
            return self.perform(Plain(claim)).await;
        }
        self.perform(Gated(claim)).await
    }
}

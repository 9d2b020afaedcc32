//! Limits of agencies: how often each may be asked, and how many requests may be under way.
//!
//! A limit is part of the claim, so what it holds back stays where it is, in order, and costs
//! nothing. It counts for lanes of the queue that asks agencies: `request/office/agency`.

use std::collections::HashMap;

use jiff::Timestamp;

use super::claim::count;
use super::{Claimed, TaskClock};
use crate::dialect::Column::{Int, Text};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, Row, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{Store, StoreError};

/// Millionths of a request: what levels are counted in.
const ONE: i64 = 1_000_000;

/// What an agency can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Which.
    pub agency: String,
    /// Requests an hour; any number if none.
    pub per_hour: Option<u32>,
    /// Requests at once after a quiet time.
    pub burst: u32,
    /// Requests under way at once; any number if none.
    pub slots: Option<u32>,
}

/// A limit and how much of it is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitState {
    /// The limit.
    pub limit: Limit,
    /// Requests left, when it was last used.
    pub left: u32,
    /// When that was.
    pub at: Timestamp,
}

static LOCK: Ask = Ask {
    postgres: concat!(
        "SELECT agency, per_hour, burst, slots, level, at, ",
        pg_now!(2),
        " FROM buckets WHERE agency = ANY($1::text[]) ORDER BY agency FOR UPDATE"
    ),
    sqlite: concat!(
        "SELECT agency, per_hour, burst, slots, level, at, ",
        sqlite_now!(2),
        " FROM buckets WHERE agency = ?1"
    ),
};
/// Tasks under a lease are due before their lease can run out: a short piece of the index.
static UNDER_WAY: Ask = Ask {
    postgres: concat!(
        "SELECT t.lane, count(*) FROM tasks t JOIN unnest($1::text[]) AS l(lane) \
         ON t.lane = l.lane WHERE t.lease IS NOT NULL AND t.visible_at > ",
        pg_now!(2),
        " AND t.visible_at <= ",
        pg_now!(2),
        " + 600000000 GROUP BY t.lane"
    ),
    sqlite: concat!(
        "SELECT lane, count(*) FROM tasks WHERE lane = ?1 AND lease IS NOT NULL AND visible_at > ",
        sqlite_now!(2),
        " GROUP BY lane"
    ),
};
static USE: Ask = Ask {
    postgres: "UPDATE buckets b SET level = i.level, at = $3 \
               FROM unnest($1::text[], $2::int8[]) AS i(agency, level) WHERE b.agency = i.agency",
    sqlite: "UPDATE buckets SET level = ?2, at = ?3 WHERE agency = ?1",
};
static SET: Ask = Ask {
    postgres: concat!(
        "INSERT INTO buckets (agency, per_hour, burst, slots, level, at) \
         VALUES ($1, NULLIF($2, 0), $3, NULLIF($4, 0), $3 * 1000000, ",
        pg_now!(5),
        ") ON CONFLICT (agency) DO UPDATE SET per_hour = excluded.per_hour, \
         burst = excluded.burst, slots = excluded.slots, level = excluded.level, at = excluded.at"
    ),
    sqlite: concat!(
        "INSERT INTO buckets (agency, per_hour, burst, slots, level, at) \
         VALUES (?1, NULLIF(?2, 0), ?3, NULLIF(?4, 0), ?3 * 1000000, ",
        sqlite_now!(5),
        ") ON CONFLICT (agency) DO UPDATE SET per_hour = excluded.per_hour, \
         burst = excluded.burst, slots = excluded.slots, level = excluded.level, at = excluded.at"
    ),
};
static CLEAR: Ask = Ask {
    postgres: "DELETE FROM buckets WHERE agency = $1",
    sqlite: "DELETE FROM buckets WHERE agency = ?1",
};

/// The agency of a lane that limits count for: `request/office/agency`.
pub(super) fn agency_of(lane: &str) -> Option<&str> {
    lane.strip_prefix("request/")?.split_once('/').map(|(_, agency)| agency)
}

struct Bucket {
    limit: Limit,
    level: i64,
    at: i64,
    now: i64,
    free: Option<u32>,
    allowed: u32,
}

impl Bucket {
    /// The level as it is by now: it fills with time up to the burst.
    fn filled(&self) -> i64 {
        let full = i64::from(self.limit.burst).saturating_mul(ONE);
        let Some(rate) = self.limit.per_hour else { return full };
        let passed = self.now.saturating_sub(self.at).max(0);
        let more = i128::from(passed) * i128::from(rate) / 3_600;
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        self.level.saturating_add(more).clamp(0, full)
    }

    fn left(&self) -> u32 {
        let by_rate = match self.limit.per_hour {
            Some(_) => u32::try_from(self.filled() / ONE).unwrap_or(u32::MAX),
            None => u32::MAX,
        };
        by_rate.min(self.free.unwrap_or(u32::MAX)).saturating_sub(self.allowed)
    }
}

fn read(row: &Row<'_>) -> Result<Bucket, StoreError> {
    let limit = Limit {
        agency: row.text(0)?,
        per_hour: row.maybe_int(1)?.map(count),
        burst: count(row.int(2)?),
        slots: row.maybe_int(3)?.map(count),
    };
    let (level, at, now) = (row.int(4)?, row.int(5)?, row.int(6)?);
    Ok(Bucket { free: limit.slots, limit, level, at, now, allowed: 0 })
}

/// The limits of one claim, locked until its transaction ends.
pub(super) struct Gate {
    buckets: HashMap<String, Bucket>,
}

impl Gate {
    pub(super) async fn open(
        tx: &mut Tx,
        agencies: &[String],
        lanes: &[(String, u32)],
        now: TaskClock,
    ) -> Result<Self, StoreError> {
        let names = Text(agencies.iter().map(|agency| agency.as_str().into()).collect());
        let now = Fixed::MaybeInt(now.param());
        let found = tx.ask(&LOCK, &[names], &[now], read).await?;
        let mut buckets: HashMap<String, Bucket> =
            found.into_iter().map(|bucket| (bucket.limit.agency.clone(), bucket)).collect();
        let slotted = |lane: &str| {
            agency_of(lane).and_then(|agency| buckets.get(agency)?.limit.slots).is_some()
        };
        let lanes: Vec<&str> =
            lanes.iter().map(|(lane, _)| lane.as_str()).filter(|lane| slotted(lane)).collect();
        let lanes = Text(lanes.into_iter().map(Into::into).collect());
        let under_way =
            tx.ask(&UNDER_WAY, &[lanes], &[now], |row| Ok((row.text(0)?, row.int(1)?))).await?;
        for (lane, tasks) in under_way {
            let bucket = agency_of(&lane).and_then(|agency| buckets.get_mut(agency));
            if let Some(free) = bucket.and_then(|bucket| bucket.free.as_mut()) {
                *free = free.saturating_sub(count(tasks));
            }
        }
        Ok(Self { buckets })
    }

    /// How many of `quota` may be taken from `lane`.
    pub(super) fn allow(&mut self, lane: &str, quota: u32) -> u32 {
        let Some(bucket) = agency_of(lane).and_then(|agency| self.buckets.get_mut(agency)) else {
            return quota;
        };
        let allowed = quota.min(bucket.left());
        bucket.allowed = bucket.allowed.saturating_add(allowed);
        allowed
    }

    /// Uses up what was taken.
    pub(super) async fn close(self, tx: &mut Tx, claimed: &[Claimed]) -> Result<(), StoreError> {
        let mut taken: HashMap<&str, i64> = HashMap::new();
        for one in claimed {
            if let Some(agency) = agency_of(&one.lane) {
                *taken.entry(agency).or_default() += ONE;
            }
        }
        let mut used: Vec<(&str, i64, i64)> = Vec::new();
        for (agency, bucket) in &self.buckets {
            if let Some(taken) = taken.get(agency.as_str()) {
                used.push((agency, bucket.filled().saturating_sub(*taken), bucket.now));
            }
        }
        used.sort_unstable();
        let Some(now) = used.first().map(|row| row.2) else { return Ok(()) };
        let columns = [
            Text(used.iter().map(|row| row.0.into()).collect()),
            Int(used.iter().map(|row| row.1).collect()),
        ];
        tx.ask(&USE, &columns, &[Fixed::Int(now)], |_| Ok(())).await.map(drop)
    }
}

/// Sets a limit, or takes it away.
struct Change {
    limit: Limit,
    keep: bool,
    now: TaskClock,
}

impl Work for Change {
    type Out = ();

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let limit = &self.limit;
        let agency = Fixed::Text(&limit.agency);
        if !self.keep {
            tx.ask(&CLEAR, &[], &[agency], |_| Ok(())).await?;
            return Ok(Done::Keep(()));
        }
        let fixed = [
            agency,
            Fixed::Int(limit.per_hour.unwrap_or(0).into()),
            Fixed::Int(limit.burst.max(1).into()),
            Fixed::Int(limit.slots.unwrap_or(0).into()),
            Fixed::MaybeInt(self.now.param()),
        ];
        tx.ask(&SET, &[], &fixed, |_| Ok(())).await?;
        Ok(Done::Keep(()))
    }
}

/// Reads all limits.
struct All(TaskClock);

static ALL: Ask = Ask {
    postgres: concat!(
        "SELECT agency, per_hour, burst, slots, level, at, ",
        pg_now!(1),
        " FROM buckets ORDER BY agency"
    ),
    sqlite: concat!(
        "SELECT agency, per_hour, burst, slots, level, at, ",
        sqlite_now!(1),
        " FROM buckets ORDER BY agency"
    ),
};

impl Work for All {
    type Out = Vec<LimitState>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<LimitState>>, StoreError> {
        let buckets = tx.ask(&ALL, &[], &[Fixed::MaybeInt(self.0.param())], read).await?;
        let states = buckets.into_iter().map(|bucket| {
            let at = instant(bucket.now, "buckets", "at", &bucket.limit.agency)?;
            Ok(LimitState { left: bucket.left(), at, limit: bucket.limit })
        });
        Ok(Done::Leave(states.collect::<Result<_, StoreError>>()?))
    }
}

impl Store {
    /// Every limit, with what is left of its rate by `now`.
    pub async fn limits(&self, now: TaskClock) -> Result<Vec<LimitState>, StoreError> {
        self.perform(All(now)).await
    }

    /// Sets the limit of an agency; it begins full.
    pub async fn set_limit(&self, limit: Limit, now: TaskClock) -> Result<(), StoreError> {
        self.perform(Change { limit, keep: true, now }).await
    }

    /// Takes the limit of `agency` away.
    pub async fn clear_limit(&self, agency: &str) -> Result<(), StoreError> {
        let agency = agency.to_owned();
        let limit = Limit { agency, per_hour: None, burst: 1, slots: None };
        self.perform(Change { limit, keep: false, now: TaskClock::Database }).await
    }
}

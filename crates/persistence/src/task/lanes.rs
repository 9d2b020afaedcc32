//! Lanes: which have work, what people set for them, and how full they are.
//!
//! A lane is `queue/office/agency`. It needs no row to exist: a task that waits in it is enough.

use domain::Version;
use jiff::Timestamp;

use super::TaskClock;
use super::claim::count;
use crate::chain::micros;
use crate::dialect::Column::Text;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{Store, StoreError};

/// A lane, and when the first of its tasks is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneDue {
    /// The lane.
    pub lane: String,
    /// When.
    pub due: Timestamp,
    /// What time it was by then, by the clock asked with.
    pub now: Timestamp,
}

impl LaneDue {
    /// Whether it is due by now.
    pub fn is_due(&self) -> bool {
        self.due <= self.now
    }
}

/// What somebody set for all lanes that match a pattern such as `case/MIA/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneSetting {
    /// Queue, office and agency, each a name or `*`.
    pub pattern: String,
    /// The share, against the others' shares; 100 if nobody sets one.
    pub weight: u32,
    /// Whether nothing is claimed from it.
    pub paused: bool,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: String,
    /// When; a pause begins then.
    pub at: Timestamp,
    /// Another one each time it is set, which the store counts: what is set need not know it.
    pub version: Version,
}

impl LaneSetting {
    /// Whether it is about `lane`.
    pub fn matches(&self, lane: &str) -> bool {
        let mut parts = lane.split('/');
        let all = self
            .pattern
            .split('/')
            .all(|want| parts.next().is_some_and(|part| want == "*" || part == want));
        all && parts.next().is_none()
    }

    /// Whether it pauses its lanes by `now`: a pause may be set for a later day.
    pub fn pauses(&self, now: Timestamp) -> bool {
        self.paused && self.at <= now
    }

    /// How exactly it says which lanes it means: of two that match, the more exact counts.
    pub fn exactness(&self) -> usize {
        self.pattern.split('/').filter(|part| *part != "*").count()
    }
}

/// How full a lane is. Counting stops at a thousand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneState {
    /// The lane.
    pub lane: String,
    /// Tasks that are due.
    pub due: u32,
    /// When the first of them became due.
    pub since: Option<Timestamp>,
    /// Tasks under a lease.
    pub leased: u32,
    /// When the next is due, of those that are not yet.
    pub next: Option<Timestamp>,
}

/// Jumps from lane to lane along the index: as many short looks as there are lanes, however many
/// tasks wait.
static DUE: Ask = Ask {
    postgres: concat!(
        "WITH RECURSIVE l AS ( \
                   (SELECT lane, visible_at FROM tasks ORDER BY lane, visible_at LIMIT 1) \
                   UNION ALL \
                   SELECT n.lane, n.visible_at FROM l CROSS JOIN LATERAL ( \
                       SELECT lane, visible_at FROM tasks WHERE lane > l.lane \
                       ORDER BY lane, visible_at LIMIT 1) n) \
               SELECT lane, visible_at, ",
        pg_now!(1),
        " FROM l"
    ),
    sqlite: concat!(
        "WITH RECURSIVE l(lane) AS ( \
                 SELECT min(lane) FROM tasks \
                 UNION ALL \
                 SELECT (SELECT min(lane) FROM tasks WHERE lane > l.lane) FROM l \
                 WHERE l.lane IS NOT NULL) \
             SELECT lane, (SELECT min(visible_at) FROM tasks t WHERE t.lane = l.lane), ",
        sqlite_now!(1),
        " FROM l WHERE lane IS NOT NULL"
    ),
};
static COUNT: Ask = Ask {
    postgres: concat!(
        "SELECT i.lane, (SELECT count(*) FROM (SELECT 1 FROM tasks \
             WHERE tasks.lane = i.lane AND visible_at <= ",
        pg_now!(2),
        " LIMIT 1000) d), (SELECT count(*) FROM (SELECT 1 FROM tasks WHERE tasks.lane = i.lane \
             AND lease IS NOT NULL AND visible_at > ",
        pg_now!(2),
        " AND visible_at <= ",
        pg_now!(2),
        " + 600000000 LIMIT 1000) c), (SELECT min(visible_at) FROM tasks WHERE tasks.lane = i.lane \
             AND lease IS NULL AND visible_at > ",
        pg_now!(2),
        "), (SELECT min(visible_at) FROM tasks WHERE tasks.lane = i.lane AND visible_at <= ",
        pg_now!(2),
        ") FROM unnest($1::text[]) AS i(lane)"
    ),
    sqlite: concat!(
        "SELECT ?1, (SELECT count(*) FROM (SELECT 1 FROM tasks WHERE lane = ?1 AND visible_at <= ",
        sqlite_now!(2),
        " LIMIT 1000) d), (SELECT count(*) FROM (SELECT 1 FROM tasks WHERE lane = ?1 \
             AND lease IS NOT NULL AND visible_at > ",
        sqlite_now!(2),
        " LIMIT 1000) c), (SELECT min(visible_at) FROM tasks WHERE lane = ?1 \
             AND lease IS NULL AND visible_at > ",
        sqlite_now!(2),
        "), (SELECT min(visible_at) FROM tasks WHERE lane = ?1 AND visible_at <= ",
        sqlite_now!(2),
        ")"
    ),
};
static SETTINGS: Ask = Ask {
    postgres: "SELECT pattern, weight, paused, reason, set_by, set_at, version FROM lanes ORDER BY pattern",
    sqlite: "SELECT pattern, weight, paused, reason, set_by, set_at, version FROM lanes ORDER BY pattern",
};
/// With a version that was seen (0 is none): only if it has that one still.
static SET: Ask = Ask {
    postgres: "INSERT INTO lanes (pattern, weight, paused, reason, set_by, set_at, version) \
               VALUES ($1, $2, $3 = 1, $4, $5, $6, 2) ON CONFLICT (pattern) DO UPDATE \
               SET weight = excluded.weight, paused = excluded.paused, reason = excluded.reason, \
               set_by = excluded.set_by, set_at = excluded.set_at, version = lanes.version + 1 \
               WHERE $7::int8 = 0 OR lanes.version = $7::int8 RETURNING version",
    sqlite: "INSERT INTO lanes (pattern, weight, paused, reason, set_by, set_at, version) \
             VALUES (?1, ?2, ?3 = 1, ?4, ?5, ?6, 2) ON CONFLICT (pattern) DO UPDATE \
             SET weight = excluded.weight, paused = excluded.paused, reason = excluded.reason, \
             set_by = excluded.set_by, set_at = excluded.set_at, version = lanes.version + 1 \
             WHERE ?7 = 0 OR lanes.version = ?7 RETURNING version",
};

struct Due(TaskClock);

impl Work for Due {
    type Out = Vec<LaneDue>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<LaneDue>>, StoreError> {
        let now = [Fixed::MaybeInt(self.0.param())];
        let lanes = tx.ask(&DUE, &[], &now, |row| {
            let lane = row.text(0)?;
            let at = |micros| instant(micros, "tasks", "visible_at", &lane);
            Ok(LaneDue { due: at(row.int(1)?)?, now: at(row.int(2)?)?, lane: lane.clone() })
        });
        Ok(Done::Leave(lanes.await?))
    }
}

struct States(TaskClock);

impl Work for States {
    type Out = Vec<LaneState>;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<LaneState>>, StoreError> {
        let now = Fixed::MaybeInt(self.0.param());
        let lanes = tx.ask(&DUE, &[], &[now], |row| row.text(0)).await?;
        let lanes = Text(lanes.into_iter().map(Into::into).collect());
        let states = tx
            .ask(&COUNT, &[lanes], &[now], |row| {
                let lane = row.text(0)?;
                let at = |micros: Option<i64>| {
                    micros.map(|at| instant(at, "tasks", "visible_at", &lane)).transpose()
                };
                let (due, leased) = (count(row.int(1)?), count(row.int(2)?));
                let (next, since) = (at(row.maybe_int(3)?)?, at(row.maybe_int(4)?)?);
                Ok(LaneState { lane: lane.clone(), due, since, leased, next })
            })
            .await?;
        Ok(Done::Leave(states))
    }
}

struct Settings;

impl Work for Settings {
    type Out = Vec<LaneSetting>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<LaneSetting>>, StoreError> {
        let settings = tx.ask(&SETTINGS, &[], &[], |row| {
            let pattern = row.text(0)?;
            Ok(LaneSetting {
                weight: count(row.int(1)?),
                paused: row.flag(2)?,
                reason: row.text(3)?,
                by: row.text(4)?,
                at: instant(row.int(5)?, "lanes", "set_at", &pattern)?,
                version: Version(row.int(6)?),
                pattern,
            })
        });
        Ok(Done::Leave(settings.await?))
    }
}

struct Set {
    setting: LaneSetting,
    seen: Option<Version>,
}

impl Work for Set {
    type Out = bool;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, StoreError> {
        let setting = &self.setting;
        let fixed = [
            Fixed::Text(&setting.pattern),
            Fixed::Int(setting.weight.into()),
            Fixed::Int(setting.paused.into()),
            Fixed::Text(&setting.reason),
            Fixed::Text(&setting.by),
            Fixed::Int(micros(setting.at)),
            Fixed::Int(self.seen.map_or(0, |seen| seen.0)),
        ];
        let set = tx.ask(&SET, &[], &fixed, |row| row.int(0)).await?;
        Ok(Done::Keep(!set.is_empty()))
    }
}

impl Store {
    /// Every lane in which a task waits or is worked on, with the first due time.
    pub async fn lanes_due(&self, now: TaskClock) -> Result<Vec<LaneDue>, StoreError> {
        self.perform(Due(now)).await
    }

    /// Every lane, with how full it is.
    pub async fn lane_states(&self, now: TaskClock) -> Result<Vec<LaneState>, StoreError> {
        self.perform(States(now)).await
    }

    /// What people set.
    pub async fn lane_settings(&self) -> Result<Vec<LaneSetting>, StoreError> {
        self.perform(Settings).await
    }

    /// Sets weight and pause for the lanes of a pattern.
    pub async fn set_lane(&self, setting: LaneSetting) -> Result<(), StoreError> {
        self.perform(Set { setting, seen: None }).await.map(drop)
    }

    /// The same, if the pattern is at version `seen` still; at 1 nobody has set it yet. Answers
    /// whether it was, in one step: of two who saw the same, one sets it.
    pub async fn set_lane_as_seen(
        &self,
        setting: LaneSetting,
        seen: Version,
    ) -> Result<bool, StoreError> {
        self.perform(Set { setting, seen: Some(seen) }).await
    }
}

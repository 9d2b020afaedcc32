//! Rows of workers, for people to look at.

use jiff::Timestamp;

use super::claim::count;
use super::{TaskClock, WorkerId};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{Store, StoreError};

/// What a worker is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerState {
    /// It claims and works.
    Working,
    /// It finishes what it has and claims no more.
    Stopping,
    /// It ended as it should.
    Stopped,
}

impl WorkerState {
    /// As it is kept and shown.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
        }
    }
}

/// A worker as it last said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Which.
    pub id: WorkerId,
    /// On which machine.
    pub host: String,
    /// Which version of the program.
    pub build: String,
    /// Tasks at once.
    pub concurrency: u32,
    /// Since when.
    pub started_at: Timestamp,
    /// When it last said so.
    pub beat_at: Timestamp,
    /// What it was at.
    pub state: String,
    /// How long ago that was, by the clock asked with.
    pub silent_for: std::time::Duration,
}

static BEAT: Ask = Ask {
    postgres: concat!(
        "INSERT INTO workers (id, host, build, concurrency, started_at, beat_at, state) \
         VALUES ($1, $2, $3, $4, ",
        pg_now!(6),
        ", ",
        pg_now!(6),
        ", $5) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at, state = excluded.state"
    ),
    sqlite: concat!(
        "INSERT INTO workers (id, host, build, concurrency, started_at, beat_at, state) \
         VALUES (?1, ?2, ?3, ?4, ",
        sqlite_now!(6),
        ", ",
        sqlite_now!(6),
        ", ?5) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at, state = excluded.state"
    ),
};
static LIST: Ask = Ask {
    postgres: concat!(
        "SELECT id, host, build, concurrency, started_at, beat_at, state, ",
        pg_now!(1),
        " FROM workers ORDER BY started_at DESC LIMIT 200"
    ),
    sqlite: concat!(
        "SELECT id, host, build, concurrency, started_at, beat_at, state, ",
        sqlite_now!(1),
        " FROM workers ORDER BY started_at DESC LIMIT 200"
    ),
};
/// A day after they fell silent nobody looks at them any more.
static FORGET: Ask = Ask {
    postgres: concat!("DELETE FROM workers WHERE beat_at < ", pg_now!(1), " - 86400000000"),
    sqlite: concat!("DELETE FROM workers WHERE beat_at < ", sqlite_now!(1), " - 86400000000"),
};

struct Beat {
    id: WorkerId,
    host: String,
    concurrency: u32,
    state: WorkerState,
    now: TaskClock,
}

impl Work for Beat {
    type Out = ();

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let now = Fixed::MaybeInt(self.now.param());
        let fixed = [
            Fixed::Int(self.id.0),
            Fixed::Text(&self.host),
            Fixed::Text(env!("CARGO_PKG_VERSION")),
            Fixed::Int(self.concurrency.into()),
            Fixed::Text(self.state.code()),
            now,
        ];
        tx.ask(&BEAT, &[], &fixed, |_| Ok(())).await?;
        tx.ask(&FORGET, &[], &[now], |_| Ok(())).await?;
        Ok(Done::Keep(()))
    }
}

struct List(TaskClock);

impl Work for List {
    type Out = Vec<WorkerRow>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<WorkerRow>>, StoreError> {
        let now = [Fixed::MaybeInt(self.0.param())];
        let workers = tx.ask(&LIST, &[], &now, |row| {
            let id = WorkerId(row.int(0)?);
            let beat = row.int(5)?;
            let silent = u64::try_from(row.int(7)?.saturating_sub(beat)).unwrap_or(0);
            Ok(WorkerRow {
                id,
                host: row.text(1)?,
                build: row.text(2)?,
                concurrency: count(row.int(3)?),
                started_at: instant(row.int(4)?, "workers", "started_at", &id.to_string())?,
                beat_at: instant(beat, "workers", "beat_at", &id.to_string())?,
                state: row.text(6)?,
                silent_for: std::time::Duration::from_micros(silent),
            })
        });
        Ok(Done::Leave(workers.await?))
    }
}

impl Store {
    /// Says that the worker `id` is there.
    pub async fn beat(
        &self,
        id: WorkerId,
        host: &str,
        concurrency: u32,
        state: WorkerState,
        now: TaskClock,
    ) -> Result<(), StoreError> {
        self.perform(Beat { id, host: host.to_owned(), concurrency, state, now }).await
    }

    /// The workers of the last day, the newest first.
    pub async fn workers(&self, now: TaskClock) -> Result<Vec<WorkerRow>, StoreError> {
        self.perform(List(now)).await
    }
}

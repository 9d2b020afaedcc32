//! What waits beside tasks: messages both ways, the feed, dead letters; and what the database
//! takes up. For figures and for people, so it is counted only so far.

use std::time::Duration;

use sea_orm::FromQueryResult;

use super::TaskClock;
use super::claim::count;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{Dialect, Store, StoreError};

/// How many wait, and for how long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// How many; counting stops at ten thousand.
    pub count: u32,
    /// How long the first of those counted has waited.
    pub longest: Duration,
}

/// What waits beside tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Messages to the outside that were not sent, without those that somebody gave up.
    pub outbox: Depth,
    /// Messages from outside that were not acted on.
    pub inbox: Depth,
    /// Commits whose events have no position in the feed yet.
    pub feed: Depth,
    /// Dead letters of which nobody has said what becomes of them.
    pub dead_letters: u32,
}

/// What the database takes up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Sizes {
    /// Bytes of tables and indices.
    pub database_bytes: i64,
    /// Bytes of write-ahead log that the server has ever written, for all its databases; none on
    /// SQLite, whose log is copied into the file and begun anew.
    pub wal_bytes: Option<i64>,
}

macro_rules! waiting {
    () => {
        "SELECT o.n, o.at, i.n, i.at, f.n, d.n FROM \
         (SELECT count(*) AS n, min(at) AS at FROM (SELECT at FROM outbox u \
             WHERE sent_at IS NULL AND NOT EXISTS (SELECT 1 FROM dead_tasks g \
                 WHERE g.owner = u.stream AND g.key = 'deliver' \
                 AND g.resolution = 'abandoned' AND g.payload = u.id) LIMIT 10000) x) o, \
         (SELECT count(*) AS n, min(received_at) AS at \
             FROM (SELECT received_at FROM messages LIMIT 10000) x) i, \
         (SELECT count(*) AS n FROM (SELECT 1 FROM feed_pending LIMIT 10000) x) f, \
         (SELECT count(*) AS n FROM (SELECT 1 FROM dead_tasks \
             WHERE resolved_at IS NULL LIMIT 10000) x) d"
    };
}

static WAITING: Ask = Ask { postgres: waiting!(), sqlite: waiting!() };
static NOW: Ask =
    Ask { postgres: concat!("SELECT ", pg_now!(1)), sqlite: concat!("SELECT ", sqlite_now!(1)) };
static FIRST: Ask = Ask {
    postgres: "SELECT entries FROM feed_pending ORDER BY seq LIMIT 1",
    sqlite: "SELECT entries FROM feed_pending ORDER BY seq LIMIT 1",
};
static WRITTEN: Ask = Ask {
    postgres: "SELECT at FROM events WHERE stream = $1 AND version = $2",
    sqlite: "SELECT at FROM events WHERE stream = ?1 AND version = ?2",
};

struct Look(TaskClock);

/// Since `at`, by `now`; nothing waits if there is no instant.
fn since(now: i64, at: Option<i64>) -> Duration {
    let micros = at.map_or(0, |at| now.saturating_sub(at)).max(0);
    Duration::from_micros(micros.unsigned_abs())
}

impl Work for Look {
    type Out = Backlog;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Backlog>, StoreError> {
        let clock = [Fixed::MaybeInt(self.0.param())];
        let now = tx.ask(&NOW, &[], &clock, |row| row.int(0)).await?.pop().unwrap_or_default();
        let rows = tx.ask(&WAITING, &[], &[], |row| {
            let of = |n, at| Ok::<_, StoreError>((count(row.int(n)?), row.maybe_int(at)?));
            Ok((of(0, 1)?, of(2, 3)?, count(row.int(4)?), count(row.int(5)?)))
        });
        let Some((outbox, inbox, feed, dead_letters)) = rows.await?.pop() else {
            return Ok(Done::Leave(Backlog::default()));
        };
        let first = tx.ask(&FIRST, &[], &[], |row| row.text(0)).await?.pop();
        let waiting = |(count, at)| Depth { count, longest: since(now, at) };
        Ok(Done::Leave(Backlog {
            outbox: waiting(outbox),
            inbox: waiting(inbox),
            feed: waiting((feed, written(tx, first).await?)),
            dead_letters,
        }))
    }
}

/// When the first event of a note for the feed was written.
async fn written(tx: &mut Tx, note: Option<String>) -> Result<Option<i64>, StoreError> {
    let note = note.unwrap_or_default();
    let mut words = note.split([' ', '\n']);
    let (Some(stream), Some(version)) = (words.next(), words.next()) else { return Ok(None) };
    let Ok(version) = version.parse() else { return Ok(None) };
    let event = [Fixed::Text(stream), Fixed::Int(version)];
    Ok(tx.ask(&WRITTEN, &[], &event, |row| row.int(0)).await?.pop())
}

impl Store {
    /// What waits beside tasks.
    pub async fn backlog(&self, now: TaskClock) -> Result<Backlog, StoreError> {
        self.perform(Look(now)).await
    }

    /// What the database takes up.
    pub async fn sizes(&self) -> Result<Sizes, StoreError> {
        let sql = match self.dialect() {
            Dialect::Postgres => {
                "SELECT pg_database_size(current_database())::int8 AS database_bytes, \
                 (pg_current_wal_lsn() - '0/0'::pg_lsn)::int8 AS wal_bytes"
            }
            Dialect::Sqlite => {
                "SELECT page_count * page_size AS database_bytes, \
                 CAST(NULL AS INTEGER) AS wal_bytes FROM pragma_page_count(), pragma_page_size()"
            }
        };
        let sizes = Sizes::find_by_statement(self.statement(sql, [])).one(&self.reader).await?;
        Ok(sizes.unwrap_or_default())
    }
}

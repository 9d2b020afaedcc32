//! Tasks for cases and flights that have none: after an import, and wherever one was lost.

use super::TaskClock;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

/// One that became a dead letter is not planted again: somebody has to look.
static CASES: Ask = Ask {
    postgres: concat!(
        "WITH p AS (INSERT INTO tasks (owner, key, lane, visible_at) \
         SELECT c.id, 'advance', 'case/' || replace(c.office, '/', '-') || '/' \
             || COALESCE(c.removal_country, '-'), ",
        pg_now!(1),
        " FROM cases c WHERE c.is_open \
         AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.owner = c.id AND t.key = 'advance') \
         AND NOT EXISTS (SELECT 1 FROM dead_tasks d WHERE d.owner = c.id AND d.key = 'advance' \
             AND d.resolved_at IS NULL) \
         ORDER BY c.id ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) FROM p"
    ),
    sqlite: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at) \
         SELECT c.id, 'advance', 'case/' || replace(c.office, '/', '-') || '/' \
             || COALESCE(c.removal_country, '-'), ",
        sqlite_now!(1),
        " FROM cases c WHERE c.is_open \
         AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.owner = c.id AND t.key = 'advance') \
         AND NOT EXISTS (SELECT 1 FROM dead_tasks d WHERE d.owner = c.id AND d.key = 'advance' \
             AND d.resolved_at IS NULL) \
         ORDER BY c.id ON CONFLICT DO NOTHING"
    ),
};
static FLIGHTS: Ask = Ask {
    postgres: concat!(
        "WITH p AS (INSERT INTO tasks (owner, key, lane, visible_at) \
         SELECT f.id, 'flight', 'flight/-/-', ",
        pg_now!(1),
        " FROM flights f WHERE f.status NOT IN ('arrived', 'cancelled') \
         AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.owner = f.id AND t.key = 'flight') \
         AND NOT EXISTS (SELECT 1 FROM dead_tasks d WHERE d.owner = f.id AND d.key = 'flight' \
             AND d.resolved_at IS NULL) \
         ORDER BY f.id ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) FROM p"
    ),
    sqlite: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at) \
         SELECT f.id, 'flight', 'flight/-/-', ",
        sqlite_now!(1),
        " FROM flights f WHERE f.status NOT IN ('arrived', 'cancelled') \
         AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.owner = f.id AND t.key = 'flight') \
         AND NOT EXISTS (SELECT 1 FROM dead_tasks d WHERE d.owner = f.id AND d.key = 'flight' \
             AND d.resolved_at IS NULL) \
         ORDER BY f.id ON CONFLICT DO NOTHING"
    ),
};

struct Plant(TaskClock);

impl Work for Plant {
    type Out = u64;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, StoreError> {
        let now = Fixed::MaybeInt(self.0.param());
        let mut planted = 0;
        for question in [&CASES, &FLIGHTS] {
            let mut told = tx.ask(question, &[], &[now], |row| row.int(0)).await?;
            if matches!(tx, Tx::Sqlite(_)) {
                told = tx.ask(&CHANGES, &[], &[], |row| row.int(0)).await?;
            }
            planted += told.first().copied().unwrap_or(0).unsigned_abs();
        }
        Ok(Done::Keep(planted))
    }
}

/// SQLite says afterwards how many rows there were.
static CHANGES: Ask = Ask { postgres: "SELECT 0::int8", sqlite: "SELECT changes()" };

impl Store {
    /// Puts a task down for every open case and flight that has neither a task nor an open dead
    /// letter. Answers how many.
    pub async fn plant_tasks(&self, now: TaskClock) -> Result<u64, StoreError> {
        self.perform(Plant(now)).await
    }
}

//! Waking: a task becomes due, or is marked so that whoever works on it looks again.

use std::borrow::Cow;

use super::TaskClock;
use crate::dialect::Column::{MaybeInt, MaybeText, Text};
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::work::{Done, Work};
use crate::{NewTask, Store, StoreError};

/// Under a lease only the mark is left: the due time is the lease's end. The mark is read when
/// the work is committed, from the locked row, so it is never lost.
static SIGNAL: Ask = Ask {
    postgres: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at, payload, trace) \
         SELECT owner, key, lane, COALESCE(due, ",
        pg_now!(7),
        "), payload, trace \
         FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::text[]) \
             AS i(owner, key, lane, due, payload, trace) \
         ON CONFLICT (owner, key) DO UPDATE SET wake = tasks.lease IS NOT NULL, \
             lane = excluded.lane, trace = COALESCE(excluded.trace, tasks.trace), \
             visible_at = CASE WHEN tasks.lease IS NULL \
                 THEN LEAST(tasks.visible_at, excluded.visible_at) ELSE tasks.visible_at END"
    ),
    sqlite: concat!(
        "INSERT INTO tasks (owner, key, lane, visible_at, payload, trace) \
         VALUES (?1, ?2, ?3, COALESCE(?4, ",
        sqlite_now!(7),
        "), ?5, ?6) \
         ON CONFLICT (owner, key) DO UPDATE SET wake = tasks.lease IS NOT NULL, \
             lane = excluded.lane, trace = COALESCE(excluded.trace, tasks.trace), \
             visible_at = CASE WHEN tasks.lease IS NULL \
                 THEN min(tasks.visible_at, excluded.visible_at) ELSE tasks.visible_at END"
    ),
};

/// Puts `tasks` down, or wakes those that are there, each with where in a trace it came from. Of
/// two with one key the earlier counts.
pub(crate) async fn signal(
    tx: &mut Tx,
    tasks: &[(&NewTask, Option<&str>)],
    now: TaskClock,
) -> Result<(), StoreError> {
    let mut tasks = tasks.to_vec();
    // None is at once, so it comes before any instant.
    tasks.sort_by(|(a, _), (b, _)| (&a.task, a.due).cmp(&(&b.task, b.due)));
    tasks.dedup_by(|(later, _), (first, _)| later.task == first.task);
    let text = |of: fn(&NewTask) -> &str| {
        Text(tasks.iter().map(|(task, _)| Cow::from(of(task))).collect())
    };
    let columns = [
        text(|task| &task.task.owner),
        text(|task| &task.task.key),
        text(|task| &task.lane),
        MaybeInt(tasks.iter().map(|(task, _)| task.due.map(crate::chain::micros)).collect()),
        text(|task| &task.payload),
        MaybeText(tasks.iter().map(|(_, trace)| trace.map(Cow::from)).collect()),
    ];
    tx.ask(&SIGNAL, &columns, &[Fixed::MaybeInt(now.param())], |_| Ok(())).await.map(drop)
}

struct Signal(Vec<NewTask>, Option<String>, TaskClock);

impl Work for Signal {
    type Out = ();
    const ALONE: bool = true;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let tasks: Vec<_> = self.0.iter().map(|task| (task, self.1.as_deref())).collect();
        signal(tx, &tasks, self.2).await?;
        Ok(Done::Keep(()))
    }
}

impl Store {
    /// Puts `tasks` down, or wakes those that are there already.
    pub async fn signal(&self, tasks: Vec<NewTask>, now: TaskClock) -> Result<(), StoreError> {
        self.perform(Signal(tasks, self.place(), now)).await?;
        self.woken().notify_one();
        Ok(())
    }
}

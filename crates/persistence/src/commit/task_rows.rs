//! The task that a unit is the work of: its fence, and what becomes of it; and the feed's note.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::Ready;
use super::prepare::{PreparedCase, PreparedFlight};
use crate::chain::micros;
use crate::dialect::Column::{Bytes, MaybeInt, MaybeText, Text};
use crate::dialect::ask::{Ask, Fixed, pg_now, sqlite_now};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::task::{TaskClock, TaskKey, Then, keys, signal};
use crate::{NewTask, StoreError};

/// How many of the tasks are held under the lease that their work was begun with and were not
/// woken since: mostly all of them, and then nothing more has to be read. Locks them, as
/// [`LOCK`] does.
static HELD: Ask = Ask {
    postgres: "WITH held AS MATERIALIZED (SELECT t.lease = i.lease AND NOT t.wake AS calm \
               FROM tasks t JOIN unnest($1::text[], $2::text[], $3::bytea[]) \
               AS i(owner, key, lease) ON t.owner = i.owner AND t.key = i.key \
               ORDER BY t.owner, t.key FOR UPDATE OF t) \
               SELECT count(*) FILTER (WHERE calm) FROM held",
    sqlite: "SELECT 1 FROM tasks WHERE owner = ?1 AND key = ?2 AND lease = ?3 AND NOT wake",
};
static LOCK: Ask = Ask {
    postgres: "SELECT t.owner, t.key, t.lease, t.wake FROM tasks t \
               JOIN unnest($1::text[], $2::text[]) AS i(owner, key) \
               ON t.owner = i.owner AND t.key = i.key \
               ORDER BY t.owner, t.key FOR UPDATE OF t",
    sqlite: "SELECT owner, key, lease, wake FROM tasks WHERE owner = ?1 AND key = ?2",
};
static DONE: Ask = Ask {
    postgres: "DELETE FROM tasks t USING unnest($1::text[], $2::text[]) AS i(owner, key) \
               WHERE t.owner = i.owner AND t.key = i.key",
    sqlite: "DELETE FROM tasks WHERE owner = ?1 AND key = ?2",
};
static REST: Ask = Ask {
    postgres: concat!(
        "UPDATE tasks t SET visible_at = COALESCE(i.due, ",
        pg_now!(5),
        "), lane = COALESCE(i.lane, t.lane), lease = NULL, worker = NULL, attempt = 0, \
         failed = 0, wake = false, error = NULL, \
         trace = CASE WHEN t.wake THEN t.trace END \
         FROM unnest($1::text[], $2::text[], $3::int8[], $4::text[]) AS i(owner, key, due, lane) \
         WHERE t.owner = i.owner AND t.key = i.key"
    ),
    sqlite: concat!(
        "UPDATE tasks SET visible_at = COALESCE(?3, ",
        sqlite_now!(5),
        "), lane = COALESCE(?4, lane), lease = NULL, worker = NULL, attempt = 0, failed = 0, \
         wake = 0, error = NULL, trace = CASE WHEN wake THEN trace END \
         WHERE owner = ?1 AND key = ?2"
    ),
};
static TAKEN: Ask = Ask {
    postgres: "DELETE FROM messages WHERE id = ANY($1::text[])",
    sqlite: "DELETE FROM messages WHERE id = ?1",
};
static FEED: Write = Write {
    columns: &[("entries", Kind::Text)],
    form: Form::Insert { table: "feed_pending", then: "" },
};

/// The tasks that `units` are about, as they are under the lock, until the end. Locked before any
/// case, here as by officers, so that nobody waits in a ring.
pub(super) enum Held {
    /// Every fence stands, and nobody woke its task.
    All,
    /// Whose lease each task is under, and whether somebody woke it.
    Some(HashMap<TaskKey, (Option<Vec<u8>>, bool)>),
}

impl Held {
    fn woken(&self, task: &TaskKey) -> bool {
        match self {
            Self::All => false,
            Self::Some(tasks) => tasks.get(task).is_some_and(|(_, wake)| *wake),
        }
    }
}

/// Locks the tasks of `units`, in the order of their keys.
pub(super) async fn lock(tx: &mut Tx, units: &[Ready]) -> Result<Held, StoreError> {
    let fences = || units.iter().flat_map(|unit| &unit.fences);
    let tasks = units.iter().flat_map(|unit| &unit.tasks).map(|task| (&task.task, &[][..]));
    // A fence's lease comes before the nothing of the same task, which is dropped.
    let mut wanted: Vec<(&TaskKey, &[u8])> =
        fences().map(|fence| (&fence.task, fence.lease.bytes())).chain(tasks).collect();
    wanted.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(a.1)));
    wanted.dedup_by_key(|row| row.0);
    let [owners, names] = keys(wanted.iter().map(|row| row.0));
    let leases = Bytes(wanted.iter().map(|row| row.1).collect());
    let calm = tx.ask(&HELD, &[owners, names, leases], &[], |row| row.int(0)).await?;
    let wants = fences().count(); // one task in two fences is looked at closely
    if i64::try_from(wants) == Ok(calm.iter().sum()) {
        return Ok(Held::All);
    }
    let held = tx
        .ask(&LOCK, &keys(wanted.iter().map(|row| row.0)), &[], |row| {
            let task = TaskKey { owner: row.text(0)?, key: row.text(1)? };
            Ok((task, (row.bytes(2)?, row.flag(3)?)))
        })
        .await?;
    Ok(Held::Some(held.into_iter().collect()))
}

/// Whether the unit's work is still under the lease that it was begun with.
pub(super) fn is_held(unit: &Ready, held: &Held) -> bool {
    let tasks = match held {
        Held::All => return true,
        Held::Some(tasks) => tasks,
    };
    unit.fences.iter().all(|fence| {
        let lease = tasks.get(&fence.task).and_then(|(lease, _)| lease.as_deref());
        lease == Some(fence.lease.bytes())
    })
}

/// Ends the work of `units`, after all that they wrote, and puts down what follows.
pub(super) async fn write(tx: &mut Tx, units: &[&Ready], held: &Held) -> Result<(), StoreError> {
    let (mut done, mut rest) = (Vec::new(), Vec::new());
    let mut taken = Vec::new();
    for unit in units {
        if !unit.fences.is_empty() {
            taken.extend(unit.command.as_ref().map(|command| command.id.as_str()));
        }
        for fence in &unit.fences {
            let woken = held.woken(&fence.task);
            match &fence.then {
                Then::Keep => {}
                Then::Done if woken => rest.push((&fence.task, None, None)),
                Then::Done => done.push(&fence.task),
                Then::Rest { due, lane } => {
                    let due = if woken { None } else { due.map(micros) };
                    rest.push((&fence.task, due, lane.as_deref()));
                }
            }
        }
    }
    tx.ask(&DONE, &keys(done.into_iter()), &[], |_| Ok(())).await?;
    let clock = units.first().map_or(TaskClock::Database, |unit| unit.now);
    let now = Fixed::MaybeInt(clock.param());
    let [owners, names] = keys(rest.iter().map(|row| row.0));
    let due = MaybeInt(rest.iter().map(|row| row.1).collect());
    let lanes = MaybeText(rest.iter().map(|row| row.2.map(Into::into)).collect());
    tx.ask(&REST, &[owners, names, due, lanes], &[now], |_| Ok(())).await?;
    tx.ask(&TAKEN, &[Text(taken.into_iter().map(Into::into).collect())], &[], |_| Ok(())).await?;
    // A unit never puts down its own task: it was just ended, and would be ended and begun at
    // once.
    let own =
        |unit: &Ready, task: &NewTask| unit.fences.iter().any(|fence| fence.task == task.task);
    let mut tasks: Vec<(&NewTask, Option<&str>)> = Vec::new();
    for unit in units {
        let others = unit.tasks.iter().filter(|task| !own(unit, task));
        tasks.extend(others.map(|task| (task, unit.trace.as_deref())));
    }
    signal(tx, &tasks, clock).await
}

/// Notes the events for the feed: one row for the whole transaction.
pub(super) async fn feed(
    tx: &mut Tx,
    cases: &[&PreparedCase],
    flights: &[&PreparedFlight],
) -> Result<(), StoreError> {
    let of_cases = cases.iter().map(|case| (case.stream(), &case.events));
    let of_flights = flights.iter().map(|flight| (flight.stream(), &flight.events));
    let mut entries = String::new();
    for (stream, events) in of_cases.chain(of_flights) {
        let Some(first) = events.first() else { continue };
        if !entries.is_empty() {
            entries.push('\n');
        }
        entries.push_str(stream);
        // Writing to a text cannot fail.
        let _ = write!(entries, " {} {}", first.version, events.len());
    }
    if entries.is_empty() {
        return Ok(());
    }
    tx.write(&FEED, &[Text(vec![entries.into()])]).await.map(drop)
}

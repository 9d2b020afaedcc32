//! Three stores agree: the same sequences of commits, claims, failures, signals and messages on
//! plain maps in memory, on SQLite and on PostgreSQL come to the same verdicts, states, histories
//! and hashes.

mod act;
mod chain;
mod memory;
mod real;

use std::collections::BTreeMap;

use act::{Act, Dice, id};
use memory::{EITHER, Memory};
use real::Real;

use crate::database::Db;
use crate::tasks::second;

/// Things that are done in one sequence.
const ACTS: usize = 80;

/// As many sequences as `CASEFLIGHT_AGREE_SEEDS` says.
#[expect(clippy::disallowed_methods, reason = "the test run is told things by its environment")]
fn seeds() -> u32 {
    std::env::var("CASEFLIGHT_AGREE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_sqlite_and_postgresql_agree_on_any_sequence() {
    let mut stores = vec![("SQLite", Real::on(Db::sqlite().await))];
    stores.extend(Db::postgres("agree").await.map(|db| ("PostgreSQL", Real::on(db))));
    // One after the other on the same stores: each sequence has cases of its own.
    let mut memory = Memory::default();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..seeds() {
        let (base, mut dice) = ((seed + 1) * 100, Dice(seed.into()));
        let mut leases = BTreeMap::new();
        for n in 0..ACTS {
            let act = act::next(&mut dice, base, &memory, &mut leases);
            let meant = memory.act(&act);
            for word in meant.iter().filter(|_| matches!(act, Act::Commit(_))) {
                let kind = word.split([' ', '{']).next().unwrap_or_default().to_owned();
                *counts.entry(kind).or_default() += 1;
            }
            for (name, store) in &mut stores {
                let mut found = store.act(&act).await;
                for (found, _) in found.iter_mut().zip(&meant).filter(|(_, meant)| *meant == EITHER)
                {
                    assert!(matches!(found.as_str(), "stale" | "already open"), "{found}");
                    EITHER.clone_into(found);
                }
                assert_eq!(found, meant, "{name}, seed {seed}, act {n}: {act:?}");
            }
        }
        memory.act(&Act::Sequence);
        for (name, store) in &mut stores {
            store.act(&Act::Sequence).await;
            assert_same(&memory, store, base, &format!("{name}, seed {seed}")).await;
        }
    }
    // Nothing agrees for want of trouble.
    for kind in ["done", "stale", "lease", "already", "refused"] {
        assert!(counts.get(kind).is_some_and(|count| *count > 5), "{kind} is rare: {counts:?}");
    }
    for (_, store) in stores {
        store.db.close().await;
    }
}

async fn assert_same(memory: &Memory, real: &Real, base: u32, at: &str) {
    let store = &real.db.store;
    for (case, stream) in memory.streams.range(base..) {
        let id = id(*case);
        let loaded = store.case(&id).await.unwrap();
        assert_eq!(loaded.value, stream.case, "{at}");
        assert_eq!(Some(loaded.chain()), stream.hashes.last(), "{at}: {id}");
        let history = store.history(&id).await.unwrap();
        let hashes: Vec<[u8; 32]> = history.iter().map(|event| event.hash).collect();
        assert_eq!(hashes, stream.hashes, "{at}: {id}");
        assert!(store.verify_stream(&id).await.unwrap().is_intact(), "{at}: {id}");
    }
    let tasks = store.tasks(None, None, 10_000).await.unwrap();
    let found: BTreeMap<String, String> = tasks
        .into_iter()
        .map(|row| {
            let (due, held) = (row.visible_at, row.worker.is_some());
            let (attempt, wake, error) = (row.attempt, row.wake, row.error);
            (row.task.owner, format!("{} {due} {held} {attempt} {wake} {error:?}", row.lane))
        })
        .collect();
    let meant: BTreeMap<String, String> = memory
        .tasks
        .iter()
        .map(|(case, row)| {
            let (due, held) = (second(row.due), row.lease.is_some());
            let (attempt, wake, error) = (row.attempt, row.wake, &row.error);
            (id(*case).to_string(), format!("{} {due} {held} {attempt} {wake} {error:?}", row.lane))
        })
        .collect();
    assert_eq!(found, meant, "{at}");
    let dead = store.dead_tasks(true, None, 10_000).await.unwrap();
    let mut found: Vec<String> = dead
        .into_iter()
        .map(|one| format!("{} {} {} {}", one.task.owner, one.attempts, one.failed, one.error))
        .collect();
    let mut meant: Vec<String> = memory
        .dead
        .iter()
        .map(|(case, attempts, failed, error)| format!("{} {attempts} {failed} {error}", id(*case)))
        .collect();
    found.sort();
    meant.sort();
    assert_eq!(found, meant, "{at}");
    let mut found: Vec<(String, i64)> = Vec::new();
    loop {
        let after = i64::try_from(found.len()).unwrap();
        let more = store.feed(after, 10_000).await.unwrap();
        if more.is_empty() {
            break;
        }
        found.extend(more.into_iter().map(|entry| (entry.stream, entry.version)));
    }
    let meant: Vec<(String, i64)> =
        memory.feed.iter().map(|(case, version)| (id(*case).to_string(), *version)).collect();
    assert_eq!(found, meant, "{at}");
    let owners: Vec<String> =
        memory.messages.iter().map(|(case, _)| id(*case).to_string()).collect();
    let waiting = store.messages(owners).await.unwrap();
    let mut found: Vec<String> = waiting.into_iter().map(|message| message.id).collect();
    let mut meant: Vec<String> = memory.messages.iter().map(|(_, id)| id.clone()).collect();
    found.sort();
    meant.sort();
    found.dedup();
    meant.dedup();
    assert_eq!(found, meant, "{at}");
    let outgoing = store.unsent(memory.outbox.last().map_or("", String::as_str)).await.unwrap();
    assert_eq!(outgoing.is_some(), !memory.outbox.is_empty(), "{at}");
}

//! The race of a signal with the end of the work, with two connections in a fixed order; and
//! many workers at once.

use std::collections::BTreeSet;

use domain::*;
use persistence::{CaseTransition, Dialect, Then, Unit};
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::task::JoinSet;

use super::*;
use crate::fixture::*;
use crate::on_both;

on_both! {
    /// The commit waits for the task's row while somebody else wakes it. Were the mark read from
    /// the commit's own snapshot, the delete would pass over the row that has changed, and the
    /// task would stay leased with nobody at work.
    async fn a_signal_that_comes_while_the_commit_waits_is_not_lost(db: &Db) {
        if db.store.dialect() == Dialect::Sqlite {
            return; // one writer: nobody waits
        }
        for then in [Then::Done, Then::Rest { due: Some(second(900)), lane: None }] {
            let n = if then == Then::Done { 1 } else { 2 };
            let open = CaseTransition::open(case(n), &stamp());
            let owner = open.value().id.to_string();
            let tasks = vec![task(&owner, 0)];
            Db::done(&db.one(Unit { tasks, now: clock(0), ..Unit::case(open) }).await);
            let held = claim(db, 1, 1, 0).await.remove(0);
            let other = db.raw.begin().await.unwrap();
            let sql = format!("UPDATE tasks SET wake = true WHERE owner = '{owner}'");
            other.execute_unprepared(&sql).await.unwrap();
            let case = db.store.case(&CaseId::new(&owner).unwrap()).await.unwrap();
            let step = case.record(vec![CaseEvent::OrderBecameFinal], &stamp());
            let unit = Unit { fences: vec![held.fence(then)], now: clock(5), ..Unit::case(step) };
            let store = db.store.clone();
            let mut commit = JoinSet::new();
            commit.spawn(async move { store.commit(vec![unit]).await });
            wait_until_somebody_waits(db).await;
            other.commit().await.unwrap();
            Db::done(&commit.join_next().await.unwrap().unwrap().unwrap()[0]);
            let again = claim(db, 1, 2, 5).await;
            assert_eq!(owners(&again), [owner.as_str()], "woken, so due at once");
            let unit = Unit { fences: vec![again[0].fence(Then::Done)], ..Unit::default() };
            Db::done(&db.one(unit).await);
        }
    }

    async fn many_workers_claim_each_task_once(db: &Db) {
        let tasks: Vec<NewTask> = (0..300).map(|n| task(&format!("c{n:03}"), 0)).collect();
        put(db, &tasks).await;
        let mut all = JoinSet::new();
        for worker in 0..6_u128 {
            let store = db.store.clone();
            all.spawn(async move {
                let mut mine = Vec::new();
                for n in 0..40 {
                    let claim = claim_of(LANE, 7, (worker << 64) + n, 0);
                    mine.extend(store.claim(claim).await.unwrap());
                }
                mine
            });
        }
        let claimed: Vec<Claimed> = all.join_all().await.concat();
        let owners: BTreeSet<&str> = claimed.iter().map(|one| one.task.owner.as_str()).collect();
        assert_eq!((claimed.len(), owners.len()), (300, 300));
    }

    /// An officer's commit and a worker's lock the task before the case, so neither waits for
    /// the other in a ring; and each signal is seen.
    async fn officers_and_workers_do_not_wait_in_a_ring(db: &Db) {
        let ids: Vec<String> = (0..20).map(|n| case(n).id.to_string()).collect();
        let open = (0..20).map(|n| {
            let open = CaseTransition::open(case(n), &stamp());
            let tasks = vec![task(open.value().id.as_str(), 0)];
            Unit { tasks, now: clock(0), ..Unit::case(open) }
        });
        db.store.commit(open.collect()).await.unwrap();
        let mut all = JoinSet::new();
        for turn in 0..4_u128 {
            let (store, ids) = (db.store.clone(), ids.clone());
            all.spawn(async move {
                for round in 0..8_u128 {
                    let lease = (turn << 64) + round + 1;
                    let work = store.claim(claim_of(LANE, 9, lease, 0)).await.unwrap();
                    let mut units = Vec::new();
                    for one in &work {
                        let id = CaseId::new(&one.task.owner).unwrap();
                        let case = store.case(&id).await.unwrap();
                        let step = case.record(vec![CaseEvent::OrderBecameFinal], &stamp());
                        let fences = vec![one.fence(Then::Done)];
                        units.push(Unit { fences, now: clock(0), ..Unit::case(step) });
                    }
                    store.commit(units).await.unwrap();
                    let mut officers = Vec::new();
                    for id in ids.iter().rev().step_by(2) {
                        let case = store.case(&CaseId::new(id).unwrap()).await.unwrap();
                        let step = case.record(vec![CaseEvent::OrderBecameFinal], &stamp());
                        let tasks = vec![task(id, 0)];
                        officers.push(Unit { tasks, now: clock(0), ..Unit::case(step) });
                    }
                    store.commit(officers).await.unwrap();
                }
            });
        }
        all.join_all().await;
        let tasks = db.store.tasks(None, None, 99).await.unwrap();
        let busy = tasks.iter().filter(|row| row.worker.is_some()).count();
        let due = claim(db, 99, 1 << 100, 0).await.len();
        assert_eq!(busy + due, tasks.len(), "whatever is not held is due");
    }
}

async fn wait_until_somebody_waits(db: &Db) {
    let sql = "SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() \
               AND wait_event_type = 'Lock'";
    for _ in 0..2_000 {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        if db.raw.query_one_raw(statement).await.unwrap().is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the commit did not wait");
}

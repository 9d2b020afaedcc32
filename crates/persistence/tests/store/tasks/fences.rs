//! A commit under a lease: it counts only while the lease does.

use domain::*;
use persistence::{CaseTransition, Command, Committed, Fence, Message, Then, Unit};

use super::*;
use crate::fixture::*;
use crate::on_both;

const CASE: &str = "P0000001.1";

/// A case with a task, claimed under lease 1.
async fn held(db: &Db) -> Claimed {
    let open = CaseTransition::open(case(1), &stamp());
    let unit = Unit { tasks: vec![task(CASE, 0)], now: clock(0), ..Unit::case(open) };
    Db::done(&db.one(unit).await);
    claim(db, 1, 1, 0).await.remove(0)
}

/// The next step of the case as it is now, under `fence`.
async fn step(db: &Db, fence: Fence) -> Unit {
    let case = db.store.case(&CaseId::new(CASE).unwrap()).await.unwrap();
    let step = case.record(vec![CaseEvent::OrderBecameFinal], &stamp());
    Unit { fences: vec![fence], now: clock(5), ..Unit::case(step) }
}

async fn tasks(db: &Db) -> Vec<persistence::TaskRow> {
    db.store.tasks(Some(CASE), None, 9).await.unwrap()
}

fn rest(due: i64) -> Then {
    Then::Rest { due: Some(second(due)), lane: None }
}

on_both! {
    async fn the_work_and_the_end_of_its_task_are_one(db: &Db) {
        let task = held(db).await;
        Db::done(&db.one(step(db, task.fence(Then::Done)).await).await);
        assert!(tasks(db).await.is_empty());
    }

    async fn a_lost_lease_commits_nothing(db: &Db) {
        let old = held(db).await;
        let unit = step(db, old.fence(Then::Done)).await;
        claim(db, 1, 2, 40).await; // somebody else, after the lease ran out
        assert_eq!(db.one(unit).await, Committed::LeaseLost);
        assert_eq!(tasks(db).await.len(), 1);
        assert_eq!(db.store.history(CASE).await.unwrap().len(), 1);
    }

    async fn a_lease_that_ran_out_unclaimed_still_counts(db: &Db) {
        // Nobody else has it: what was done under it is still the only work done.
        let task = held(db).await;
        let mut unit = step(db, task.fence(Then::Done)).await;
        unit.now = clock(500);
        Db::done(&db.one(unit).await);
    }

    async fn a_version_that_moved_keeps_the_lease(db: &Db) {
        let task = held(db).await;
        let unit = step(db, task.fence(Then::Done)).await;
        let officer = Unit { fences: vec![], ..step(db, task.fence(Then::Done)).await };
        Db::done(&db.one(officer).await);
        assert_eq!(db.one(unit).await, Committed::Stale(vec![CASE.to_owned()]));
        assert_eq!(tasks(db).await[0].worker, Some(persistence::WorkerId(7)), "still held");
        Db::done(&db.one(step(db, task.fence(Then::Done)).await).await);
    }

    async fn a_task_woken_during_its_work_is_due_at_once(db: &Db) {
        for then in [Then::Done, rest(1_000)] {
            let task = held_again(db).await;
            let unit = step(db, task.fence(then)).await;
            put(db, &[super::task(CASE, 0)]).await;
            Db::done(&db.one(unit).await);
            let again = claim(db, 1, 2, 5).await;
            assert_eq!((again.len(), again[0].attempt), (1, 1));
            let unit = step(db, again[0].fence(Then::Done)).await;
            Db::done(&db.one(unit).await);
        }
    }

    async fn a_task_rests_where_and_until_it_is_told(db: &Db) {
        let task = held(db).await;
        let then = Then::Rest { due: Some(second(90)), lane: Some("request/MIA/GTM".to_owned()) };
        Db::done(&db.one(step(db, task.fence(then)).await).await);
        let row = tasks(db).await.remove(0);
        assert_eq!((row.visible_at, &*row.lane), (second(90), "request/MIA/GTM"));
        assert_eq!((row.attempt, row.worker), (0, None));
    }

    async fn a_lease_can_go_on_over_several_steps(db: &Db) {
        let task = held(db).await;
        Db::done(&db.one(step(db, task.fence(Then::Keep)).await).await);
        put(db, &[super::task(CASE, 0)]).await;
        Db::done(&db.one(step(db, task.fence(Then::Keep)).await).await);
        Db::done(&db.one(step(db, task.fence(rest(900))).await).await);
        assert_eq!(claim(db, 1, 2, 5).await.len(), 1, "the mark was not lost on the way");
        assert_eq!(db.store.history(CASE).await.unwrap().len(), 4);
    }

    async fn work_that_came_to_nothing_still_ends_its_task(db: &Db) {
        let task = held(db).await;
        let unit = Unit { fences: vec![task.fence(rest(70))], now: clock(1), ..Unit::default() };
        Db::done(&db.one(unit).await);
        assert_eq!(tasks(db).await[0].visible_at, second(70));
        assert_eq!(db.store.history(CASE).await.unwrap().len(), 1);
    }

    async fn a_unit_never_puts_down_its_own_task(db: &Db) {
        let task = held(db).await;
        let mut unit = step(db, task.fence(Then::Done)).await;
        unit.tasks = vec![super::task(CASE, 0), super::task("P0000002.1", 3)];
        Db::done(&db.one(unit).await);
        assert!(tasks(db).await.is_empty());
        assert_eq!(db.store.tasks(Some("P0000002.1"), None, 9).await.unwrap().len(), 1);
    }

    async fn some_of_a_batch_may_have_lost_their_lease(db: &Db) {
        let first = held(db).await;
        let open = CaseTransition::open(case(2), &stamp());
        let unit = Unit { tasks: vec![super::task("P0000002.1", 0)], now: clock(0), ..Unit::case(open) };
        Db::done(&db.one(unit).await);
        let second = claim(db, 1, 2, 0).await.remove(0);
        let lost = step(db, first.fence(Then::Done)).await;
        db.sql("UPDATE tasks SET lease = NULL, worker = NULL WHERE owner = 'P0000001.1'").await
            .unwrap();
        let good = Unit { fences: vec![second.fence(Then::Done)], ..Unit::default() };
        let answers = db.store.commit(vec![lost, good]).await.unwrap();
        assert_eq!(answers[0], Committed::LeaseLost);
        Db::done(&answers[1]);
    }

    async fn a_message_is_acted_on_once(db: &Db) {
        let held = held(db).await;
        let message = Message {
            id: "m1".to_owned(),
            owner: CASE.to_owned(),
            kind: "answer".to_owned(),
            body: "{}".to_owned(),
            received_at: second(1),
            trace: None,
        };
        let receive = || db.store.receive(message.clone(), super::task(CASE, 0), clock(1));
        assert!(receive().await.unwrap());
        assert!(!receive().await.unwrap(), "it waits already");
        let waiting = db.store.messages(vec![CASE.to_owned()]).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&message));
        let command = Command { id: "m1".to_owned(), request_hash: "h".to_owned() };
        let unit = Unit { command: Some(command), ..step(db, held.fence(Then::Done)).await };
        Db::done(&db.one(unit).await);
        assert!(db.store.messages(vec![CASE.to_owned()]).await.unwrap().is_empty());
        assert!(!receive().await.unwrap(), "it was acted on");
        assert_eq!(claim(db, 1, 2, 5).await.len(), 1, "it had woken the task");
    }
}

/// The same for a case that is there already.
async fn held_again(db: &Db) -> Claimed {
    if db.store.history(CASE).await.unwrap().is_empty() {
        return held(db).await;
    }
    put(db, &[task(CASE, 0)]).await;
    claim(db, 1, 1, 0).await.remove(0)
}

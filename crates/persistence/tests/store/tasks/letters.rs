//! Dead letters: how a task becomes one, and what people do with it.

use domain::Actor;
use persistence::{Failure, Fate, Resolved};

use super::*;
use crate::on_both;

async fn die(db: &Db, owner: &str) -> i64 {
    put(db, &[task(owner, 0)]).await;
    let held = claim(db, 1, 1, 0).await;
    let failure = Failure {
        task: held[0].task.clone(),
        error: "cases.stage of row 1 cannot be read".to_owned(),
        fate: Fate::Bury,
    };
    assert_eq!(db.store.fail(vec![failure], Lease::new(1), clock(5)).await.unwrap(), 1);
    db.store.dead_tasks(false, Some(owner), 9).await.unwrap()[0].id
}

fn by() -> Actor {
    Actor::parse("supervisory_officer:u1").unwrap()
}

on_both! {
    async fn a_crash_loop_ends_in_a_dead_letter(db: &Db) {
        put(db, &[task("a", 0)]).await;
        db.sql("UPDATE tasks SET max_attempts = 3").await.unwrap();
        for n in 0..3 {
            let held = claim(db, 1, u128::try_from(n).unwrap() + 1, n * 30).await;
            assert_eq!(i64::from(held[0].attempt), n + 1);
        }
        assert!(claim(db, 1, 9, 90).await.is_empty());
        let dead = db.store.dead_tasks(false, None, 9).await.unwrap();
        assert_eq!((dead[0].attempts, dead[0].failed, dead[0].died_at), (3, 0, second(90)));
        assert_eq!(dead[0].error, "cut off at every attempt");
        assert!(db.store.tasks(Some("a"), None, 9).await.unwrap().is_empty());
    }

    async fn the_last_failure_is_the_end(db: &Db) {
        put(db, &[task("a", 0)]).await;
        db.sql("UPDATE tasks SET max_attempts = 1").await.unwrap();
        let held = claim(db, 1, 1, 0).await;
        let failure = Failure {
            task: held[0].task.clone(),
            error: "again".to_owned(),
            fate: Fate::Retry(HOLD),
        };
        assert_eq!(db.store.fail(vec![failure], Lease::new(1), clock(5)).await.unwrap(), 1);
        assert_eq!(db.store.dead_tasks(false, None, 9).await.unwrap()[0].error, "again");
    }

    async fn what_was_woken_is_not_given_up_unseen(db: &Db) {
        put(db, &[task("a", 0)]).await;
        let held = claim(db, 1, 1, 0).await;
        put(db, &[task("a", 0)]).await;
        let failure =
            Failure { task: held[0].task.clone(), error: "no".to_owned(), fate: Fate::Bury };
        assert_eq!(db.store.fail(vec![failure], Lease::new(1), clock(5)).await.unwrap(), 0);
        assert_eq!(claim(db, 1, 2, 5).await.len(), 1);
    }

    async fn a_dead_letter_is_retried_with_all_its_attempts(db: &Db) {
        let id = die(db, "a").await;
        db.store.resolve_dead(id, Resolved::Retried, &by(), second(9)).await.unwrap();
        assert_eq!(claim(db, 1, 2, 9).await[0].attempt, 1);
        let dead = db.store.dead_task(id).await.unwrap();
        let (at, who, what, _) = dead.resolved.unwrap();
        assert_eq!((at, &*who, &*what), (second(9), "supervisory_officer:u1", "retried"));
        assert!(db.store.resolve_dead(id, Resolved::Retried, &by(), second(9)).await.is_err());
    }

    async fn a_dead_letter_is_tried_with_another_payload(db: &Db) {
        let id = die(db, "a").await;
        put(db, &[task("a", 2)]).await; // a new one came meanwhile
        let edited = Resolved::Edited("{\"n\":2}".to_owned());
        db.store.resolve_dead(id, edited, &by(), second(9)).await.unwrap();
        assert_eq!(claim(db, 1, 2, 9).await[0].payload, "{\"n\":2}");
    }

    async fn a_dead_letter_is_abandoned_with_a_reason(db: &Db) {
        let id = die(db, "a").await;
        let abandoned = Resolved::Abandoned("the person left by herself".to_owned());
        db.store.resolve_dead(id, abandoned, &by(), second(9)).await.unwrap();
        assert!(claim(db, 1, 2, 9).await.is_empty());
        assert!(db.store.dead_tasks(false, None, 9).await.unwrap().is_empty());
        let all = db.store.dead_tasks(true, None, 9).await.unwrap();
        assert_eq!(all[0].resolved.as_ref().unwrap().3, "the person left by herself");
    }
}

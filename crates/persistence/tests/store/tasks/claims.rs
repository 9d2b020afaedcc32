//! What is claimed, when, by whom, and how it comes back.

use super::*;
use crate::on_both;
use persistence::{Failure, Fate};

on_both! {
    async fn what_is_due_is_claimed_once_the_longest_due_first(db: &Db) {
        put(db, &[task("c", 3), task("a", 1), task("b", 2), task("later", 50)]).await;
        assert_eq!(owners(&claim(db, 2, 1, 10).await), ["a", "b"]);
        let rest = claim(db, 9, 2, 10).await;
        assert_eq!(owners(&rest), ["c"]);
        assert_eq!((rest[0].attempt, rest[0].due, rest[0].failed), (1, second(3), 0));
        assert!(claim(db, 9, 3, 10).await.is_empty());
        assert_eq!(owners(&claim(db, 9, 4, 50).await), ["a", "b", "c", "later"], "leases ran out");
    }

    async fn a_lease_that_ran_out_is_due_and_counts_as_an_attempt(db: &Db) {
        put(db, &[task("a", 0)]).await;
        assert_eq!(claim(db, 1, 1, 0).await[0].attempt, 1);
        assert!(claim(db, 1, 2, 29).await.is_empty());
        let again = claim(db, 1, 3, 30).await;
        assert_eq!((again[0].attempt, again[0].cut_off()), (2, 1));
    }

    async fn what_is_cut_off_again_and_again_rests_longer_each_time_unless_woken(db: &Db) {
        put(db, &[task("a", 0)]).await;
        for (n, at) in [(1, 0), (2, 30), (3, 60)] {
            assert_eq!(claim(db, 1, n, at).await.len(), 1, "two cut-offs are bad luck");
        }
        assert!(claim(db, 1, 4, 90).await.is_empty(), "the third is not");
        assert_eq!(db.store.tasks(Some("a"), None, 9).await.unwrap()[0].worker, None);
        assert!(claim(db, 1, 5, 91).await.is_empty());
        let again = claim(db, 1, 6, 92).await;
        assert_eq!((again[0].attempt, again[0].cut_off()), (4, 3));
        assert!(claim(db, 1, 7, 122).await.is_empty());
        assert!(claim(db, 1, 8, 125).await.is_empty(), "twice as long");
        db.store.signal(vec![task("a", 125)], clock(125)).await.unwrap();
        assert_eq!(claim(db, 1, 9, 125).await.len(), 1, "a hold does not wait for that");
        db.store.signal(vec![task("a", 126)], clock(126)).await.unwrap();
        assert_eq!(claim(db, 1, 10, 155).await.len(), 1, "nor one that came meanwhile");
    }

    async fn a_storm_of_crashes_costs_nobody_all_their_attempts(db: &Db) {
        put(db, &[task("a", 0)]).await;
        // A lease of two seconds, and every worker is killed before the work is done.
        for now in 0..600 {
            let lease = u128::try_from(now).unwrap() + 1;
            let hold = Duration::from_secs(2);
            db.store.claim(Claim { hold, ..claim_of(LANE, 1, lease, now) }).await.unwrap();
        }
        assert!(db.store.dead_tasks(true, None, 9).await.unwrap().is_empty());
        assert_eq!(claim(db, 1, 999, 1_200).await.len(), 1, "it is still there to be done");
    }

    async fn an_extended_lease_holds_and_a_lost_one_is_not_extended(db: &Db) {
        put(db, &[task("a", 0), task("b", 0)]).await;
        let held = claim(db, 2, 1, 0).await;
        let keys = || held.iter().map(|one| one.task.clone()).collect::<Vec<_>>();
        let lease = Lease::new(1);
        assert_eq!(db.store.extend(keys(), lease, HOLD, clock(20)).await.unwrap().len(), 2);
        assert!(claim(db, 2, 2, 49).await.is_empty());
        assert_eq!(claim(db, 1, 3, 50).await.len(), 1);
        assert_eq!(db.store.extend(keys(), lease, HOLD, clock(51)).await.unwrap().len(), 1);
    }

    async fn what_is_given_back_is_due_and_keeps_its_attempt(db: &Db) {
        put(db, &[task("a", 0)]).await;
        let held = claim(db, 1, 1, 0).await;
        let keys = vec![held[0].task.clone()];
        assert_eq!(db.store.release(keys.clone(), Lease::new(9), clock(1)).await.unwrap(), 0);
        assert_eq!(db.store.release(keys, Lease::new(1), clock(1)).await.unwrap(), 1);
        assert_eq!(claim(db, 1, 2, 1).await[0].attempt, 1);
    }

    async fn a_failure_rests_for_its_backoff_unless_woken(db: &Db) {
        put(db, &[task("a", 0), task("b", 0)]).await;
        let held = claim(db, 2, 1, 0).await;
        put(db, &[task("b", 0)]).await;
        let failures = held.iter().map(|one| Failure {
            task: one.task.clone(),
            error: "it broke".to_owned(),
            fate: Fate::Retry(Duration::from_mins(1)),
        });
        let dead = db.store.fail(failures.collect(), Lease::new(1), clock(5)).await.unwrap();
        assert_eq!(dead, 0);
        let woken = claim(db, 2, 2, 5).await;
        assert_eq!((owners(&woken), woken[0].attempt, woken[0].failed), (vec!["b"], 2, 1));
        assert_eq!(woken[0].cut_off(), 0);
        assert_eq!(owners(&claim(db, 2, 3, 64).await), ["b"]);
        assert_eq!(owners(&claim(db, 2, 4, 65).await), ["a"]);
        let tasks = db.store.tasks(Some("a"), None, 9).await.unwrap();
        assert_eq!(tasks[0].error.as_deref(), Some("it broke"));
    }

    async fn only_the_holder_can_fail_it(db: &Db) {
        put(db, &[task("a", 0)]).await;
        let first = claim(db, 1, 1, 0).await;
        claim(db, 1, 2, 40).await;
        let failure = Failure {
            task: first[0].task.clone(),
            error: "too late".to_owned(),
            fate: Fate::Bury,
        };
        assert_eq!(db.store.fail(vec![failure], Lease::new(1), clock(41)).await.unwrap(), 0);
        assert_eq!(db.store.tasks(Some("a"), None, 9).await.unwrap().len(), 1);
    }

    async fn a_lane_is_claimed_by_its_own_quota(db: &Db) {
        let mut tasks: Vec<NewTask> = (0..10).map(|n| task(&format!("a{n}"), 0)).collect();
        for (n, task) in tasks.iter_mut().enumerate() {
            if n >= 8 {
                "case/LAX/GTM".clone_into(&mut task.lane);
            }
        }
        put(db, &tasks).await;
        let mut two = claim_of(LANE, 3, 1, 0);
        two.lanes.push(("case/LAX/GTM".to_owned(), 5));
        let claimed = db.store.claim(two).await.unwrap();
        let from = |lane: &str| claimed.iter().filter(|one| one.lane == lane).count();
        assert_eq!((from(LANE), from("case/LAX/GTM")), (3, 2));
        let lanes = db.store.lanes_due(clock(0)).await.unwrap();
        let due: Vec<(&str, Timestamp)> =
            lanes.iter().map(|lane| (lane.lane.as_str(), lane.due)).collect();
        assert_eq!(due, [("case/LAX/GTM", second(30)), (LANE, second(0))]);
        let states = db.store.lane_states(clock(1)).await.unwrap();
        assert_eq!((states[1].due, states[1].leased, states[0].leased), (5, 3, 2));
    }

    async fn the_database_has_a_clock_of_its_own(db: &Db) {
        db.store.signal(vec![NewTask { due: None, ..task("a", 0) }], TaskClock::Database).await
            .unwrap();
        let mut claim = claim_of(LANE, 1, 1, 0);
        claim.now = TaskClock::Database;
        assert_eq!(db.store.claim(claim).await.unwrap().len(), 1);
    }
}

//! Limits inside the claim.

use persistence::Limit;

use super::*;
use crate::on_both;

const ASKS: &str = "request/MIA/GTM";

async fn ask(db: &Db, lease: u128, now: i64) -> usize {
    let mut claim = claim_of(ASKS, 100, lease, now);
    claim.lanes.push(("request/LAX/GTM".to_owned(), 100));
    claim.lanes.push((LANE.to_owned(), 100));
    claim.limited = vec!["GTM".to_owned()];
    db.store.claim(claim).await.unwrap().len()
}

async fn waiting(db: &Db, count: u32) {
    let tasks = (0..count).map(|n| {
        let lane = if n % 2 == 0 { ASKS } else { "request/LAX/GTM" };
        NewTask { lane: lane.to_owned(), ..task(&format!("c{n:03}"), 0) }
    });
    put(db, &tasks.collect::<Vec<_>>()).await;
}

on_both! {
    async fn no_more_is_asked_in_an_hour_than_allowed(db: &Db) {
        waiting(db, 100).await;
        let limit =
            Limit { agency: "GTM".to_owned(), per_hour: Some(60), burst: 10, slots: None };
        db.store.set_limit(limit, clock(0)).await.unwrap();
        assert_eq!(ask(db, 1, 0).await, 10);
        assert_eq!(ask(db, 2, 1).await, 0);
        assert_eq!(ask(db, 3, 60).await, 1, "one more after a minute");
        assert_eq!(db.store.limits(clock(180)).await.unwrap()[0].left, 2);
        assert_eq!(db.store.limits(clock(99_999)).await.unwrap()[0].left, 10, "the burst");
    }

    async fn no_more_is_under_way_than_allowed(db: &Db) {
        waiting(db, 20).await;
        let limit = Limit { agency: "GTM".to_owned(), per_hour: None, burst: 1, slots: Some(3) };
        db.store.set_limit(limit, clock(0)).await.unwrap();
        assert_eq!(ask(db, 1, 0).await, 3);
        assert_eq!(ask(db, 2, 1).await, 0);
        assert_eq!(ask(db, 3, 31).await, 3, "the leases ran out");
    }

    async fn what_asks_nobody_is_not_limited(db: &Db) {
        let limit = Limit { agency: "GTM".to_owned(), per_hour: Some(1), burst: 1, slots: None };
        db.store.set_limit(limit, clock(0)).await.unwrap();
        put(db, &[task("a", 0), task("b", 0)]).await;
        assert_eq!(ask(db, 1, 0).await, 2);
        db.store.clear_limit("GTM").await.unwrap();
        assert!(db.store.limits(clock(0)).await.unwrap().is_empty());
    }
}

//! The feed: every event once, in one order, without a gap.

use domain::*;
use persistence::{CaseTransition, Unit};

use super::*;
use crate::fixture::*;
use crate::on_both;

async fn events(db: &Db, to: &CaseId, count: usize) {
    let case = db.store.case(to).await.unwrap();
    let step = case.record(vec![CaseEvent::OrderBecameFinal; count], &stamp());
    Db::done(&db.one(Unit::case(step)).await);
}

on_both! {
    async fn every_event_has_its_place_in_the_feed(db: &Db) {
        let open = |n| Unit::case(CaseTransition::open(case(n), &stamp()));
        for answer in db.store.commit(vec![open(1), open(2)]).await.unwrap() {
            Db::done(&answer);
        }
        let one = CaseId::new("P0000001.1").unwrap();
        events(db, &one, 3).await;
        assert_eq!(db.store.feed_pending().await.unwrap().len(), 3);
        assert_eq!(db.store.sequence_feed().await.unwrap(), 5);
        events(db, &one, 1).await;
        assert_eq!(db.store.sequence_feed().await.unwrap(), 1);
        assert_eq!(db.store.sequence_feed().await.unwrap(), 0);
        let places = |entries: Vec<persistence::FeedEntry>| -> Vec<(i64, String, i64)> {
            entries.into_iter().map(|one| (one.position, one.stream, one.version)).collect()
        };
        let all = places(db.store.feed(0, 99).await.unwrap());
        let expected = [
            (1, "P0000001.1", 1), (2, "P0000002.1", 1), (3, "P0000001.1", 2),
            (4, "P0000001.1", 3), (5, "P0000001.1", 4), (6, "P0000001.1", 5),
        ];
        let expected: Vec<_> = expected.map(|(p, s, v)| (p, s.to_owned(), v)).into();
        assert_eq!(all, expected);
        for after in 0..6 {
            let from = usize::try_from(after).unwrap();
            assert_eq!(places(db.store.feed(after, 99).await.unwrap()), expected[from..]);
        }
        assert_eq!(places(db.store.feed(1, 2).await.unwrap()), expected[1..3]);
        assert!(db.store.feed_pending().await.unwrap().is_empty());
    }

    async fn many_sequencers_leave_no_gap(db: &Db) {
        let units = (0..60).map(|n| Unit::case(CaseTransition::open(case(n), &stamp())));
        let mut all = tokio::task::JoinSet::new();
        for unit in units {
            let (store, other) = (db.store.clone(), db.store.clone());
            all.spawn(async move { store.commit(vec![unit]).await.map(drop) });
            all.spawn(async move { other.sequence_feed().await.map(drop) });
        }
        for done in all.join_all().await {
            done.unwrap();
        }
        while db.store.sequence_feed().await.unwrap() > 0 {}
        let mut feed = Vec::new();
        while let Ok(more) = db.store.feed(i64::try_from(feed.len()).unwrap(), 10).await
            && !more.is_empty()
        {
            feed.extend(more);
        }
        assert!((1..=60).eq(feed.iter().map(|one| one.position)));
    }
}

//! Two at once: exactly one wins.

use domain::*;
use persistence::{CaseTransition, Committed, Loaded, Store, Unit};
use tokio::task::JoinSet;

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

async fn commit(store: Store, unit: Unit) -> Committed {
    store.commit(vec![unit]).await.unwrap().remove(0)
}

fn held(case: Loaded<Case>, n: i64) -> Unit {
    let hold = HoldId::new(format!("R{n}")).unwrap();
    Unit::case(case.record(vec![CaseEvent::HoldRecorded { hold, revision: revision(n) }], &stamp()))
}

on_both! {
    async fn a_hold_and_a_move_never_both_win(db: &Db) {
        let mut ids = vec![];
        for n in 0..200 {
            let change = CaseTransition::open(case(n), &stamp());
            ids.push(change.value().id.clone());
            Db::done(&db.one(Unit::case(change)).await);
        }
        for (n, id) in (0..).zip(&ids) {
            let case = db.store.case(id).await.unwrap();
            let moved = Unit::case(case.clone().record(vec![CaseEvent::OrderBecameFinal], &stamp()));
            let mut both = JoinSet::new();
            both.spawn(commit(db.store.clone(), held(case, n)));
            both.spawn(commit(db.store.clone(), moved));
            let answers = both.join_all().await;
            let done = answers.iter().filter(|answer| answer.is_done()).count();
            let stale = answers.iter().filter(|answer| matches!(answer, Committed::Stale(_)));
            assert_eq!((done, stale.count()), (1, 1), "{answers:?}");
            assert_eq!(db.store.case(id).await.unwrap().version(), Version(2));
        }
    }

    async fn two_imports_open_each_case_once(db: &Db) {
        let units = |from: u32, to: u32| -> Vec<Unit> {
            (from..to).map(|n| Unit::case(CaseTransition::open(case(n), &stamp()))).collect()
        };
        let mut both = JoinSet::new();
        for (from, to) in [(0, 60), (20, 80)] {
            let store = db.store.clone();
            let units = units(from, to);
            both.spawn(async move { store.commit(units).await.unwrap() });
        }
        let answers: Vec<_> = both.join_all().await.concat();
        assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 80);
        let already = answers.iter().filter(|answer| **answer == Committed::AlreadyOpen);
        assert_eq!(already.count(), 40);
    }

    async fn batches_in_any_order_get_through(db: &Db) {
        let open = (0..50).map(|n| Unit::case(CaseTransition::open(case(n), &stamp())));
        db.store.commit(open.collect()).await.unwrap();
        let cases = db.store.all_cases(None, 100).await.unwrap().cases;
        let mut all = JoinSet::new();
        for turn in 0..4 {
            let mut cases = cases.clone();
            if turn % 2 == 1 {
                cases.reverse();
            }
            let store = db.store.clone();
            let units = cases.into_iter().map(|case| held(case, turn)).collect();
            all.spawn(async move { store.commit(units).await.unwrap() });
        }
        let answers = all.join_all().await.concat();
        assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 50);
    }
}

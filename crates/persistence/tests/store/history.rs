//! History is added to, never changed; and if it was changed, that shows.

use domain::{CaseEvent, Outcome};
use persistence::{CaseTransition, Committed, Dialect, Unit, Verified};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

async fn closed(db: &Db) -> domain::CaseId {
    let change = CaseTransition::open(case(1), &stamp());
    let Committed::Done { mut cases, .. } = db.one(Unit::case(change)).await else {
        panic!("not opened");
    };
    let events =
        vec![CaseEvent::OrderBecameFinal, CaseEvent::Closed { outcome: Outcome::Terminated }];
    let case = cases.remove(0);
    let id = case.id.clone();
    Db::done(&db.one(Unit::case(case.record(events, &stamp()))).await);
    id
}

async fn broken(db: &Db, id: &domain::CaseId) -> (i64, &'static str) {
    match db.store.verify_stream(id).await.unwrap() {
        Verified::Broken { version, what } => (version.0, what),
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn history_cannot_be_changed(db: &Db) {
        let id = closed(db).await;
        assert!(db.sql("UPDATE events SET body = '{}'").await.is_err());
        assert!(db.sql("DELETE FROM events").await.is_err());
        if db.store.dialect() == Dialect::Postgres {
            assert!(db.sql("TRUNCATE events").await.is_err());
        }
        let verified = db.store.verify_stream(&id).await.unwrap();
        assert!(matches!(verified, Verified::Intact { events: 3, .. }));
    }

    async fn an_edited_event_is_noticed(db: &Db) {
        let id = closed(db).await;
        db.unlock_history().await;
        let edit = "UPDATE events SET body = replace(body, 'terminated', 'died') WHERE version = 3";
        db.sql(edit).await.unwrap();
        assert_eq!(broken(db, &id).await, (3, "hash"));
    }

    async fn an_edited_stamp_is_noticed(db: &Db) {
        let id = closed(db).await;
        db.unlock_history().await;
        db.sql("UPDATE events SET by_user = 'u9' WHERE version = 2").await.unwrap();
        assert_eq!(broken(db, &id).await, (2, "hash"));
    }

    async fn an_edited_head_is_noticed(db: &Db) {
        let id = closed(db).await;
        db.sql("UPDATE cases SET version = 4").await.unwrap();
        assert_eq!(broken(db, &id).await, (4, "head"));
    }

    async fn a_missing_event_is_noticed(db: &Db) {
        let id = closed(db).await;
        db.unlock_history().await;
        db.sql("UPDATE events SET version = 9 WHERE version = 2").await.unwrap();
        assert_eq!(broken(db, &id).await, (2, "version"));
    }
}

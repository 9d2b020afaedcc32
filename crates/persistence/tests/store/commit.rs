//! All or nothing, at the version that was seen, at most once.

use domain::*;
use persistence::{
    CardFilter, CaseTransition, Command, Committed, NewTask, OutMessage, Store, StoreError,
    TaskKey, Unit,
};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

async fn opened(db: &Db, n: u32) -> CaseId {
    let change = CaseTransition::open(case(n), &stamp());
    let id = change.value().id.clone();
    Db::done(&db.one(Unit::case(change)).await);
    id
}

async fn moved(store: &Store, id: &CaseId) -> CaseTransition {
    store.case(id).await.unwrap().record(vec![CaseEvent::OrderBecameFinal], &stamp())
}

on_both! {
    async fn a_stale_change_is_refused(db: &Db) {
        let id = opened(db, 1).await;
        let (first, second) = (moved(&db.store, &id).await, moved(&db.store, &id).await);
        Db::done(&db.one(Unit::case(first)).await);
        assert_eq!(db.one(Unit::case(second)).await, Committed::Stale(vec![id.to_string()]));
        assert_eq!(db.store.history(&id).await.unwrap().len(), 2);
        let seen = db.store.case(&id).await.unwrap().seen_at(Version(1));
        assert!(seen.is_err_and(|error| error.is_stale()));
    }

    async fn a_unit_is_all_or_nothing(db: &Db) {
        let (one, two) = (opened(db, 1).await, opened(db, 2).await);
        let (mut unit, stale) = (Unit::default(), moved(&db.store, &two).await);
        Db::done(&db.one(Unit::case(moved(&db.store, &two).await)).await);
        unit.cases = vec![moved(&db.store, &one).await, stale];
        let other = Unit::case(CaseTransition::open(case(3), &stamp()));
        let answers = db.store.commit(vec![unit, other]).await.unwrap();
        assert_eq!(answers[0], Committed::Stale(vec![two.to_string()]));
        Db::done(&answers[1]);
        assert_eq!(db.store.case(&one).await.unwrap().version(), Version(1));
    }

    async fn the_first_of_a_batch_wins(db: &Db) {
        let id = opened(db, 1).await;
        let guard = db.store.case(&id).await.unwrap().guard();
        let (first, second) = (moved(&db.store, &id).await, moved(&db.store, &id).await);
        let mut third = Unit::case(CaseTransition::open(case(2), &stamp()));
        third.guards.push(guard);
        let units = vec![Unit::case(first), Unit::case(second), third];
        let answers = db.store.commit(units).await.unwrap();
        Db::done(&answers[0]);
        assert_eq!(answers[1], Committed::Stale(vec![id.to_string()]));
        assert_eq!(answers[2], Committed::Stale(vec![id.to_string()]));
    }

    async fn a_guard_must_still_hold(db: &Db) {
        let (one, two) = (opened(db, 1).await, opened(db, 2).await);
        let guard = db.store.case(&two).await.unwrap().guard();
        let mut unit = Unit::case(moved(&db.store, &one).await);
        unit.guards.push(guard.clone());
        Db::done(&db.one(unit).await);
        Db::done(&db.one(Unit::case(moved(&db.store, &two).await)).await);
        let mut unit = Unit::case(moved(&db.store, &one).await);
        unit.guards.push(guard);
        assert_eq!(db.one(unit).await, Committed::Stale(vec![two.to_string()]));
    }

    async fn opening_twice_changes_nothing(db: &Db) {
        let id = opened(db, 1).await;
        let again = Unit::case(CaseTransition::open(case(1), &stamp()));
        assert_eq!(db.one(again).await, Committed::AlreadyOpen);
        assert_eq!(db.store.history(&id).await.unwrap().len(), 1);
    }

    async fn one_open_case_a_person(db: &Db) {
        let id = opened(db, 1).await;
        let mut next = case(1);
        next.id = CaseId::of(&next.person.id, 2);
        let good = Unit::case(CaseTransition::open(case(5), &stamp()));
        let bad = Unit::case(CaseTransition::open(next.clone(), &stamp()));
        let last = Unit::case(CaseTransition::open(case(6), &stamp()));
        let answers = db.store.commit(vec![good, bad, last]).await.unwrap();
        Db::done(&answers[0]);
        let constraint = "cases_open_person".to_owned();
        assert_eq!(answers[1], Committed::Refused { constraint });
        Db::done(&answers[2]);
        // In one commit the first may close and the second open.
        let first = db.store.case(&id).await.unwrap();
        let person = next.person.id.clone();
        let closed = CaseEvent::Closed { outcome: Outcome::Terminated };
        let both = Unit {
            cases: vec![
                first.record(vec![closed], &stamp()),
                CaseTransition::open(next, &stamp()),
            ],
            ..Unit::default()
        };
        Db::done(&db.one(both).await);
        let latest = db.store.case_of_person(&person).await.unwrap();
        assert_eq!(latest.id.as_str(), "P0000001.2");
    }

    async fn a_crowd_may_open_second_cases(db: &Db) {
        const CROWD: u32 = 150; // as many as go in by another way than a few
        let open = |change: fn(u32) -> Case| {
            let cases = (1..=CROWD).map(change).map(|case| CaseTransition::open(case, &stamp()));
            cases.map(Unit::case).collect::<Vec<_>>()
        };
        let opened = db.store.commit(open(case)).await.unwrap();
        opened.iter().for_each(Db::done);
        let mut ended = Vec::new();
        for n in 1..=CROWD {
            let case = db.store.case(&case(n).id).await.unwrap();
            let event = CaseEvent::Closed { outcome: Outcome::Terminated };
            ended.push(Unit::case(case.record(vec![event], &stamp())));
        }
        db.store.commit(ended).await.unwrap().iter().for_each(Db::done);
        let again = open(|n| {
            let mut second = case(n);
            second.id = CaseId::of(&second.person.id, 2);
            second.person.given_names = "Corrected".into();
            second
        });
        db.store.commit(again).await.unwrap().iter().for_each(Db::done);
        let latest = db.store.case_of_person(&case(7).person.id).await.unwrap();
        assert_eq!(latest.value.id.as_str(), "P0000007.2");
        assert_eq!(&*latest.value.person.given_names, "Corrected");
        let found = db.store.case_cards(&CardFilter::default(), None, 500).await.unwrap();
        assert_eq!(found.len(), 2 * CROWD as usize);
        assert!(found.iter().all(|card| card.given_names == "Corrected"), "persons are kept once");
    }

    async fn a_command_is_done_once(db: &Db) {
        let id = opened(db, 1).await;
        let command = Command { id: "c1".to_owned(), request_hash: "h".to_owned() };
        let unit = |change| Unit { command: Some(command.clone()), ..Unit::case(change) };
        Db::done(&db.one(unit(moved(&db.store, &id).await)).await);
        let again = db.one(unit(moved(&db.store, &id).await)).await;
        assert_eq!(again, Committed::AlreadyDone(r#"{"P0000001.1":2}"#.to_owned()));
        let mut other = unit(moved(&db.store, &id).await);
        other.command = Some(Command { id: "c1".to_owned(), request_hash: "x".to_owned() });
        assert!(matches!(db.one(other).await, Committed::Refused { .. }));
        assert_eq!(db.store.case(&id).await.unwrap().version(), Version(2));
    }

    async fn tasks_and_messages_go_with_the_commit(db: &Db) {
        let mut unit = Unit::case(CaseTransition::open(case(1), &stamp()));
        let task = NewTask {
            task: TaskKey::new("P0000001.1", "advance"),
            lane: "case/MIA/GTM".to_owned(),
            due: Some(at(1)),
            payload: String::new(),
        };
        unit.tasks = vec![task.clone(), task];
        unit.outbox = vec![OutMessage {
            id: "m1".to_owned(),
            stream: "P0000001.1".to_owned(),
            kind: "opened".to_owned(),
            body: "{}".to_owned(),
            at: at(1),
            trace: None,
        }];
        Db::done(&db.one(unit).await);
        assert_eq!(db.sql("DELETE FROM tasks").await.unwrap(), 1);
        assert_eq!(db.sql("DELETE FROM outbox").await.unwrap(), 1);
    }

    async fn an_unreadable_row_stops_its_case_only(db: &Db) {
        let (one, two) = (opened(db, 1).await, opened(db, 2).await);
        let gone = CaseId::new("P0000003.1").unwrap();
        db.sql("UPDATE holds SET facts = '{}' WHERE case_id = 'P0000001.1'").await.unwrap();
        let ids = [two.clone(), one.clone(), gone, two.clone()];
        let read = db.store.cases_lossless(&ids).await.unwrap();
        assert_eq!(read[0].as_ref().unwrap().id, two);
        assert!(matches!(read[1], Err(StoreError::Inconsistent { table: "holds", .. })));
        assert!(matches!(read[2], Err(StoreError::NotFound { .. })));
        assert_eq!(read[3].as_ref().unwrap().id, two);
        assert!(db.store.cases(&ids).await.is_err());
        assert!(db.store.case(&one).await.is_err());
        // A hold that is lost without a trace is noticed too, by its place in the list.
        db.sql("DELETE FROM holds WHERE case_id = 'P0000002.1' AND revision = 0").await.unwrap();
        assert!(db.store.case(&two).await.is_err());
    }
}

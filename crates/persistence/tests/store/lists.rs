//! Lists, pages, look-ups, the queue.

use domain::*;
use persistence::{CardFilter, CaseTransition, HoldFilter, QueuedRow, Unit};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

async fn thirty(db: &Db) {
    let open = (0..30).map(|n| {
        let mut case = case(n);
        if n % 3 == 0 {
            case.stage = Stage::Closed { outcome: Outcome::Died };
        }
        if n % 2 == 0 {
            case.person.nationality = Known::Read("HND".parse().unwrap());
        }
        Unit::case(CaseTransition::open(case, &stamp()))
    });
    let answers = db.store.commit(open.collect()).await.unwrap();
    assert!(answers.iter().all(persistence::Committed::is_done));
}

fn id(n: u32) -> CaseId {
    case(n).id
}

on_both! {
    async fn pages_follow_each_other(db: &Db) {
        thirty(db).await;
        let first = db.store.all_cases(None, 20).await.unwrap().cases;
        let second = db.store.all_cases(Some(&first[19].id), 20).await.unwrap().cases;
        assert_eq!((first.len(), second.len()), (20, 10));
        let closed = db.store.cases_in_stage(StageName::Closed, None, 100).await.unwrap().cases;
        assert_eq!(closed.len(), 10);
        assert_eq!(db.store.stage_counts().await.unwrap()[&StageName::Detained], 20);
        let honduras = db.store.candidates(&["HND".parse().unwrap()], None, None, 100).await.unwrap();
        assert_eq!(honduras.cases.len(), 10);
        let guatemala = db.store.candidates(&["GTM".parse().unwrap()], None, Some(&id(9)), 100).await;
        assert_eq!(guatemala.unwrap().cases.len(), 14);
        let family = db.store.families(&[FamilyUnit::new("FU000010").unwrap()]).await.unwrap();
        assert_eq!(family.cases[0].id, id(10));
        let asked = [id(7), id(2), id(5)];
        let cases = db.store.cases(&asked).await.unwrap();
        assert_eq!(cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>(), asked);
    }

    async fn letters_with_accents_and_keys_are_found_however_they_are_typed(db: &Db) {
        let names = [("Turcios", "Ángel"), ("ÁVILA", "MARÍA ÑUSTA"), ("Muñoz", "Iñaki")];
        let open = (1..).zip(names).map(|(n, (family, given))| {
            let mut case = case(n);
            case.person.family_name = family.into();
            case.person.given_names = given.into();
            Unit::case(CaseTransition::open(case, &stamp()))
        });
        db.store.commit(open.collect()).await.unwrap();
        for (text, found) in [
            ("ángel", vec![1]),
            ("Ángel", vec![1]),
            ("ÁNG", vec![1]),
            ("angel", vec![]),
            ("turc", vec![1]),
            ("ávila", vec![2]),
            ("Ávila", vec![2]),
            ("maría ñu", vec![2]),
            ("MUÑOZ", vec![3]),
            ("muñ", vec![3]),
            ("iñaki", vec![3]),
            ("P0000002.1", vec![2]),
            ("p000000", vec![1, 2, 3]),
            ("a000000003", vec![3]),
            ("A00000000_", vec![]),
            (" ", vec![1, 2, 3]),
        ] {
            let filter = CardFilter { text: Some(text.to_owned()), ..CardFilter::default() };
            let cards = db.store.case_cards(&filter, None, 10).await.unwrap();
            let cases: Vec<CaseId> = cards.into_iter().map(|card| card.case).collect();
            assert_eq!(cases, found.into_iter().map(id).collect::<Vec<_>>(), "{text}");
        }
    }

    async fn people_are_found(db: &Db) {
        thirty(db).await;
        for text in ["P0000007", "A000000007", "F000000007", "P0000007.1"] {
            assert_eq!(db.store.find_person(text).await.unwrap(), [person(7).id], "{text}");
        }
        assert_eq!(db.store.find_person("A%").await.unwrap(), []);
        let filter = CardFilter {
            stage: Some(StageName::Detained),
            office: Some("MIA".to_owned()),
            country: Some("HND".parse().unwrap()),
            text: Some("hern".to_owned()),
        };
        let cards = db.store.case_cards(&filter, None, 100).await.unwrap();
        assert_eq!(cards.len(), 10);
        let none = CardFilter { text: Some("%".to_owned()), ..CardFilter::default() };
        assert!(db.store.case_cards(&none, None, 100).await.unwrap().is_empty());
    }

    async fn holds_are_listed_as_last_recorded(db: &Db) {
        thirty(db).await;
        let filter = HoldFilter {
            kind: Some("court_stay".to_owned()),
            country: Some("GTM".parse().unwrap()),
            case: Some(id(4)),
            ..HoldFilter::default()
        };
        let holds = db.store.holds_list(&filter, 10).await.unwrap();
        assert_eq!((holds.len(), holds[0].revisions), (1, 2));
        assert_eq!(holds[0].latest, revision(1));
    }

    async fn an_end_is_unconfirmed_only_where_there_is_one(db: &Db) {
        let end: Option<Moment> = Some("2026-12-05T12:00:00-05:00".parse().unwrap());
        let mut case = case(0);
        for (name, to, end_confirmed) in [("H2", end, false), ("H3", end, true)] {
            let mut ending = hold(name, 1);
            ending.revisions.push(HoldRevision { to, end_confirmed, ..revision(1) });
            case.holds.push(ending);
        }
        db.store.commit(vec![Unit::case(CaseTransition::open(case, &stamp()))]).await.unwrap();
        let listed = async |unconfirmed| {
            let filter = HoldFilter { unconfirmed, ..HoldFilter::default() };
            let holds = db.store.holds_list(&filter, 10).await.unwrap();
            holds.iter().map(|hold| hold.hold.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(listed(false).await, ["H1", "H2", "H3"]);
        assert_eq!(listed(true).await, ["H2"]);
    }

    async fn a_row_is_queued_and_resolved_once(db: &Db) {
        let row = QueuedRow {
            id: "q1".to_owned(),
            file: "holds.csv".to_owned(),
            line: 12,
            person_id: None,
            record_key: Some("H1".to_owned()),
            raw: "H1,,".to_owned(),
            fault: "no person".to_owned(),
            received_at: at(0),
        };
        assert_eq!(db.store.queue_orphans(vec![row.clone()]).await.unwrap(), 1);
        assert_eq!(db.store.queue_orphans(vec![row.clone()]).await.unwrap(), 0);
        assert_eq!(db.store.import_queue(true).await.unwrap()[0].row, row);
        let (by, words) = (actor("u1"), "no such person");
        db.store.resolve_queued("q1", &by, at(5), words).await.unwrap();
        assert!(db.store.resolve_queued("q1", &by, at(5), words).await.unwrap_err().is_missing());
        assert!(db.store.import_queue(true).await.unwrap().is_empty());
        let resolved = db.store.import_queue(false).await.unwrap().remove(0).resolved.unwrap();
        assert_eq!((resolved.by, resolved.at), (by, at(5)));
    }

    async fn notes_are_replaced(db: &Db) {
        assert_eq!(db.store.meta("rules").await.unwrap(), None);
        db.store.set_meta("rules", "1").await.unwrap();
        db.store.set_meta("rules", "2").await.unwrap();
        assert_eq!(db.store.meta("rules").await.unwrap().as_deref(), Some("2"));
    }
}

//! A newer docket over people who are there already: its news counts at once, and what was
//! changed here is not undone.

use domain::{Appeal, CustodyKind, Known, LineState, Stage, StatementOutcome};
use interchange::docket::DocketFile;
use operations::{ImportOptions, LiftHold};

use crate::support::dockets::{
    FEAR, Folder, KEEPER, PERSON, STAY, case, end_of, line, listed, read_at, told,
};
use crate::support::small::{COURTS, case_id, family, flight_id, stay};
use crate::support::{actor, at, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn a_stay_in_a_newer_docket_takes_the_person_off_the_list_at_once() {
    for world in worlds("newer_stay").await {
        listed(&world).await;
        world.now("2024-06-27T08:00:00-05:00");
        let newer = Folder::of("2024-06-26").with(DocketFile::Holds, STAY);
        let rehearsed = ImportOptions { late: false, dry_run: true };
        let report = newer.try_on(&world, rehearsed).await.unwrap();
        assert_eq!((report.changed, report.struck), (1, 0));
        assert_eq!(line(&world).await, LineState::Listed, "{}: a dry run", world.name);

        let report = newer.on(&world).await;
        assert_eq!((report.changed, report.struck, report.differing), (1, 1, 0), "{}", world.name);
        assert!(!report.found_faults() && report.holds_read, "{}", told(&report));
        assert_eq!(line(&world).await, LineState::Struck);
        let holds = case(&world, "P1").await.holds;
        let known_since = holds[0].latest().unwrap().recorded_at;
        assert_eq!(known_since, Some(at("2024-06-27T08:00:00-05:00").at()));
        assert_eq!(read_at(&world).await, end_of("2024-06-26"));

        let report = newer.on(&world).await;
        assert_eq!((report.same, report.changed, report.differing), (1, 0, 0));
        assert_eq!(case(&world, "P1").await.holds, holds, "{}: again, nothing", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_fear_in_a_newer_docket_takes_the_person_off_and_its_outcome_is_entered_too() {
    for world in worlds("newer_fear").await {
        listed(&world).await;
        let newer = Folder::of("2024-06-26").with(DocketFile::Statements, FEAR);
        let report = newer.on(&world).await;
        assert_eq!((report.changed, report.struck), (1, 1), "{}", world.name);
        assert_eq!(line(&world).await, LineState::Struck);
        let decided = newer.clone().but(",pending", ",affirmative");
        assert_eq!(decided.on(&world).await.changed, 1);
        let outcomes: Vec<_> =
            case(&world, "P1").await.statements.iter().map(|heard| heard.outcome).collect();
        assert_eq!(
            outcomes,
            [Some(StatementOutcome::Pending), Some(StatementOutcome::Affirmative)],
            "{}: beside the earlier one",
            world.name
        );
        // The day before says nothing new, and takes nothing back.
        let earlier = Folder::of("2024-06-25").with(DocketFile::Statements, FEAR);
        assert_eq!(earlier.on(&world).await.changed, 0);
        assert_eq!(read_at(&world).await, at("2024-06-26T08:00:00-05:00").at());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_somebody_joins_by_a_docket_comes_off_with_them() {
    for world in worlds("newer_family").await {
        listed(&world).await;
        world.with_cases(family(&["P4", "P5"])).await;
        world.with_flights([flight_id("F2")]).await;
        world.seat("F2", &["P4"]).await;
        let joined = Folder::of("2024-06-26").but("none,,false", "none,UP4,false");
        let report = joined.on(&world).await;
        assert_eq!((report.changed, report.struck), (1, 3), "{}: {}", world.name, told(&report));
        for person in ["P1", "P4", "P5"] {
            let stage = case(&world, person).await.stage;
            assert_eq!(stage, Stage::AgencyApproved, "{}: {person}", world.name);
        }

        // Nobody knew this child until today.
        world.with_cases(family(&["P6", "P7"])).await;
        world.seat("F2", &["P6"]).await;
        let child = PERSON.replace("P1", "P8").replace("A000000001", "A000000008");
        let child = child.replace("none,,false", "none,UP6,false");
        let report = joined.with(DocketFile::People, &child).on(&world).await;
        assert_eq!((report.opened, report.struck), (1, 2), "{}: {}", world.name, told(&report));
        for person in ["P6", "P7"] {
            let stage = case(&world, person).await.stage;
            assert_eq!(stage, Stage::AgencyApproved, "{}: {person}", world.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn custody_appeal_and_documents_of_a_newer_docket_count() {
    for world in worlds("newer_facts").await {
        listed(&world).await;
        let newer = Folder::of("2024-06-26")
            .but(",detained,", ",osup,")
            .but(",waived,", ",pending,")
            .but(",2024-09-08,", ",2024-07-08,");
        let report = newer.on(&world).await;
        assert_eq!(
            (report.changed, report.struck, report.differing),
            (1, 1, 0),
            "{}",
            told(&report)
        );
        let case = case(&world, "P1").await;
        assert_eq!(case.custody.kind, Known::Read(CustodyKind::Supervision));
        assert_eq!(case.order.appeal, Known::Read(Appeal::Pending));
        assert_eq!(case.documents.len(), 1, "{}: a corrected record, no second one", world.name);
        assert_eq!(case.documents[0].expires_on, Some(jiff::civil::date(2024, 7, 8)));
        // An older docket does not undo it.
        let report = Folder::of("2024-06-25").on(&world).await;
        assert_eq!(report.changed, 0, "{}", world.name);
        assert!(told(&report).contains("people.csv line 2, column custody: differs"));
        let kept = world.ops.store.case(&case_id("P1")).await.unwrap().value;
        assert_eq!(kept, case, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_here_stays_is_told_of_and_holds_do_not_count_as_read() {
    for world in worlds("newer_kept").await {
        listed(&world).await;
        let id = case_id("P1");
        let mut custody = case(&world, "P1").await.custody;
        custody.facility = "ZALEXLA".into();
        world.ops.change_custody(&id, custody, (&actor(KEEPER), "moved")).await.unwrap();
        let again = Folder::of("2024-06-25").on(&world).await;
        assert_eq!((again.same, again.differing), (1, 0), "{}: {}", world.name, told(&again));

        world.now("2024-06-28T08:00:00-05:00");
        let other = Folder::of("2024-06-27").but("ZAEXA", "OTHER");
        for newer in [other, Folder::of("2024-06-27")] {
            let report = newer.on(&world).await;
            assert_eq!((report.changed, report.differing, report.same), (0, 1, 0));
            let words = told(&report);
            assert_eq!(
                words,
                "people.csv line 2, column facility: differs from what is on record, and was not \
                 entered (differs)"
            );
            assert!(report.found_faults() && !report.holds_read);
            assert_eq!(&*case(&world, "P1").await.custody.facility, "ZALEXLA");
            assert_eq!(read_at(&world).await, end_of("2024-06-25"), "{}", world.name);
        }
        // What is new in it is entered all the same.
        let both = Folder::of("2024-06-27").with(DocketFile::Holds, STAY).on(&world).await;
        assert_eq!((both.changed, both.differing, both.struck), (1, 1, 1), "{}", world.name);
        // A person who has looked says so.
        let now = world.ops.clock.now().at();
        world.ops.read_hold_feed(None, now, &actor(COURTS)).await.unwrap();
        assert_eq!(read_at(&world).await, now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_of_a_docket_bars_although_one_that_was_placed_here_has_its_key() {
    for world in worlds("newer_same_key").await {
        listed(&world).await;
        let courts = actor(COURTS);
        world.ops.place_hold(&case_id("P1"), stay("H1"), &courts, None).await.unwrap();
        let other = STAY.replace("order of the court", "order of another court");
        let newer = Folder::of("2024-06-26").with(DocketFile::Holds, &other);
        let report = newer.on(&world).await;
        assert_eq!((report.changed, report.differing), (1, 0), "{}", told(&report));
        assert_eq!((newer.on(&world).await.same, report.holds_read), (1, true), "again, nothing");
        let lifted = LiftHold {
            id: stay("H1").id.unwrap(),
            document: "order".to_owned(),
            reason: "placed in error".to_owned(),
            second: None,
        };
        world
            .ops
            .lift_hold(&case_id("P1"), lifted, &actor("legal_counsel:lifter"), None)
            .await
            .unwrap();
        let case = case(&world, "P1").await;
        let keys: Vec<&str> = case.holds.iter().map(|hold| hold.id.as_str()).collect();
        assert_eq!(keys, ["H1", "H1-2"], "{}", world.name);
        let docket = case.holds.iter().find(|hold| hold.id.as_str() == "H1-2").unwrap();
        assert!(!docket.latest().unwrap().end_confirmed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_was_lifted_here_is_not_placed_again_by_the_docket_that_had_it() {
    for world in worlds("newer_lifted").await {
        listed(&world).await;
        let held = Folder::of("2024-06-25").with(DocketFile::Holds, STAY);
        assert_eq!(held.on(&world).await.changed, 1);
        let lifted = LiftHold {
            id: stay("H1").id.unwrap(),
            document: "order vacated".to_owned(),
            reason: "the court lifted it".to_owned(),
            second: None,
        };
        world
            .ops
            .lift_hold(&case_id("P1"), lifted, &actor("legal_counsel:counsel"), None)
            .await
            .unwrap();
        let after = case(&world, "P1").await.holds;
        let report = held.on(&world).await;
        assert_eq!((report.same, report.differing), (1, 0), "{}: {}", world.name, told(&report));
        world.now("2024-06-28T08:00:00-05:00");
        let still = Folder { day: "2024-06-27", ..held.clone() }.on(&world).await;
        assert!(told(&still).contains("holds.csv line 2, column hold_id: differs"));
        assert_eq!(case(&world, "P1").await.holds, after, "{}", world.name);
        // The court stays it anew: that is news.
        let anew = Folder { day: "2024-06-27", ..held }.but("order of the court", "second order");
        let report = anew.on(&world).await;
        assert_eq!((report.changed, report.differing), (1, 0), "{}: {}", world.name, told(&report));
        assert!(!case(&world, "P1").await.holds[0].latest().unwrap().end_confirmed);
    }
}

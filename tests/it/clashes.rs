//! Dockets that clash with what is on record, break off, or have rows that nobody can place: what
//! they say bars all the same.

use domain::{Defect, Known, LineState, PersonId, Refusal};
use interchange::docket::DocketFile;
use jiff::Timestamp;
use operations::{ImportOptions, OperationError, Resolution};

use crate::support::dockets::{
    Folder, KEEPER, PERSON, STAY, case, end_of, line, listed, read_at, told,
};
use crate::support::small::{COURTS, DESK, flight_id};
use crate::support::{actor, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_record_with_the_fingerprint_of_somebody_on_record_bars_both() {
    for world in worlds("newer_double").await {
        listed(&world).await;
        let row =
            PERSON.replace("P1,A000000001", "P2,A000000002").replace("1990-05-17", "1991-05-17");
        let report = Folder { day: "2024-06-26", rows: Vec::new() }
            .with(DocketFile::People, &row)
            .on(&world)
            .await;
        assert_eq!((report.opened, report.struck), (1, 1), "{}", world.name);
        assert!(told(&report).contains("people.csv line 2, column fin: same fingerprint number"));
        for (person, other) in [("P1", "P2"), ("P2", "P1")] {
            let twin = Defect::PossibleDuplicate(PersonId::new(other).unwrap());
            assert_eq!(case(&world, person).await.defects, [twin], "{}", world.name);
        }
        assert_eq!(line(&world).await, LineState::Struck);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn flights_and_cases_never_share_a_key_and_one_clash_does_not_end_an_import() {
    const FLIGHT: &str =
        "F2,lric,B763,20,2024-07-01T10:00:00-05:00,p:KAEX>d:ZYTX,chn_nia,20,2,2,1,0,0";
    for world in worlds("newer_keys").await {
        listed(&world).await;
        let mut plan = world.ops.store.flight(&flight_id("F1")).await.unwrap().value.plan;
        plan.id = flight_id("P7.1");
        let refused = world.ops.schedule_flight(plan, &actor("flight_scheduler:s")).await;
        assert!(matches!(refused, Err(OperationError::BadInput(_))), "{refused:?}");
        // One that came before this was refused.
        world.with_flights([flight_id("P7.1")]).await;

        let first = Folder::of("2024-06-26").with(DocketFile::Flights, FLIGHT);
        assert_eq!(first.on(&world).await.flights, 1);
        let seventh = PERSON.replace("P1,A000000001", "P7,A000000007").replace("0000P1", "0000P7");
        let eighth = PERSON.replace("P1,A000000001", "P8,A000000008").replace("0000P1", "0000P8");
        let report = first
            .but(",20,2,2,1,", ",25,2,2,1,")
            .with(DocketFile::People, &seventh)
            .with(DocketFile::People, &eighth)
            .with(DocketFile::Flights, &FLIGHT.replace("F2", "P8.1"))
            .on(&world)
            .await;
        let words = told(&report);
        assert!(words.contains("people.csv line 3, column person_id: a key"), "{words}");
        assert!(words.contains("flights.csv line 2, column list_cap: differs"), "{words}");
        assert!(words.contains("flights.csv line 3, column flight_id: a key"), "{words}");
        assert_eq!((report.opened, report.differing), (1, 3), "{}: {words}", world.name);
        assert!(!report.holds_read);
        let stored = world.ops.store.flight(&flight_id("F2")).await.unwrap().value.plan;
        assert_eq!(stored.list_cap, Known::Read(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_broke_off_makes_holds_as_old_as_can_be_until_one_comes_to_its_end() {
    for world in worlds("newer_broken").await {
        listed(&world).await;
        assert_eq!(read_at(&world).await, end_of("2024-06-25"));
        let nobodys = STAY.replace("P1", "P999");
        let newer = Folder::of("2024-06-26").with(DocketFile::Holds, &nobodys);
        world.run_sql("ALTER TABLE import_queue RENAME TO away").await;
        let options = ImportOptions::default();
        newer.try_on(&world, options).await.unwrap_err();
        world.run_sql("ALTER TABLE away RENAME TO import_queue").await;
        assert_eq!(read_at(&world).await, Timestamp::UNIX_EPOCH, "{}", world.name);
        let refused = world.ops.confirm_all(&flight_id("F1"), &actor(DESK)).await.unwrap();
        assert_eq!(refused[0].1.to_string(), "barred; P1.1: hold:stale_data");

        let now = world.ops.clock.now().at();
        let said = world.ops.read_hold_feed(None, now, &actor(COURTS)).await;
        assert!(matches!(said, Err(OperationError::BadInput(_))), "{}: {said:?}", world.name);
        // One of an earlier day does not make up for it.
        Folder::of("2024-06-25").on(&world).await;
        assert_eq!(read_at(&world).await, Timestamp::UNIX_EPOCH, "{}", world.name);
        newer.on(&world).await;
        assert_eq!(read_at(&world).await, now, "{}: the day is not over", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_hold_that_does_not_say_when_bars_whoever_it_names() {
    for world in worlds("newer_undated").await {
        listed(&world).await;
        let row = format!("2024-06-26T05:00:00,{STAY}");
        let newer = Folder::of("2024-06-26").with(DocketFile::LateHolds, &row);
        for _ in 0..2 {
            let report = newer.try_on(&world, ImportOptions::default()).await.unwrap();
            assert!(told(&report).contains("late_holds.csv line 2, column recorded_at"));
            assert_eq!(report.queued, 0, "{}", world.name);
            let holds = case(&world, "P1").await.holds;
            assert_eq!((holds.len(), holds[0].revisions.len()), (1, 1), "{}", world.name);
            assert!(holds[0].latest().unwrap().defect.is_some());
            assert_eq!(line(&world).await, LineState::Struck);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_hold_of_an_instant_to_come_bars_now_and_is_told_of() {
    for world in worlds("newer_ahead").await {
        listed(&world).await;
        let row = format!("2024-06-28T05:00:00-05:00,{STAY}");
        let newer = Folder::of("2024-06-26").with(DocketFile::LateHolds, &row);
        let now = world.ops.clock.now().at();
        for struck in [1, 0] {
            let report = newer.on(&world).await;
            assert_eq!(report.struck, struck, "{}", world.name);
            assert!(told(&report).contains("column recorded_at: recorded at an instant to come"));
            let holds = case(&world, "P1").await.holds;
            let recorded: Vec<_> = holds[0].revisions.iter().map(|one| one.recorded_at).collect();
            assert_eq!(recorded, [Some(now)], "{}", world.name);
        }
        assert_eq!(line(&world).await, LineState::Struck);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_on_somebody_who_is_only_on_record_bars_and_waits_and_only_a_steward_resolves_it() {
    for world in worlds("newer_queue").await {
        listed(&world).await;
        let two = PERSON.replace("P1,A000000001", "P2,A000000002").replace("0000P1", "0000P2");
        let newer = Folder { day: "2024-06-26", rows: Vec::new() }
            .with(DocketFile::People, &two)
            .with(DocketFile::Holds, STAY);
        let report = newer.on(&world).await;
        assert_eq!(report.queued, 1, "{}", world.name);
        assert_eq!(line(&world).await, LineState::Struck, "{}", world.name);
        let waits = world.ops.queued(false).await.unwrap();
        let row = &waits[0].row.id;
        for role in ["foreign_consular_user:c", KEEPER] {
            let said =
                world.ops.resolve_queued(row, &Resolution::Dismiss, &actor(role), "not ours").await;
            let Err(OperationError::Refused(Refusal::RoleMayNot { .. })) = said else {
                panic!("{}: {said:?}", world.name)
            };
        }
        let steward = actor("data_steward:s");
        world.ops.resolve_queued(row, &Resolution::Dismiss, &steward, "withdrawn").await.unwrap();
        let all = world.ops.queued(true).await.unwrap();
        let resolved = all[0].resolved.as_ref().unwrap();
        assert_eq!((&resolved.by, &*resolved.words), (&steward, "dismissed: withdrawn"));
    }
}

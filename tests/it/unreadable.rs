//! A case that cannot be read stops itself and its family; everybody else is served.

use domain::{Stage, StageName, StrikeReason};
use operations::agency::SimulatedAgency;
use operations::{Silent, VerdictQuery};

use crate::support::small::{
    BUILDER, DESK, approved, asked, case_id, family, flight_id, ready, stay,
};
use crate::support::{World, actor, at, worlds};

/// Makes the case of `person` unreadable, as a broken disk or a hand in the database would.
async fn spoil(world: &World, person: &str) {
    let case = case_id(person);
    let sql = format!(
        "DELETE FROM case_facts WHERE case_id = '{case}'; \
         INSERT INTO case_facts (case_id, facts) VALUES ('{case}', '{{}}')"
    );
    world.run_sql(&sql).await;
    assert!(world.ops.store.case(&case).await.is_err(), "{}", world.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_goes_on_past_a_case_that_cannot_be_read() {
    for world in worlds("unreadable_sweep").await {
        let people = ["P1", "P2", "P3"].map(|person| {
            let mut case = ready(person);
            case.stage = Stage::Detained;
            case
        });
        world.with_cases(people).await;
        spoil(&world, "P3").await;
        let agency =
            SimulatedAgency::new(world.ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25));
        let system = actor("system:test");
        let stages = [StageName::Detained];
        let advanced = world.ops.advance_all(&stages, &agency, &system, &Silent).await.unwrap();
        assert_eq!((advanced.cases, advanced.unreadable), (2, 1), "{}", world.name);
        for person in ["P1", "P2"] {
            let case = world.ops.store.case(&case_id(person)).await.unwrap();
            assert_ne!(case.stage.name(), StageName::Detained, "{}: {person}", world.name);
        }
        assert!(world.ops.store.case(&case_id("P3")).await.is_err(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_are_given_for_those_who_can_be_read_and_not_for_a_parted_family() {
    for world in worlds("unreadable_verdicts").await {
        world.with_cases(family(&["P1", "P2"])).await;
        world.with_cases([ready("P3")]).await;
        world.with_flights([flight_id("F1")]).await;
        spoil(&world, "P2").await;
        for flight in [None, Some(flight_id("F1"))] {
            let step = domain::Step::Board;
            let query = VerdictQuery { flight, at: Some(at(crate::support::small::DEPARTS)), step };
            let mut people = Vec::new();
            let unreadable = world
                .ops
                .verdicts(&query, &mut |verdict| {
                    people.push(verdict.person_id.to_string());
                    Ok(())
                })
                .await
                .unwrap();
            assert_eq!(people, ["P3"], "{}", world.name);
            assert_eq!(unreadable, 1, "{}", world.name);
        }
        let proposal = world.ops.propose_manifest(&flight_id("F1")).await.unwrap();
        let seated: Vec<_> = proposal.seated.iter().flat_map(|seat| &seat.cases).collect();
        assert_eq!(seated, [&case_id("P3")], "{}", world.name);
        let by_hand = (domain::SeatRole::Primary, 0);
        let (flight, by) = (flight_id("F1"), actor(BUILDER));
        assert!(world.ops.assign(&flight, &case_id("P1"), by_hand, &by).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_somebody_unreadable_lets_people_off_and_nobody_on() {
    for world in worlds("unreadable_list").await {
        world.sealed(&["P1", "P2"]).await;
        spoil(&world, "P2").await;
        let flight = flight_id("F1");
        assert!(world.ops.confirm_all(&flight, &actor(DESK)).await.is_err(), "{}", world.name);
        let why = (StrikeReason::Custody, "moved");
        let struck = world.ops.strike(&flight, &case_id("P1"), why, &actor(BUILDER)).await.unwrap();
        assert_eq!(struck, [case_id("P1")], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_placed_though_a_relative_cannot_be_read() {
    for world in worlds("unreadable_hold").await {
        world.with_cases(family(&["P1", "P2"])).await;
        spoil(&world, "P2").await;
        let court = actor("court_feed:courts");
        world.ops.place_hold(&case_id("P1"), stay("H1"), &court, None).await.unwrap();
        let case = world.ops.store.case(&case_id("P1")).await.unwrap();
        assert_eq!(case.holds.len(), 1, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_somebody_unreadable_is_refused_and_the_rest_of_the_file_is_taken() {
    for world in worlds("unreadable_answer").await {
        world.with_cases([asked("P1"), asked("P2")]).await;
        spoil(&world, "P1").await;
        let file = "request,answer,answered_on\nP1.1/DP1,refused,2024-06-20\n\
                    P2.1/DP2,refused,2024-06-20\n";
        let agency = "chn_nia".parse().unwrap();
        let taken = world.ops.take_answer_file(file.as_bytes(), &agency, false, &actor(DESK)).await;
        let taken = taken.unwrap();
        assert_eq!(taken.accepted, 1, "{}", world.name);
        assert_eq!(taken.refused[0].line, 2, "{}", world.name);
        assert!(taken.refused[0].why.contains("cannot be read"), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_read_takes_nobody_elses_forecast_away() {
    for world in worlds("unreadable_forecast").await {
        world.with_cases([asked("P1"), asked("P2"), asked("P3")]).await;
        let spoil = "UPDATE documents SET facts = '{\"requested_on\":' WHERE case_id = 'P2.1'";
        world.run_sql(spoil).await;
        let ops = &world.ops;
        assert!(ops.store.case(&case_id("P2")).await.is_err(), "{}", world.name);
        let counted = ops.store.request_counts().await.unwrap();
        assert_eq!(counted.iter().map(|row| row.requests).sum::<i64>(), 2, "{}", world.name);
        ops.why(&case_id("P1")).await.unwrap();
        for slug in ["agencies", "forecasts", "waiting"] {
            (operations::report::find(slug).unwrap().run)(ops).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_waits_for_somebody_unreadable_holds_nobody_elses_up() {
    for world in worlds("unreadable_message").await {
        world.with_cases([asked("P1"), asked("P2")]).await;
        for person in ["P1", "P2"] {
            let mut answer = approved(person);
            answer.requested_on = Some(jiff::civil::date(2024, 2, 20));
            let body = serde_json::to_string(&answer).unwrap();
            let message = (operations::work::AGENCY_ANSWER, body);
            assert!(world.ops.receive(person, &case_id(person), message).await.unwrap());
        }
        spoil(&world, "P1").await;
        crate::worker::work(&world.ops).await;
        let served = world.ops.store.case(&case_id("P2")).await.unwrap();
        assert_eq!(served.stage.name(), StageName::AgencyApproved, "{}", world.name);
        let dead = world.ops.store.dead_tasks(false, None, 10).await.unwrap();
        let owners: Vec<&str> = dead.iter().map(|task| task.task.owner.as_str()).collect();
        assert_eq!(owners, ["P1.1"], "{}", world.name);
        // Nothing is lost: what came for P1 still waits.
        let waits = world.ops.store.messages(vec!["P1.1".to_owned()]).await.unwrap();
        assert_eq!(waits.len(), 1, "{}", world.name);
    }
}

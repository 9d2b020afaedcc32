//! An approval is of whom the agency was told of.

use domain::{Refusal, Stage};
use operations::agency::SimulatedAgency;

use crate::answers::{row, take};
use crate::corrections::{STEWARD, correct};
use crate::support::small::{asked, case_id};
use crate::support::{actor, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_agency_was_told_of_otherwise_waits_for_its_word() {
    for world in worlds("correct_approved").await {
        world.sealed(&["P1"]).await;
        let done = correct(&world, "P1", &[("family_name", "ZHOU")], STEWARD).await.unwrap();
        let paper = done.to_ask[0].clone();
        assert_eq!(
            done.words(),
            format!(
                "corrected family_name; the agency was told of the record as it was, its word is \
                 needed on: {paper}"
            )
        );
        assert_eq!((done.facts.struck.len(), done.facts.stop_orders), (1, 1), "{}", world.name);
        let (case, system) = (case_id("P1"), actor("system:test"));
        let agency =
            SimulatedAgency::new(world.ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25));
        let open = format!("the condition of the agency's approval {paper} to be met");
        let waits = world.ops.why(&case).await.unwrap().waits_for;
        assert_eq!(waits, open, "{}: said at once", world.name);
        world.ops.advance(&case, &agency, &system).await.unwrap();
        // Whoever may record no answer is told the same.
        let officer = actor("deportation_officer:u1");
        let (_, refusal) = world.ops.advance(&case, &agency, &officer).await.unwrap();
        let waits = matches!(refusal, Some(Refusal::NoUsableDocument { .. }));
        assert!(waits, "{}: {refusal:?}", world.name);
        let waits = world.ops.why(&case).await.unwrap().waits_for;
        assert_eq!(waits, open, "{}", world.name);
        let history = world.ops.store.history(&case).await.unwrap();
        let columns = operations::columns_changed(&history).concat();
        assert_eq!(columns, ["family_name"], "{}", world.name);

        let desk = actor("country_desk_officer:u4");
        let why = "the consul wrote that it holds";
        world.ops.meet_condition(&case, (&paper, why), &desk).await.unwrap();
        let stage = world.ops.store.case(&case).await.unwrap().value.stage;
        assert_eq!(stage, Stage::AgencyApproved, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_under_way_waits_for_the_agencys_word_too() {
    for world in worlds("correct_asked").await {
        world.with_cases([asked("P1")]).await;
        let done = correct(&world, "P1", &[("family_name", "ZHOU")], STEWARD).await.unwrap();
        assert_eq!(done.to_ask.len(), 1, "{}: {}", world.name, done.words());
        let case = case_id("P1");
        let stage = || async { world.ops.store.case(&case).await.unwrap().value.stage };
        let waits = || async { world.ops.why(&case).await.unwrap().waits_for };
        assert_eq!(waits().await, "the agency's answer", "{}", world.name);
        let approved = row("P1", "approved", 20);
        assert_eq!(take(&world, &approved, true).await.accepted, 1, "{}", world.name);
        assert_eq!(take(&world, &approved, false).await.accepted, 1, "{}", world.name);
        assert_eq!(stage().await, Stage::DocumentRequested, "{}", world.name);
        let open = "the condition of the agency's approval DP1 to be met";
        assert_eq!(waits().await, open, "{}", world.name);
        // The same file again is no word about the record as it is; a later answer is.
        let again = take(&world, &approved, false).await.refused;
        let stands = "there is an answer of 2024-06-20 on record, which stands";
        assert_eq!((again.len(), &*again[0].why), (1, stands), "{}", world.name);
        assert_eq!(waits().await, open, "{}", world.name);
        assert_eq!(take(&world, &row("P1", "approved", 24), false).await.accepted, 1);
        assert_eq!(stage().await, Stage::AgencyApproved, "{}", world.name);
        assert_eq!(crate::support::history::faults(&world.ops).await, [""; 0], "{}", world.name);
    }
}

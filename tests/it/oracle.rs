//! The gate against the sample's answers, worked out by a program that shares no code with it.

use std::fmt::Write;

use domain::Step;
use operations::{OperationError, VerdictQuery};

use crate::support::{World, docket, worlds};

/// All verdicts, as the answer files write them.
async fn verdicts(world: &World, step: Step) -> String {
    let mut text = "flight_id,person_id,verdict,listed,reasons\n".to_owned();
    let query = VerdictQuery { flight: None, at: None, step };
    world
        .ops
        .verdicts(&query, &mut |verdict| -> Result<(), OperationError> {
            let reasons = domain::reason::join(&verdict.reasons);
            let answer = if verdict.eligible { "eligible" } else { "refused" };
            let (flight, person) = (&verdict.flight_id, &verdict.person_id);
            let listed = verdict.listed;
            writeln!(text, "{flight},{person},{answer},{listed},{reasons}").unwrap();
            Ok(())
        })
        .await
        .unwrap();
    text
}

/// The docket `name`, with the late holds or without, says what `file` says.
async fn says(name: &str, late: bool, file: &str) {
    for world in worlds(&format!("oracle_{name}_{late}")).await {
        if late {
            world.now("2024-08-01T00:00:00-05:00"); // when all of them are recorded
        }
        let world = world.with_docket(name, late).await;
        let got = verdicts(&world, Step::Board).await;
        let expected = std::fs::read_to_string(docket(name).join(file)).unwrap();
        let lines = got.lines().zip(expected.lines());
        let differ: Vec<_> = lines.filter(|(a, b)| a != b).take(5).collect();
        assert!(differ.is_empty(), "{}: ours, theirs: {differ:#?}", world.name);
        assert_eq!(got.lines().count(), expected.lines().count(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_of_the_clean_docket_is_as_expected() {
    says("clean", false, "expected.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_with_the_late_holds_is_as_expected() {
    says("clean", true, "expected_late.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_of_the_dirty_docket_is_as_expected() {
    says("dirty", false, "expected.csv").await;
}

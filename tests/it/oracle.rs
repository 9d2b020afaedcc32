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

fn compare(world: &World, got: &str, file: &str) {
    let expected = std::fs::read_to_string(file).unwrap();
    let differ: Vec<_> =
        got.lines().zip(expected.lines()).filter(|(a, b)| a != b).take(5).collect();
    assert!(differ.is_empty(), "{}: ours, theirs: {differ:#?}", world.name);
    assert_eq!(got.lines().count(), expected.lines().count(), "{}", world.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_of_the_clean_docket_is_as_expected() {
    for world in worlds("clean").await {
        let world = world.with_docket("clean", false).await;
        let expected = docket("clean").join("expected.csv");
        compare(&world, &verdicts(&world, Step::Board).await, expected.to_str().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_with_the_late_holds_is_as_expected() {
    for world in worlds("late").await {
        let world = world.with_docket("clean", true).await;
        let expected = docket("clean").join("expected_late.csv");
        compare(&world, &verdicts(&world, Step::Board).await, expected.to_str().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_of_the_dirty_docket_is_as_expected() {
    for world in worlds("dirty").await {
        let world = world.with_docket("dirty", false).await;
        let expected = docket("dirty").join("expected.csv");
        compare(&world, &verdicts(&world, Step::Board).await, expected.to_str().unwrap());
    }
}

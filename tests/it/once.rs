//! A command with a key is done once, on both databases.

use domain::decide::PlaceHold;
use domain::{HoldId, Refusal, RefusalCode};
use operations::{FactsOutcome, LiftHold, OperationError};

use crate::support::small::{case_id, stay};
use crate::support::{World, actor, worlds};

async fn place(
    world: &World,
    who: &str,
    hold: PlaceHold,
    by: &str,
) -> Result<FactsOutcome, OperationError> {
    world.ops.place_hold(&case_id(who), hold, &actor(by), Some("key-1")).await
}

const NIGHT: &str = "duty_officer:night";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_with_the_same_key_is_done_once_and_answered_alike() {
    for world in worlds("once").await {
        world.sealed(&["P1", "P2"]).await;
        let first = place(&world, "P1", stay("H1"), NIGHT).await.unwrap();
        assert_eq!((first.struck.len(), first.stop_orders), (1, 1), "{}", world.name);
        world.now("2024-06-26T08:00:00-05:00");
        let again = place(&world, "P1", stay("H1"), NIGHT).await.unwrap();
        assert_eq!(again, first, "{}", world.name);
        let case = world.ops.store.case(&case_id("P1")).await.unwrap();
        assert_eq!(case.version(), first.version);
        assert_eq!(case.value.holds[0].revisions.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_other_request_with_the_same_key_is_refused() {
    for world in worlds("once_other").await {
        world.sealed(&["P1", "P2"]).await;
        place(&world, "P1", stay("H1"), NIGHT).await.unwrap();
        let mut other = stay("H1");
        other.docket_number = Some("24-1".into());
        let refused = [
            place(&world, "P1", other, NIGHT).await,
            place(&world, "P1", stay("H2"), NIGHT).await,
            place(&world, "P2", stay("H1"), NIGHT).await,
            place(&world, "P1", stay("H1"), "legal_counsel:u2").await,
            world.ops.lift_hold(&case_id("P1"), lift(), &actor(COUNSEL), Some("key-1")).await,
        ];
        for answer in refused {
            let error = answer.unwrap_err();
            assert_eq!(error.exit_code(), 1);
            let OperationError::Refused(refusal) = error else { panic!("{error:?}") };
            assert!(matches!(refusal, Refusal::KeyUsed { .. }), "{}: {refusal}", world.name);
            assert_eq!(refusal.code(), RefusalCode::KeyUsed);
        }
        let case = world.ops.store.case(&case_id("P1")).await.unwrap().value;
        assert_eq!(case.holds[0].revisions.len(), 1, "{}", world.name);
        assert!(world.ops.store.case(&case_id("P2")).await.unwrap().value.holds.is_empty());
    }
}

const COUNSEL: &str = "legal_counsel:u1";

fn lift() -> LiftHold {
    LiftHold {
        id: HoldId::new("H1").unwrap(),
        document: "order of dismissal".to_owned(),
        reason: "the stay was dissolved".to_owned(),
        second: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lifting_twice_with_one_key_lifts_once() {
    for world in worlds("once_lift").await {
        world.sealed(&["P1"]).await;
        place(&world, "P1", stay("H1"), NIGHT).await.unwrap();
        let (ops, case, counsel) = (&world.ops, case_id("P1"), actor(COUNSEL));
        let first = ops.lift_hold(&case, lift(), &counsel, Some("key-2")).await.unwrap();
        let again = ops.lift_hold(&case, lift(), &counsel, Some("key-2")).await.unwrap();
        assert_eq!(first, again, "{}", world.name);
        let refused = ops.lift_hold(&case, lift(), &counsel, None).await.unwrap_err();
        assert!(matches!(refused, OperationError::Refused(Refusal::HoldAlreadyLifted { .. })));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_sent_many_times_at_once_is_done_once() {
    for world in worlds("once_race").await {
        world.sealed(&["P1"]).await;
        let mut sent = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let ops = world.ops.clone();
            sent.spawn(async move {
                let by = actor(NIGHT);
                ops.place_hold(&case_id("P1"), stay("H1"), &by, Some("key-1")).await.unwrap()
            });
        }
        let answers = sent.join_all().await;
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{}: {answers:?}", world.name);
        let case = world.ops.store.case(&case_id("P1")).await.unwrap().value;
        assert_eq!(case.holds[0].revisions.len(), 1, "{}", world.name);
    }
}

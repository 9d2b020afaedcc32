//! A case goes on as it was seen, or not; and an attempt comes to an end.

use std::time::Duration;

use domain::{Known, MedicalStatus, Stage, Version};
use operations::OperationError;
use operations::agency::SimulatedAgency;

use crate::support::small::{asked, case_id, ready};
use crate::support::{World, actor, worlds};

const OFFICER: &str = "deportation_officer:u1";

/// A case whose order can be found final.
async fn detained(world: &World) {
    let mut case = ready("P1");
    case.stage = Stage::Detained;
    case.documents.clear();
    world.with_cases([case]).await;
}

fn agency(world: &World) -> SimulatedAgency {
    SimulatedAgency::new(world.ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_has_changed_since_it_was_seen_does_not_go_on() {
    for world in worlds("advance_seen").await {
        let (ops, id, name) = (&world.ops, case_id("P1"), world.name);
        detained(&world).await;
        let mut medical = ops.store.case(&id).await.unwrap().value.medical;
        medical.status = Known::Read(MedicalStatus::NurseRequired);
        let clinician = actor("medical_officer:m1");
        ops.change_medical(&id, medical, (&clinician, "seen")).await.unwrap();
        let by = actor(OFFICER);
        for ops in
            [ops.having_seen(Some(Version(1))), ops.rehearsal().having_seen(Some(Version(1)))]
        {
            let error = ops.advance(&id, &agency(&world), &by).await.unwrap_err();
            let OperationError::Changed { seen, now, .. } = error else {
                panic!("{name}: {error}")
            };
            assert_eq!((seen, now), (Version(1), Version(2)), "{name}");
        }
        assert_eq!(ops.store.case(&id).await.unwrap().version(), Version(2), "{name}");
        let seen = ops.having_seen(Some(Version(2)));
        let (stage, _) = seen.advance(&id, &agency(&world), &by).await.unwrap();
        assert_eq!(stage.code(), "order_final", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_the_database_refuses_is_not_tried_for_ever() {
    for world in worlds("advance_refused").await {
        detained(&world).await;
        let mut other = asked("P2");
        other.stage = Stage::OrderFinal;
        world.with_cases([other]).await;
        world.run_sql("CREATE UNIQUE INDEX one_of_a_stage ON cases (stage)").await;
        let (id, by, agency) = (case_id("P1"), actor(OFFICER), agency(&world));
        let tried = world.ops.advance(&id, &agency, &by);
        let tried = tokio::time::timeout(Duration::from_secs(20), tried).await.unwrap();
        assert!(matches!(tried, Err(OperationError::Constraint(_))), "{}: {tried:?}", world.name);
        assert_eq!(world.ops.store.case(&id).await.unwrap().version(), Version(1));
    }
}

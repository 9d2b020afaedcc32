//! Who requests a document does not approve the request.

use domain::{CaseEvent, Refusal, Stage};
use operations::agency::SimulatedAgency;

use crate::support::small::{case_id, ready};
use crate::support::{World, actor, worlds};

/// A case with a final order and no papers, so that the agency has to be asked.
async fn without_papers(world: &World) {
    let mut case = ready("P1");
    case.stage = Stage::OrderFinal;
    case.documents.clear();
    world.with_cases([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_waits_for_a_second_person_and_history_keeps_who_that_was() {
    for world in worlds("approval").await {
        without_papers(&world).await;
        let rules = world.ops.rules.clone();
        let agency = SimulatedAgency::new(rules, 7, jiff::civil::date(2024, 6, 25));
        let (ops, id, officer) = (&world.ops, case_id("P1"), actor("deportation_officer:u1"));
        for second in [None, Some("supervisory_officer:u1"), Some("deportation_officer:u2")] {
            let ops = match second {
                Some(second) => ops.clone().approved_by(actor(second)),
                None => ops.clone(),
            };
            let (stage, waits) = ops.advance(&id, &agency, &officer).await.unwrap();
            assert_eq!(stage.code(), "order_final", "{}: {second:?}", world.name);
            let refused = waits.unwrap();
            let expected = match second {
                Some("deportation_officer:u2") => matches!(refused, Refusal::RoleMayNot { .. }),
                _ => matches!(refused, Refusal::SamePerson { .. }),
            };
            assert!(expected, "{}: {second:?}: {refused}", world.name);
        }
        let second = actor("supervisory_officer:u2");
        let approved = ops.clone().approved_by(second.clone());
        approved.advance(&id, &agency, &officer).await.unwrap();
        let history = ops.store.history(id.as_str()).await.unwrap();
        let requests: Vec<_> = history
            .iter()
            .filter_map(|event| {
                let CaseEvent::DocumentRequested { approved_by, .. } = event.case_event().unwrap()
                else {
                    return None;
                };
                Some(approved_by)
            })
            .collect();
        assert_eq!(requests, [Some(second)], "{}", world.name);
    }
}

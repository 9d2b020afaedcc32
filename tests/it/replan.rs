//! A flight gets another time: whoever may not fly then comes off in the same commit.

use domain::decide::PlanChange;
use domain::{FlightStatus, Refusal, RefusalCode, Stage};
use jiff::civil::date;
use operations::OperationError;

use crate::support::small::{BUILDER, DESK, SEALER, case_id, flight_id, ready};
use crate::support::{actor, at, worlds};

#[tokio::test]
async fn a_flight_that_moves_takes_along_whoever_may_fly_then() {
    for world in worlds("replan").await {
        let mut soon = ready("P2");
        soon.documents[0].expires_on = Some(date(2024, 7, 12));
        world.with_cases([ready("P1"), soon]).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        world.with_flights([id.clone()]).await;
        world.seat("F1", &["P1", "P2"]).await;
        ops.seal(&id, &actor(SEALER)).await.unwrap();
        ops.confirm_all(&id, &actor(DESK)).await.unwrap();

        let departs_at = Some(at("2024-07-10T08:00:00-05:00"));
        let later = PlanChange { departs_at, ..PlanChange::default() };
        let change = (&later, "the carrier's aircraft is in repair");
        let off = ops.replan_flight(&id, change, &actor(BUILDER)).await.unwrap();
        assert_eq!(off, [case_id("P2")], "{}", world.name);

        let flight = ops.store.flight(&id).await.unwrap().value;
        assert_eq!(flight.plan.departs_at, departs_at);
        assert_eq!(flight.status, FlightStatus::Scheduled, "the seal broke");
        assert_eq!(flight.stop_orders.len(), 1);
        let on: Vec<_> = flight.manifest.live().map(|line| line.case.clone()).collect();
        assert_eq!(on, [case_id("P1")]);
        let stage = ops.store.case(&case_id("P1")).await.unwrap().value.stage;
        assert_eq!(stage, Stage::Confirmed { flight: id.clone() }, "{}", world.name);

        let small = PlanChange { seats: Some(0), ..PlanChange::default() };
        let refused = ops.replan_flight(&id, (&small, "no seats"), &actor(BUILDER)).await;
        let Err(OperationError::Refused(refused)) = refused else { panic!("{refused:?}") };
        assert_eq!(refused.code(), RefusalCode::NotToBeFlown);
        assert!(matches!(refused, Refusal::NotToBeFlown { faults, .. } if faults.len() == 2));
        assert_eq!(ops.store.flight(&id).await.unwrap().value, flight, "{}", world.name);
        let found = ops.doctor().await.unwrap();
        let broken = |one: &operations::Finding| one.severity == operations::Severity::Broken;
        assert!(!found.iter().any(broken), "{}: {found:?}", world.name);
    }
}

//! A hold raced against confirming, boarding and departing: it wins or comes after, never both.

use domain::decide::PlaceHold;
use domain::{CaseId, FlightId, FlightStatus, HoldId, LineState, Stage, StageName};
use operations::{OperationError, Operations, Silent, agency::SimulatedAgency};

use crate::support::{World, actor, at, variable, worlds};

/// Rounds of each race; the thousand of a release are asked for by `CASEFLIGHT_RACES`.
fn rounds() -> usize {
    variable("CASEFLIGHT_RACES").and_then(|n| n.parse().ok()).unwrap_or(12)
}

const FLIGHT: &str = "F000011";

/// A flight with its list made and sealed, up to where the race begins.
async fn prepared(world: World) -> World {
    let world = world.with_docket("clean", false).await;
    let ops = &world.ops;
    let agency = SimulatedAgency::new(ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25));
    let stages = [StageName::Detained, StageName::OrderFinal, StageName::DocumentRequested];
    ops.advance_all(&stages, &agency, &actor("system:test"), &Silent).await.unwrap();
    world
}

fn flight() -> FlightId {
    FlightId::new(FLIGHT).unwrap()
}

/// Makes the list anew, with everybody who is ready.
async fn list(ops: &Operations) -> Vec<CaseId> {
    let builder = actor("flight_scheduler:builder");
    let proposal = ops.propose_manifest(&flight()).await.unwrap();
    ops.seat_proposal(&proposal, 0, &builder).await.unwrap().seated
}

async fn hold(ops: &Operations, case: &CaseId, n: usize) {
    let hold = PlaceHold {
        id: HoldId::new(format!("RACE{n}")).unwrap(),
        kind: "judicial_stay".into(),
        country: None,
        from: at("2024-06-25T00:00:00-05:00"),
        to: None,
        source_document: "order of the court".into(),
        docket_number: None,
    };
    ops.place_hold(case, hold, &actor("duty_officer:night"), None).await.unwrap();
}

/// After the race: whoever is held is off the list, and history says the same as the rows.
async fn check(ops: &Operations, held: &CaseId, world: &str) {
    let case = ops.store.case(held).await.unwrap().value;
    let flight = ops.store.flight(&flight()).await.unwrap().value;
    let departed = matches!(case.stage, Stage::Departed { .. });
    if departed {
        assert!(
            flight.stop_orders.iter().any(|order| order.recall && order.case == *held),
            "{world}: the hold came after the doors closed, so there is a recall"
        );
        return;
    }
    assert!(!case.stage.is_listed(), "{world}: held and still {:?}", case.stage);
    let line = flight.manifest.lines.iter().rev().find(|line| line.case == *held).unwrap();
    assert_eq!(line.state, LineState::Struck, "{world}");
    ops.store.verify_stream(held.as_str()).await.unwrap();
}

/// Races `step` against a hold on one of the people it is about.
async fn race<F, Fut>(world: World, until: fn(usize) -> usize, step: F)
where
    F: Fn(Operations) -> Fut,
    Fut: Future<Output = Result<(), OperationError>> + Send + 'static,
{
    let world = prepared(world).await;
    let listed = list(&world.ops).await;
    assert!(listed.len() >= 3, "{}: {listed:?}", world.name);
    world.ops.seal(&flight(), &actor("supervisory_officer:second")).await.unwrap();
    let mut done = 0;
    for (round, case) in listed.iter().take(until(listed.len())).enumerate() {
        let case = case.clone();
        let other = tokio::task::spawn_blocking({
            let (ops, step) = (world.ops.clone(), step(world.ops.clone()));
            move || {
                drop(ops);
                tokio::runtime::Handle::current().block_on(step)
            }
        });
        hold(&world.ops, &case, round).await;
        // A refusal is as good an answer as success: what counts is what stands afterwards.
        match other.await.unwrap() {
            Ok(()) | Err(OperationError::Refused(_)) => (),
            Err(error) => panic!("{}: {error:?}", world.name),
        }
        check(&world.ops, &case, world.name).await;
        done += 1;
    }
    assert!(done > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_confirming_and_wins_or_comes_after() {
    for _ in 0..rounds().div_ceil(8) {
        for world in worlds("race_confirm").await {
            race(
                world,
                |listed| listed - 1,
                |ops| async move {
                    ops.confirm_all(&flight(), &actor("country_desk_officer:desk")).await.map(drop)
                },
            )
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_boarding_and_wins_or_comes_after() {
    for _ in 0..rounds().div_ceil(8) {
        for world in worlds("race_board").await {
            race(
                world,
                |listed| listed - 1,
                |ops| async move {
                    let lead = actor("flight_officer:lead");
                    ops.confirm_all(&flight(), &actor("country_desk_officer:desk")).await.ok();
                    ops.clock.set(at("2024-07-08T10:00:00-05:00"));
                    ops.read_hold_feed(
                        None,
                        at("2024-07-08T10:00:00-05:00").at(),
                        &actor("court_feed:courts"),
                    )
                    .await?;
                    if ops.store.flight(&flight()).await?.value.status == FlightStatus::Sealed {
                        ops.open_boarding(&flight(), &lead).await?;
                    }
                    ops.board_all(&flight(), &lead).await.map(drop)
                },
            )
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_races_departing_and_wins_or_comes_after() {
    for _ in 0..rounds() {
        for world in worlds("race_depart").await {
            race(
                world,
                |_| 1,
                |ops| async move {
                    let lead = actor("flight_officer:lead");
                    ops.confirm_all(&flight(), &actor("country_desk_officer:desk")).await.ok();
                    ops.clock.set(at("2024-07-08T11:40:00-05:00"));
                    ops.read_hold_feed(
                        None,
                        at("2024-07-08T11:40:00-05:00").at(),
                        &actor("court_feed:courts"),
                    )
                    .await?;
                    ops.open_boarding(&flight(), &lead).await?;
                    ops.board_all(&flight(), &lead).await?;
                    ops.acknowledge_all(&flight(), &lead).await?;
                    ops.depart(&flight(), &lead).await.map(drop)
                },
            )
            .await;
        }
    }
}

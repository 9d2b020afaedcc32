//! The worker: it takes cases as far as they go, as a batch by hand would, and running it twice
//! is running it once.

use std::sync::Arc;
use std::time::Duration;

use operations::agency::SimulatedAgency;
use operations::work::SYSTEM;
use operations::{Operations, Silent};
use persistence::{Limit, WorkerId};
use tokio_util::sync::CancellationToken;
use worker::engine::{Database, Engine, Settings};
use worker::{Desk, activities};

use crate::support::{World, actor, at, history, worlds};

/// The desk of a worker on `ops`.
fn desk(ops: &Operations) -> Desk {
    let agency = SimulatedAgency::new(ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25));
    let system = actor("system:worker");
    Desk { ops: ops.clone(), agency: Arc::new(agency), system, channel: None }
}

/// Works until no case and no flight has anything to do.
pub(crate) async fn work(ops: &Operations) {
    let desk = desk(ops);
    desk.begin().await.unwrap();
    let mut seed = 1_u64;
    let dice = Box::new(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed ^ (seed >> 31)
    });
    let tasks = Database::new(ops.store.clone(), ops.task_clock(), WorkerId(1), "test".to_owned());
    let stop = CancellationToken::new();
    let engine = Engine::new(tasks, desk, Settings::default(), dice, ops.store.woken());
    let idle = async {
        let mut quiet = 0;
        while quiet < 3 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let lanes = ops.store.lane_states(ops.task_clock()).await.unwrap();
            let busy = |lane: &persistence::LaneState| {
                (lane.due > 0 && !lane.lane.starts_with(SYSTEM)) || lane.leased > 0
            };
            quiet = if lanes.iter().any(busy) { 0 } else { quiet + 1 };
        }
        stop.cancel();
    };
    tokio::join!(engine.run(stop.clone()), idle);
}

async fn events(ops: &Operations) -> usize {
    let mut count = 0;
    loop {
        let more = ops.store.feed(i64::try_from(count).unwrap(), 10_000).await.unwrap().len();
        if more == 0 {
            return count;
        }
        count += more;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_does_what_a_batch_by_hand_does() {
    for world in worlds("worker").await {
        let world = world.with_docket("clean", false).await;
        work(&world.ops).await;
        let by_hand = World::sqlite().await.with_docket("clean", false).await;
        let stages = [
            domain::StageName::Detained,
            domain::StageName::OrderFinal,
            domain::StageName::DocumentRequested,
            domain::StageName::AgencyApproved,
        ];
        let hand = desk(&by_hand.ops);
        by_hand.ops.take_answers(&*hand.agency, &hand.system).await.unwrap();
        by_hand.ops.advance_all(&stages, &*hand.agency, &hand.system, &Silent).await.unwrap();
        let mut found = world.ops.store.stage_counts().await.unwrap();
        let expected = by_hand.ops.store.stage_counts().await.unwrap();
        // The worker also drafts lists that are due. Whoever is on one was approved first, as the
        // others are who were left by hand where they are.
        let listed = found.insert(domain::StageName::Manifested, 0).unwrap_or(0);
        *found.entry(domain::StageName::AgencyApproved).or_default() += listed;
        assert_eq!(found, expected, "{}", world.name);
        assert_eq!(history::faults(&world.ops).await, Vec::<String>::new(), "{}", world.name);
        let before = events(&world.ops).await;
        world.ops.store.plant_tasks(world.ops.task_clock()).await.unwrap();
        work(&world.ops).await;
        while world.ops.store.sequence_feed().await.unwrap() > 0 {}
        assert_eq!(events(&world.ops).await, before, "{}: a second time does nothing", world.name);
        let tasks = world.ops.store.tasks(None, None, 10_000).await.unwrap();
        assert!(tasks.iter().all(|task| task.worker.is_none()), "nothing is left held");
        assert!(world.ops.store.dead_tasks(true, None, 9).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_asked_no_more_than_it_can_take() {
    for world in worlds("limits").await {
        let world = world.with_docket("clean", false).await;
        let ops = &world.ops;
        ops.clock.set(at("2024-06-26T10:00:00-05:00")); // Guatemala is at work
        let asked = |lane: &str| lane.starts_with("request/") && lane.ends_with("/GTM");
        let limit = Limit { agency: "GTM".to_owned(), per_hour: Some(1), burst: 5, slots: None };
        ops.store.set_limit(limit, ops.task_clock()).await.unwrap();
        let desk = desk(ops);
        desk.begin().await.unwrap();
        let stop = CancellationToken::new();
        let mut seed = 1_u64;
        let dice = Box::new(move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            seed ^ (seed >> 31)
        });
        let tasks = Database::new(ops.store.clone(), ops.task_clock(), WorkerId(2), "t".to_owned());
        let engine = Engine::new(tasks, desk, Settings::default(), dice, ops.store.woken());
        let settled = async {
            let (mut last, mut same) = (0, 0);
            while same < 5 {
                tokio::time::sleep(Duration::from_millis(300)).await;
                let lanes = ops.store.lane_states(ops.task_clock()).await.unwrap();
                let others = lanes.iter().any(|lane| {
                    lane.leased > 0
                        || (lane.due > 0 && !asked(&lane.lane) && !lane.lane.starts_with(SYSTEM))
                });
                let due: u32 =
                    lanes.iter().filter(|lane| asked(&lane.lane)).map(|lane| lane.due).sum();
                same = if !others && due == last { same + 1 } else { 0 };
                last = due;
            }
            stop.cancel();
            last
        };
        let ((), waiting) = tokio::join!(engine.run(stop.clone()), settled);
        assert!(waiting > 0, "{}: the docket asks Guatemala more than five times", world.name);
        let held_up = ops.lanes().await.unwrap();
        let gated = held_up.iter().filter(|lane| asked(&lane.lane) && lane.due > 0);
        assert!(gated.clone().count() > 0 && gated.clone().all(|lane| lane.held_up_by == "limit"));
        let row =
            ops.store.tasks(None, Some(&gated.clone().next().unwrap().lane), 1).await.unwrap();
        let case = domain::CaseId::new(&row[0].task.owner).unwrap();
        assert_eq!(ops.blocked_on(&case).await.unwrap().on, "limit");
    }
}

#[test]
fn there_is_a_task_for_everything_the_worker_does() {
    assert!(activities::CASES.len() >= 7 && activities::FLIGHTS.len() >= 6);
    assert!(activities::SYSTEM.iter().any(|one| one.name == operations::work::PLANT));
}

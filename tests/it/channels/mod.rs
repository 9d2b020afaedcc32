//! Messages to the outside: each arrives, in the order of its stream, whatever the other side does.

mod mail;
mod nats;
mod other_side;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use operations::agency::SimulatedAgency;
use operations::work::OUTBOX_LANE;
use persistence::{OutMessage, WorkerId};
use tokio_util::sync::CancellationToken;
use worker::engine::{Database, Engine, Settings};
use worker::{Channel, Desk, Found, activities};

use crate::support::{World, actor, at};

/// A message of a case.
fn message(stream: &str, n: u32) -> OutMessage {
    OutMessage {
        id: format!("clock.near/{stream}/{n}"),
        stream: stream.to_owned(),
        kind: "clock.near".to_owned(),
        body: format!("{{\"n\":{n}}}"),
        at: at("2024-06-25T12:00:00Z").at(),
        trace: None,
    }
}

fn desk(world: &World, channel: &Arc<dyn Channel>) -> Desk {
    let ops = world.ops.clone();
    let agency = SimulatedAgency::new(ops.rules.clone(), 7, jiff::civil::date(2024, 6, 25));
    let system = actor("system:worker");
    Desk { ops, agency: Arc::new(agency), system, channel: Some(Arc::clone(channel)) }
}

/// Sends what waits to be sent for the first time.
async fn first(world: &World, channel: &Arc<dyn Channel>) -> Found {
    let deliver = activities::SYSTEM.iter().find(|one| one.name == "deliver_outbox").unwrap();
    (deliver.run)(desk(world, channel)).await.unwrap()
}

/// Lets the engine work on messages that are tried again, as if it were `instant`.
async fn again(world: &World, channel: &Arc<dyn Channel>, instant: &str) {
    world.now(instant);
    let ops = &world.ops;
    let tasks = Database::new(ops.store.clone(), ops.task_clock(), WorkerId(1), "test".to_owned());
    let mut seed = 7_u64;
    let dice = Box::new(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        seed ^ (seed >> 31)
    });
    let stop = CancellationToken::new();
    let desk = desk(world, channel);
    let engine = Engine::new(tasks, desk, Settings::default(), dice, ops.store.woken());
    let idle = async {
        let mut quiet = 0;
        while quiet < 3 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let lanes = ops.store.lane_states(ops.task_clock()).await.unwrap();
            let paused = ops.outbox_is_paused().await.unwrap();
            let busy = lanes.iter().any(|lane| (lane.due > 0 && !paused) || lane.leased > 0);
            quiet = if busy { 0 } else { quiet + 1 };
        }
        stop.cancel();
    };
    tokio::join!(engine.run(stop.clone()), idle);
}

/// Tasks of messages that are tried again.
async fn waiting(world: &World) -> usize {
    world.ops.store.tasks(None, Some(OUTBOX_LANE), 99).await.unwrap().len()
}

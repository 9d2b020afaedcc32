//! `worker`: lets cases and flights go on by themselves, until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use domain::{Actor, Role, UserId};
use jiff::civil::Date;
use operations::Operations;
use operations::agency::{Agency, RequestsOnly, SimulatedAgency};
use operations::work::SYSTEM;
use persistence::WorkerId;
use tokio_util::sync::CancellationToken;
use worker::engine::{Database, Dice, Engine, Settings};
use worker::{Channel, Desk};

use crate::app::{App, Done};
use crate::channel::Outward;
use crate::figures::Figures;
use crate::open;

/// How to work.
#[derive(Debug, clap::Args)]
pub(crate) struct Worker {
    /// Jobs at once: batches of cases, or single other tasks
    #[arg(long, default_value_t = 2, value_name = "N")]
    concurrency: usize,
    /// Cases in one batch at most
    #[arg(long, default_value_t = 500, value_name = "N")]
    batch: u32,
    /// Seconds after which another worker may take over what this one does not finish
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    lease: u64,
    /// Seconds to finish work under way when told to stop
    #[arg(long, default_value_t = 20, value_name = "SECONDS")]
    drain: u64,
    #[command(flatten)]
    figures: Figures,
    /// Let invented agencies answer, for trials and tests: no answer of theirs is real
    #[arg(long, hide = true)]
    simulate_agencies: bool,
    /// Stop when no case and no flight has anything to do
    #[arg(long)]
    until_idle: bool,
    #[command(flatten)]
    outward: Outward,
}

pub(crate) async fn run(options: Worker, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let mut beside = options.figures.answer(&ops, app).await?;
    let stop = CancellationToken::new();
    let settings = Settings {
        jobs: options.concurrency.max(1),
        batch: options.batch.max(1),
        hold: Duration::from_secs(options.lease.max(1)),
        drain: Duration::from_secs(options.drain),
        ..Settings::default()
    };
    let channel = options.outward.open(&ops.clock).await?;
    let desk = desk(&ops, options.simulate_agencies, channel)?;
    let (id, engine) = engine(desk, settings).await?;
    app.out.say(format_args!("worker {id} is at work; stop it with Ctrl-C"));
    let work = engine.run(stop.clone());
    let watch = watch(&ops, options.until_idle, &stop);
    tokio::join!(work, watch);
    beside.shutdown().await;
    app.out.say(format_args!("worker {id} has stopped"));
    Ok(Done::Well)
}

/// A worker beside something else in this process, until `stop`.
pub(super) async fn beside(
    ops: &Operations,
    channel: Option<Arc<dyn Channel>>,
    stop: CancellationToken,
) -> Result<()> {
    let (_, engine) = engine(desk(ops, false, channel)?, Settings::default()).await?;
    engine.run(stop).await;
    Ok(())
}

/// What a worker works with. Requests are drawn up; what agencies answer is recorded by people, or
/// comes as messages.
fn desk(ops: &Operations, invent: bool, channel: Option<Arc<dyn Channel>>) -> Result<Desk> {
    let invented = SimulatedAgency::new(Arc::clone(&ops.rules), 7, Date::MIN);
    let agency: Arc<dyn Agency> =
        if invent { Arc::new(invented) } else { Arc::new(RequestsOnly::new(invented)) };
    let system = Actor::new(Role::System, UserId::new("worker")?);
    Ok(Desk { ops: ops.clone(), agency, system, channel })
}

/// A worker, whose tasks of the system are put down.
async fn engine(desk: Desk, settings: Settings) -> Result<(WorkerId, Engine<Database, Desk>)> {
    desk.begin().await?;
    let id = WorkerId((random() >> 1).cast_signed());
    let store = desk.ops.store.clone();
    let tasks = Database::new(store.clone(), desk.ops.task_clock(), id, host());
    let dice: Dice = Box::new(random);
    Ok((id, Engine::new(tasks, desk, settings, dice, store.woken())))
}

/// Waits until there is a reason to stop: a signal, or nothing left to do.
async fn watch(ops: &Operations, until_idle: bool, stop: &CancellationToken) {
    tokio::select! {
        () = told() => {}
        () = idle(ops), if until_idle => {}
    }
    stop.cancel();
}

async fn told() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Until no lane but the system's has due or held tasks, twice in a row, with the first look
/// after the system's own tasks had their turn.
async fn idle(ops: &Operations) {
    let mut quiet = 0;
    while quiet < 3 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let busy = match ops.store.lane_states(ops.task_clock()).await {
            Ok(lanes) => lanes.iter().any(|lane| {
                let due = lane.due > 0 && !lane.lane.starts_with(SYSTEM);
                due || lane.leased > 0
            }),
            Err(_) => true,
        };
        quiet = if busy { 0 } else { quiet + 1 };
    }
}

#[expect(clippy::disallowed_methods, reason = "the program hands chance to those who need it")]
pub(super) fn random() -> u64 {
    let (high, low) = uuid::Uuid::new_v4().as_u64_pair();
    // Some of the bits of each half are fixed: they say which kind it is.
    (high << 32) ^ low ^ high.rotate_left(7)
}

/// The name of this machine, for people.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "unknown".to_owned() } else { name.to_owned() }
}

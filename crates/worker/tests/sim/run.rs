//! One run: workers come and go, until all is done or it is clear that it never will be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use worker::engine::{Engine, Settings};

use crate::client;
use crate::faults::{Bug, Dice, Rates};
use crate::handler::Work;
use crate::port::{Port, Shared};
use crate::world::World;

/// What happens in a run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub workers: u64,
    pub cases: u64,
    pub steps: u32,
    pub officers: u64,
    pub messages: u64,
    pub misfortunes: u64,
    pub poison: bool,
    pub rates: Rates,
    pub bug: Option<Bug>,
}

impl Plan {
    /// Nothing goes wrong.
    pub fn calm(seed: u64) -> Self {
        Self {
            seed,
            workers: 2,
            cases: 4,
            steps: 3,
            officers: 3,
            messages: 3,
            misfortunes: 0,
            poison: false,
            rates: Rates::default(),
            bug: None,
        }
    }

    /// Everything goes wrong at times.
    pub fn troubled(seed: u64) -> Self {
        let rates = Rates { lost_answer: 30, late: 20, lost_request: 30, failure: 20 };
        let poison = seed.is_multiple_of(3);
        Self { workers: 3, misfortunes: 3, poison, rates, ..Self::calm(seed) }
    }
}

/// How long a run may take, in simulated time: many leases, many backoffs.
const MOST: Duration = Duration::from_hours(1);

/// What was found wrong.
pub fn run(plan: &Plan) -> Vec<String> {
    play(plan).0
}

/// Everything that happened.
pub fn trace(plan: &Plan) -> Vec<String> {
    play(plan).1
}

fn play(plan: &Plan) -> (Vec<String>, Vec<String>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(scene(*plan))
}

fn world(plan: &Plan) -> World {
    let ids: Vec<String> = (0..plan.cases).map(|n| format!("c{n}")).collect();
    let mut world = World {
        start: Instant::now(),
        tasks: BTreeMap::new(),
        cases: BTreeMap::new(),
        events: Vec::new(),
        acks: Vec::new(),
        inbox: BTreeMap::new(),
        messages: BTreeMap::new(),
        sent: BTreeSet::new(),
        dead: BTreeSet::new(),
        gone: BTreeSet::new(),
        paused: BTreeMap::new(),
        dice: Dice(plan.seed),
        rates: plan.rates,
        bug: plan.bug,
        poison: plan.poison.then(|| "c0".to_owned()),
        steps: plan.steps,
        claim: 0,
        broken: Vec::new(),
        trace: Vec::new(),
    };
    for id in ids {
        world.cases.insert(id.clone(), crate::world::Case::default());
        world.signal(&id);
    }
    world
}

async fn scene(plan: Plan) -> (Vec<String>, Vec<String>) {
    let shared = Shared(Arc::new(Mutex::new(world(&plan))));
    let mut all = JoinSet::new();
    let stop = CancellationToken::new();
    let names: Vec<u64> = (0..plan.workers).collect();
    all.spawn(client::officers(shared.clone(), plan.officers));
    all.spawn(client::agencies(shared.clone(), plan.messages));
    all.spawn(client::misfortune(shared.clone(), names.clone(), plan.misfortunes));
    let waited = all.len();
    let mut others = JoinSet::new();
    others.spawn(client::operator(shared.clone()));
    for name in &names {
        start(&shared, *name, *name, &stop, &mut others);
    }
    let mut next = plan.workers;
    let mut finished = 0;
    let begun = Instant::now();
    let mut open = Vec::new();
    while begun.elapsed() < MOST {
        tokio::time::sleep(Duration::from_secs(1)).await;
        while let Some(done) = all.try_join_next() {
            done.unwrap();
            finished += 1;
        }
        // Whoever was killed is started again, under its old name, as another worker.
        let gone = shared.world().gone.iter().filter(|one| **one < next).count();
        let restarted = u64::try_from(gone).unwrap() + plan.workers;
        while next < restarted {
            start(&shared, next, next % plan.workers, &stop, &mut others);
            next += 1;
        }
        open = shared.world().open();
        if (finished == waited && open.is_empty()) || !shared.world().broken.is_empty() {
            break;
        }
    }
    stop.cancel();
    let mut world = shared.world();
    let mut found = std::mem::take(&mut world.broken);
    found.extend(world.findings());
    if found.is_empty() && !open.is_empty() {
        found.extend(open.into_iter().map(|one| format!("never done: {one}")));
    }
    (found, std::mem::take(&mut world.trace))
}

fn start(shared: &Shared, worker: u64, name: u64, stop: &CancellationToken, on: &mut JoinSet<()>) {
    let port = Port { shared: shared.clone(), worker, name };
    let settings = Settings {
        jobs: 2,
        batch: 3,
        hold: Duration::from_secs(10),
        backoff: (Duration::from_millis(200), Duration::from_secs(20)),
        ..Settings::default()
    };
    let mut dice = Dice(shared.world().dice.next());
    let engine = Engine::new(
        port.clone(),
        Work(port),
        settings,
        Box::new(move || dice.next()),
        Arc::default(),
    );
    on.spawn(engine.run(stop.clone()));
}

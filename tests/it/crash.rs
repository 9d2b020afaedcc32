//! The real program, killed in the middle of its work, again and again: nothing is lost, nothing
//! is done twice, and nobody has to lend a hand.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::rulebook::Rulebook;
use operations::{Clock, ImportOptions, Operations, Silent};
use persistence::Store;

use crate::program::program;
use crate::support::{actor, docket, history, postgres_url, tell, variable};

/// Seconds after which another worker takes over.
const LEASE: u64 = 2;

/// How often a worker is killed: `CASEFLIGHT_CRASH_KILLS`, or a few times.
fn kills() -> u32 {
    variable("CASEFLIGHT_CRASH_KILLS").and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// The people whose cases are worked on: the folder `CASEFLIGHT_CRASH_DOCKET`, or the sample.
fn people() -> PathBuf {
    variable("CASEFLIGHT_CRASH_DOCKET").map_or_else(|| docket("clean"), PathBuf::from)
}

/// How long everything may take to come to its end when the killing is over.
fn patience() -> Duration {
    let minutes = variable("CASEFLIGHT_CRASH_MINUTES").and_then(|text| text.parse().ok());
    Duration::from_mins(minutes.unwrap_or(3))
}

/// Stops a worker in the middle of its work, or lets it go on.
fn signal(worker: &Child, signal: &str) {
    let done = Command::new("kill").args([signal, &worker.id().to_string()]).status().unwrap();
    assert!(done.success(), "kill {signal}");
}

fn worker(url: &str) -> Child {
    Command::new(program())
        .args(["--database-url", url, "--log", "error", "worker", "--simulate-agencies"])
        .args(["--lease", &LEASE.to_string(), "--batch", "40"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Cuts every other connection to the database, as a server that restarts does; with
/// `CASEFLIGHT_CRASH_RESTART`, runs that command instead, which restarts it.
async fn cut(ops: &Operations) {
    match variable("CASEFLIGHT_CRASH_RESTART") {
        Some(command) => {
            let done = Command::new("sh").args(["-c", &command]).status().unwrap();
            assert!(done.success(), "the restart failed");
        }
        // The first try may itself be on a connection that was cut the last time.
        None => {
            let mut tried = 1;
            while let Err(error) = ops.store.cut_connections().await {
                assert!(tried < 20, "{error}");
                tried += 1;
            }
        }
    }
}

/// Tasks that somebody works on at the moment; none if the database is away.
async fn held(ops: &Operations) -> u32 {
    let lanes = ops.store.lane_states(ops.task_clock()).await.unwrap_or_default();
    lanes.iter().map(|lane| lane.leased).sum()
}

/// What is still to do: due, worked on, or resting because it was cut off too often; none if the
/// database is away.
async fn open(ops: &Operations) -> Option<Vec<String>> {
    let lanes = ops.store.lane_states(ops.task_clock()).await.ok()?;
    let tasks = ops.store.tasks(None, None, 1_000_000).await.ok()?;
    let busy = lanes
        .into_iter()
        .filter(|lane| (lane.due > 0 && !lane.lane.starts_with("system")) || lane.leased > 0);
    let cut_off = tasks.into_iter().filter(|task| task.attempt > 0);
    let mut open: Vec<String> = busy.map(|lane| format!("{lane:?}")).collect();
    open.extend(cut_off.map(|task| format!("{task:?}")));
    Some(open)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_everything_is_done_once() {
    if let Some(url) = postgres_url("crash").await {
        kill_and_count("PostgreSQL", &url).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_everything_is_done_once_on_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    kill_and_count("SQLite", &format!("sqlite://{}", folder.path().join("c.db").display())).await;
}

async fn kill_and_count(name: &str, url: &str) {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let ops = Operations::new(store, Arc::new(Rulebook::embedded().unwrap()), Clock::System);
    let options = ImportOptions { late: false, dry_run: false };
    ops.import_docket(&people(), options, &actor("system:test"), &Silent).await.unwrap();

    let mut workers: Vec<Child> = (0..2).map(|_| worker(url)).collect();
    let (mut dice, mut in_the_middle, mut cuts) = (20_u64, 0, 0);
    for n in 0..kills() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(300 + (dice >> 33) % 700)).await;
        in_the_middle += u32::from(held(&ops).await > 0);
        let slot = usize::try_from(dice >> 62).unwrap() % workers.len();
        let dying = workers.get_mut(slot).unwrap();
        if n % 5 == 4 {
            // Past its lease, so that what it goes on to commit is somebody else's by then.
            signal(dying, "-STOP");
            tokio::time::sleep(Duration::from_secs(LEASE + 1)).await;
            signal(dying, "-CONT");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        dying.kill().unwrap(); // SIGKILL: it says no farewell
        dying.wait().unwrap();
        if n % 3 == 2 && url.starts_with("postgres") {
            cut(&ops).await;
            cuts += 1;
        }
        *dying = worker(url);
    }
    let begun = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(begun.elapsed() < patience(), "it does not come to an end: {:?}", open(&ops).await);
        if open(&ops).await.is_some_and(|open| open.is_empty()) {
            break;
        }
    }
    let recovered = begun.elapsed().as_secs();
    for mut worker in workers {
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let counts = ops.store.stage_counts().await.unwrap();
    let kills = kills();
    tell(&format!(
        "{name}: after {kills} kills, {in_the_middle} of them with work under way, and {cuts} cuts, \
         all was done in {recovered} s: {counts:?}"
    ));
    assert!(in_the_middle > 0, "nobody was killed in the middle of anything");
    assert_eq!(history::faults(&ops).await, Vec::<String>::new());
    let dead = ops.store.dead_tasks(true, None, 9).await.unwrap();
    assert!(dead.is_empty(), "{name}: given up: {dead:?}");
    assert_eq!(ops.store.plant_tasks(ops.task_clock()).await.unwrap(), 0, "a task was lost");
}

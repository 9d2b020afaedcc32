//! The real program, killed in the middle of its work, again and again: nothing is lost, nothing
//! is done twice, and nobody has to lend a hand.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::rulebook::Rulebook;
use operations::{Clock, ImportOptions, Operations, Silent};
use persistence::Store;

use crate::program::program;
use crate::support::{actor, docket, history, postgres_url, tell, variable};

/// How often a worker is killed: `CASEFLIGHT_CRASH_KILLS`, or a few times.
fn kills() -> u32 {
    variable("CASEFLIGHT_CRASH_KILLS").and_then(|text| text.parse().ok()).unwrap_or(6)
}

fn worker(url: &str) -> Child {
    Command::new(program())
        .args(["--database-url", url, "--log", "error", "worker", "--simulate-agencies"])
        .args(["--lease", "2", "--batch", "40"])
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
        None => ops.store.cut_connections().await.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_everything_is_done_once() {
    let Some(url) = postgres_url("crash").await else { return };
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    let ops = Operations::new(store, Arc::new(Rulebook::embedded().unwrap()), Clock::System);
    let options = ImportOptions { late: false, dry_run: false };
    ops.import_docket(&docket("clean"), options, &actor("system:test"), &Silent).await.unwrap();

    let mut workers: Vec<Child> = (0..2).map(|_| worker(&url)).collect();
    for n in 0..kills() {
        tokio::time::sleep(Duration::from_millis(300 + u64::from(n) * 137 % 700)).await;
        let slot = usize::try_from(n).unwrap() % workers.len();
        workers[slot].kill().unwrap(); // SIGKILL: it says no farewell
        workers[slot].wait().unwrap();
        if n % 3 == 2 {
            cut(&ops).await;
        }
        workers[slot] = worker(&url);
    }
    let begun = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let Ok(lanes) = ops.store.lane_states(ops.task_clock()).await else { continue };
        if lanes
            .iter()
            .all(|lane| (lane.due == 0 || lane.lane.starts_with("system")) && lane.leased == 0)
        {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(3), "it does not come to an end: {lanes:?}");
    }
    for mut worker in workers {
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let counts = ops.store.stage_counts().await.unwrap();
    tell(&format!("after {} kills: {counts:?}", kills()));
    assert_eq!(history::faults(&ops).await, Vec::<String>::new());
    assert!(ops.store.dead_tasks(true, None, 9).await.unwrap().is_empty());
    assert_eq!(ops.store.plant_tasks(ops.task_clock()).await.unwrap(), 0, "a task was lost");
}

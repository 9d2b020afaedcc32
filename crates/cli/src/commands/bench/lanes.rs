//! `bench lanes`: what the backlog of one office costs another's, and what a paused lane costs.
//! `bench timers`: how soon a hold strikes while very many tasks come due in the same second.
//! The engine's own loops, with work that does nothing but end its task.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use domain::Version;
use operations::work::{ADVANCE, Ended};
use operations::{OperationError, Operations, bench};
use persistence::{Claimed, Committed, LaneSetting, NewTask, TaskKey, Then, Unit, WorkerId};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use worker::engine::{Board, Database, Engine, Handler, Settings};

/// Two offices.
const BUSY: &str = "case/BUSY/GTM";
const SMALL: &str = "case/SMALL/GTM";
/// Tasks put down in one transaction.
const AT_ONCE: usize = 5_000;
/// Lanes of the timers.
const OFFICES: usize = 50;

/// Ends tasks, and counts them by lane.
#[derive(Clone)]
struct Ends {
    ops: Operations,
    ended: Arc<Mutex<HashMap<String, usize>>>,
    news: Arc<Notify>,
}

impl Ends {
    fn on(ops: &Operations) -> Self {
        Self { ops: ops.clone(), ended: Arc::default(), news: Arc::default() }
    }

    fn count(&self, is_meant: impl Fn(&str) -> bool) -> usize {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.iter().filter(|(lane, _)| is_meant(lane)).map(|(_, count)| count).sum()
    }

    /// Works until so many tasks of the lanes that are meant were ended, and says how long it took.
    async fn until(&self, count: usize, is_meant: impl Fn(&str) -> bool) -> Result<f64> {
        let id = WorkerId(self.ops.clock.now().at().as_microsecond());
        let store = self.ops.store.clone();
        let tasks = Database::new(store.clone(), self.ops.task_clock(), id, "bench".to_owned());
        let dice = Box::new(super::super::worker::random);
        let engine = Engine::new(tasks, self.clone(), Settings::default(), dice, store.woken());
        let (stop, begun) = (CancellationToken::new(), Instant::now());
        let watch = async {
            while self.count(&is_meant) < count {
                self.news.notified().await;
            }
            let took = begun.elapsed().as_secs_f64();
            stop.cancel();
            took
        };
        let ((), took) = tokio::join!(engine.run(stop.clone()), watch);
        Ok(took)
    }
}

impl Handler for Ends {
    fn together(&self, _: &Claimed) -> bool {
        true
    }

    async fn work(
        &self,
        tasks: Vec<Claimed>,
        _: Arc<Board>,
    ) -> Result<Vec<(Claimed, Ended)>, OperationError> {
        let now = self.ops.task_clock();
        let unit = |task: &Claimed| {
            let fences = vec![task.fence(Then::Done)];
            Unit { fences, now, ..Unit::default() }
        };
        let answers = self.ops.store.commit(tasks.iter().map(unit).collect()).await?;
        let mut all = Vec::with_capacity(tasks.len());
        {
            let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            for (task, answer) in tasks.into_iter().zip(answers) {
                let done = matches!(answer, Committed::Done { .. });
                *ended.entry(task.lane.clone()).or_default() += usize::from(done);
                all.push((task, if done { Ended::Done { steps: 0 } } else { Ended::Lost }));
            }
        }
        self.news.notify_one();
        Ok(all)
    }
}

/// Puts `count` tasks down in the lanes that `lane` says, due in so many seconds.
async fn put(
    ops: &Operations,
    name: &str,
    count: usize,
    lane: impl Fn(usize) -> String,
    after: u64,
) -> Result<()> {
    let now = ops.clock.now().at();
    let due = now.checked_add(Duration::from_secs(after)).unwrap_or(now);
    let tasks = (0..count).map(|n| NewTask {
        task: TaskKey::new(format!("bench-{name}-{n}"), ADVANCE),
        lane: lane(n),
        due: Some(due),
        payload: String::new(),
    });
    let tasks: Vec<NewTask> = tasks.collect();
    for some in tasks.chunks(AT_ONCE) {
        ops.store.signal(some.to_vec(), ops.task_clock()).await?;
    }
    Ok(())
}

async fn pause(ops: &Operations, paused: bool) -> Result<()> {
    let setting = LaneSetting {
        pattern: BUSY.to_owned(),
        weight: 100,
        paused,
        reason: "benchmark".to_owned(),
        by: "system:bench".to_owned(),
        at: ops.clock.now().at(),
        version: Version(1),
    };
    Ok(ops.store.set_lane(setting).await?)
}

/// How long the tasks of a small office take alone, beside a backlog, and beside a paused one.
pub(super) async fn lanes(ops: &Operations, tasks: usize, times: usize) -> Result<Value> {
    let backlog = tasks.saturating_mul(times);
    let small = |lane: &str| lane == SMALL;
    let mut rounds = Vec::new();
    for (name, beside, paused) in
        [("alone", 0, false), ("beside_backlog", backlog, false), ("beside_paused", backlog, true)]
    {
        pause(ops, paused).await?;
        put(ops, &format!("busy-{name}"), beside, |_| BUSY.to_owned(), 0).await?;
        put(ops, &format!("small-{name}"), tasks, |_| SMALL.to_owned(), 0).await?;
        let ends = Ends::on(ops);
        let took = ends.until(tasks, small).await?;
        rounds.push((name, took, ends.count(|lane| lane == BUSY)));
        // What is left is cleared away by the same worker.
        pause(ops, false).await?;
        ends.until(beside, |lane| lane == BUSY).await?;
    }
    let alone = rounds.first().map_or(f64::EPSILON, |(_, took, _)| took.max(f64::EPSILON));
    let shown = rounds.into_iter().map(|(name, took, others)| {
        let round = json!({
            "seconds": took,
            "ratio_to_alone": took / alone,
            "tasks_of_the_backlog_meanwhile": others,
        });
        (name.to_owned(), round)
    });
    let mut value = json!({ "tasks": tasks, "backlog": backlog });
    if let Value::Object(value) = &mut value {
        value.extend(shown);
    }
    Ok(value)
}

/// How soon holds strike while `tasks` come due in the same second.
pub(super) async fn timers(ops: &Operations, tasks: usize, people: usize) -> Result<Value> {
    let people = bench::confirmed(ops, people).await?;
    let is_timer = |lane: &str| lane.starts_with("case/T");
    put(ops, "timer", tasks, |n| format!("case/T{:02}/GTM", n % OFFICES), 2).await?;
    let ends = Ends::on(ops);
    let load = ends.until(tasks, is_timer);
    let (holds, took) = Box::pin(bench::holds_during(ops, &people, load)).await?;
    let mut value = serde_json::to_value(holds)?;
    if let Value::Object(value) = &mut value {
        value.insert("timers".to_owned(), json!(tasks));
        value.insert("seconds_for_all_timers".to_owned(), json!(took?));
    }
    Ok(value)
}

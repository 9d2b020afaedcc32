//! A job: claimed tasks are worked on, and each is accounted for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use operations::OperationError;
use operations::work::Ended;
use persistence::{Claimed, Failure, Fate, Lease, TaskKey};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{Board, Handler, Shared, Tasks, backoff};
use crate::figures;

/// Whatever was cut off this often is worked on alone: it may be what cuts its worker off.
const SUSPECT: u32 = 2;

/// Begins the work on `claimed`: what goes together as one job, the others each by themselves.
pub(super) fn start<T: Tasks, H: Handler>(
    shared: &Arc<Shared<T, H>>,
    claimed: Vec<Claimed>,
    board: &Arc<Board>,
    place: OwnedSemaphorePermit,
) {
    for one in claimed.iter().filter(|one| SUSPECT <= one.cut_off()) {
        let (task, cut_off) = (&one.task, one.cut_off());
        tracing::warn!(%task, cut_off, "it was cut off before, so it is worked on alone");
    }
    let (together, alone): (Vec<_>, Vec<_>) = claimed
        .into_iter()
        .partition(|one| shared.handler.together(one) && one.cut_off() < SUSPECT);
    let jobs = alone.into_iter().map(|one| vec![one]);
    let jobs: Vec<Vec<Claimed>> =
        std::iter::once(together).filter(|job| !job.is_empty()).chain(jobs).collect();
    let mut place = Some(place);
    for job in jobs {
        // The first has the place that was waited for; the others wait for theirs.
        let place = place.take();
        let (shared, board) = (Arc::clone(shared), Arc::clone(board));
        shared.clone().jobs.spawn(async move {
            let place = match place {
                Some(place) => Ok(place),
                None => Arc::clone(&shared.places).acquire_owned().await,
            };
            run(&shared, job, board).await;
            drop(place);
            shared.wake.notify_one();
        });
    }
}

async fn run<T: Tasks, H: Handler>(
    shared: &Arc<Shared<T, H>>,
    job: Vec<Claimed>,
    board: Arc<Board>,
) {
    let begun = Instant::now();
    let tasks = u32::try_from(job.len()).unwrap_or(u32::MAX);
    let (handler, work) = (shared.handler.clone(), job.clone());
    // A task of its own: one that panics takes down no other.
    let mut run = JoinSet::new();
    let span = tracing::debug_span!("job", tasks);
    run.spawn(async move { handler.work(work, board).await }.instrument(span));
    let done = tokio::time::timeout(shared.settings.timeout, run.join_next()).await;
    let (ended, broken) = match done {
        Ok(Some(Ok(Ok(ended)))) => (ended, Broken::No),
        Ok(Some(Ok(Err(error)))) => {
            log(&error);
            (Vec::new(), Broken::Store)
        }
        Ok(Some(Err(_))) => (Vec::new(), Broken::Work("the work panicked")),
        Ok(None) => (Vec::new(), Broken::Store),
        Err(_) => (Vec::new(), Broken::Work("the work took too long")),
    };
    let steps: u32 = ended
        .iter()
        .map(|(_, ended)| if let Ended::Done { steps } = ended { *steps } else { 0 })
        .sum();
    if broken == Broken::No && tasks > 1 {
        adapt(shared, tasks, begun.elapsed() / (steps / tasks + 1));
    }
    figures::took("job_seconds", begun.elapsed());
    figures::count("steps", steps.into());
    account(shared, job, ended, broken).await;
}

/// Smaller batches are not quicker: what is the same for each transaction is most of their time.
const LEAST: u32 = 100;

/// Batches shrink while their transactions take too long, and grow again slowly.
fn adapt<T, H>(shared: &Shared<T, H>, tasks: u32, transaction: Duration) {
    let most = shared.settings.batch.max(1);
    let now = shared.batch.load(Ordering::Relaxed);
    let next = if transaction > shared.settings.transaction {
        tasks.min(now) * 3 / 4
    } else if tasks >= now / 2 {
        now + now / 8 + 1
    } else {
        now
    };
    let next = next.clamp(most.min(LEAST), most);
    shared.batch.store(next, Ordering::Relaxed);
    figures::set("batch_size", next.into());
}

/// What broke a job, so that some of its tasks have no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    No,
    /// The store, which is no fault of theirs.
    Store,
    /// The work itself.
    Work(&'static str),
}

/// What failed, how, whether for good, and how long the other side asks to wait.
type Failed = (Claimed, String, bool, Option<Duration>);

/// Sees to it that each task was ended, failed, lost or given back.
async fn account<T: Tasks, H: Handler>(
    shared: &Arc<Shared<T, H>>,
    job: Vec<Claimed>,
    ended: Vec<(Claimed, Ended)>,
    broken: Broken,
) {
    let mut open: BTreeMap<TaskKey, Claimed> =
        job.into_iter().map(|one| (one.task.clone(), one)).collect();
    let mut failed: Vec<Failed> = Vec::new();
    for (one, end) in ended {
        open.remove(&one.task);
        match end {
            Ended::Done { .. } => {
                figures::count("tasks_done", 1);
                shared.held.drop(one.lease, &one.task);
            }
            Ended::Lost => {
                figures::count("fence_rejected", 1);
                shared.held.drop(one.lease, &one.task);
            }
            Ended::Failed { error, permanent } => failed.push((one, error, permanent, None)),
            Ended::Later { error, after } => failed.push((one, error, false, Some(after))),
        }
    }
    let mut given_back: BTreeMap<TaskKey, Lease> = BTreeMap::new();
    for (task, one) in open {
        match broken {
            Broken::Work(words) => failed.push((one, words.to_owned(), false, None)),
            Broken::Store | Broken::No => {
                given_back.insert(task, one.lease);
            }
        }
    }
    fail(shared, failed).await;
    let mut by_lease: Vec<(Lease, Vec<TaskKey>)> = Vec::new();
    for (task, lease) in given_back {
        match by_lease.iter_mut().find(|(known, _)| *known == lease) {
            Some((_, tasks)) => tasks.push(task),
            None => by_lease.push((lease, vec![task])),
        }
    }
    for (lease, tasks) in by_lease {
        give_back(shared, lease, tasks).await;
    }
}

async fn fail<T: Tasks, H: Handler>(shared: &Arc<Shared<T, H>>, failed: Vec<Failed>) {
    for (one, error, permanent, asked) in failed {
        tracing::warn!(task = %one.task, attempt = one.attempt, error, permanent, "task failed");
        figures::count("tasks_failed", 1);
        let after = backoff(one.attempt, shared.settings.backoff, shared.random());
        let after = asked.map_or(after, |asked| after.max(asked));
        let fate = if permanent { Fate::Bury } else { Fate::Retry(after) };
        let failure = Failure { task: one.task.clone(), error, fate };
        match shared.tasks.fail(vec![failure], one.lease).await {
            Ok(dead) => figures::count("tasks_dead", dead),
            // The lease runs out by itself, and the attempt is counted already.
            Err(error) => log(&OperationError::from(error)),
        }
        shared.held.drop(one.lease, &one.task);
    }
}

async fn give_back<T: Tasks, H: Handler>(
    shared: &Arc<Shared<T, H>>,
    lease: Lease,
    tasks: Vec<TaskKey>,
) {
    // A database that restarts is back within seconds; after that the leases run out.
    for attempt in 1..6 {
        match shared.tasks.release(tasks.clone(), lease).await {
            Ok(_) => break,
            Err(error) => {
                log(&OperationError::from(error));
                let wait = backoff(attempt, shared.settings.backoff, shared.random());
                tokio::time::sleep(wait).await;
            }
        }
    }
    for task in &tasks {
        shared.held.drop(lease, task);
    }
}

/// Gives back all that is still held.
pub(super) async fn give_back_all<T: Tasks, H: Handler>(shared: &Arc<Shared<T, H>>) {
    for (lease, tasks) in shared.held.list() {
        give_back(shared, lease, tasks).await;
    }
}

fn log(error: &OperationError) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(error, "the store failed");
}

//! The loop that claims: only while there is a free place, from lanes in turn.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use persistence::{Claimed, StoreError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::board::Rules;
use super::{Board, Handler, Ready, Shared, Stride, Tasks, backoff, job};
use crate::figures;

/// How long what people set may be remembered.
const RULES_FOR: Duration = Duration::from_secs(5);
/// How long a look at the lanes may be remembered while they have work.
const BOARD_FOR: Duration = Duration::from_millis(200);

/// How long a lane is left alone that its limit held back.
const HELD_BACK: Duration = Duration::from_secs(1);

/// What the loop remembers.
struct Memory {
    rules: Rules,
    rules_at: Option<Instant>,
    board: Arc<Board>,
    board_at: Option<Instant>,
    stride: Stride,
    /// Lanes that a limit held back, and until when they are left alone: they cost the others
    /// no turn.
    held_back: BTreeMap<String, Instant>,
    idle: u32,
    failures: u32,
}

pub(super) async fn run<T: Tasks, H: Handler>(
    shared: &Arc<Shared<T, H>>,
    stop: &CancellationToken,
) {
    let mut memory = Memory {
        rules: Rules::default(),
        rules_at: None,
        board: Arc::default(),
        board_at: None,
        stride: Stride::default(),
        held_back: BTreeMap::new(),
        idle: 0,
        failures: 0,
    };
    while !stop.is_cancelled() {
        let place = tokio::select! {
        biased; // the same order each time, so that a simulated run can be repeated
                   place = Arc::clone(&shared.places).acquire_owned() => place,
                   () = stop.cancelled() => return,
               };
        let Ok(place) = place else { return };
        let wait = match claim(shared, &mut memory).await {
            Ok(claimed) if claimed.is_empty() => Some(idle(shared, &mut memory)),
            Ok(claimed) => {
                (memory.idle, memory.failures) = (0, 0);
                job::start(shared, claimed, &memory.board, place);
                continue;
            }
            Err(error) => {
                memory.failures = memory.failures.saturating_add(1);
                (memory.board_at, memory.rules_at) = (None, None);
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "claiming failed");
                let bounds = (Duration::from_millis(100), Duration::from_secs(5));
                Some(backoff(memory.failures, bounds, shared.random()))
            }
        };
        drop(place);
        if let Some(wait) = wait {
            tokio::select! {
            biased; // the same order each time, so that a simulated run can be repeated
                           () = tokio::time::sleep(wait) => {}
                           () = shared.wake.notified() => memory.idle = 0,
                           () = stop.cancelled() => {}
                       }
        }
    }
}

async fn claim<T: Tasks, H: Handler>(
    shared: &Shared<T, H>,
    memory: &mut Memory,
) -> Result<Vec<Claimed>, StoreError> {
    let now = Instant::now();
    let is_old = |at: Option<Instant>, age| at.is_none_or(|at| now.duration_since(at) >= age);
    if is_old(memory.rules_at, RULES_FOR) {
        memory.rules = shared.tasks.rules().await?;
        memory.rules_at = Some(now);
    }
    if is_old(memory.board_at, BOARD_FOR) {
        memory.board = Arc::new(shared.tasks.board(&memory.rules).await?);
        memory.board_at = Some(now);
        let late = memory.board.ready.iter().map(|ready| ready.late).max();
        figures::set("due_lag_seconds", late.unwrap_or_default().as_secs());
    }
    let board = Arc::clone(&memory.board);
    let budget = shared.batch.load(Ordering::Relaxed);
    memory.held_back.retain(|_, until| now < *until);
    let open = |ready: &&Ready| !memory.held_back.contains_key(&ready.lane);
    let ready: Vec<Ready> = board.ready.iter().filter(open).cloned().collect();
    let lanes = memory.stride.plan(&ready, budget);
    if lanes.is_empty() {
        memory.board_at = None;
        return Ok(Vec::new());
    }
    let begun = Instant::now();
    let limited = board.limited_of(&lanes);
    let lease = shared.lease();
    let planned = lanes.clone();
    let claimed = shared.tasks.claim(lanes, limited, lease, shared.settings.hold).await?;
    figures::took("claim_seconds", begun.elapsed());
    figures::count("claimed", claimed.len() as u64);
    // What is tried again was due all the time that somebody had it.
    for first in claimed.iter().filter(|one| one.attempt == 1) {
        figures::took("task_lateness_seconds", first.late);
    }
    for (lane, given) in planned {
        let taken = claimed.iter().filter(|one| one.lane == lane).count();
        let unused = given.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
        let of_lane = ready.iter().find(|ready| ready.lane == lane);
        if of_lane.is_some_and(|ready| ready.most == given) {
            memory.board_at = None; // whether it has more is not known
        }
        if unused == 0 {
            continue;
        }
        // It is empty, or its limit holds it: look again before the next claim.
        memory.board_at = None;
        if board.is_limited(&lane) {
            memory.held_back.insert(lane, now + HELD_BACK);
        } else if let Some(ready) = of_lane {
            memory.stride.settle(ready, unused);
        }
    }
    shared.held.add(&claimed);
    Ok(claimed)
}

/// How long to wait when there was nothing: longer each time, but not past the next due task.
fn idle<T, H>(shared: &Shared<T, H>, memory: &mut Memory) -> Duration {
    memory.idle = memory.idle.saturating_add(1);
    memory.board_at = None;
    let wait = backoff(memory.idle, shared.settings.poll, shared.random());
    memory.board.next.map_or(wait, |next| next.min(wait)).max(shared.settings.poll.0 / 2)
}

//! A worker's connection to the store: slow, and not to be trusted.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use persistence::{Claimed, Failure, Fate, Lease, StoreError, TaskKey, WorkerState};
use worker::engine::{Board, Ready, Rules, Tasks};

use crate::faults::{Bug, Fault};
use crate::world::{LANE, World};

/// The world, as everybody shares it.
#[derive(Clone)]
pub struct Shared(pub Arc<Mutex<World>>);

impl Shared {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection of one worker. A worker that was killed never hears from it again.
#[derive(Clone)]
pub struct Port {
    pub shared: Shared,
    pub worker: u64,
    /// The name that a worker has again after a restart.
    pub name: u64,
}

pub fn cut() -> StoreError {
    StoreError::Config("the connection was cut".to_owned())
}

impl Port {
    /// Nothing happens any more in a process that was killed; one that sleeps wakes up late.
    pub async fn alive(&self) {
        loop {
            let (gone, until) = {
                let world = self.shared.world();
                let gone = world.gone.contains(&self.worker);
                let until = world.paused.get(&self.worker).copied();
                (gone, until.and_then(|until| until.checked_sub(world.now())))
            };
            match (gone, until) {
                (true, _) => std::future::pending::<()>().await,
                (false, Some(wait)) if !wait.is_zero() => tokio::time::sleep(wait).await,
                (false, _) => return,
            }
        }
    }

    async fn delay(&self) {
        let wait = self.shared.world().dice.millis(4);
        tokio::time::sleep(wait).await;
    }

    /// Sends a request and waits for the answer, as far as the connection allows.
    pub async fn send<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut World) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.alive().await;
        let fault = {
            let mut world = self.shared.world();
            let rates = world.rates;
            world.dice.fault(&rates)
        };
        self.delay().await;
        // What was sent is on its way: it is acted on even if its sender is killed meanwhile.
        let answer = match fault {
            Fault::LostRequest => Err(cut()),
            Fault::LostAnswer => {
                act(&mut self.shared.world());
                Err(cut())
            }
            Fault::Late => {
                let shared = self.shared.clone();
                let wait = shared.world().dice.millis(30_000);
                let mut later = tokio::task::JoinSet::new();
                later.spawn(async move {
                    tokio::time::sleep(wait).await;
                    act(&mut shared.world());
                });
                later.detach_all();
                Err(cut())
            }
            Fault::None => Ok(act(&mut self.shared.world())),
        };
        self.delay().await;
        self.alive().await;
        answer
    }
}

impl Tasks for Port {
    async fn board(&self, _: &Rules) -> Result<Board, StoreError> {
        self.send(|world| {
            let now = world.now();
            let due = world.tasks.values().map(|row| row.visible_at).min();
            let mut board = Board { limited: HashSet::new(), ..Board::default() };
            match due {
                Some(due) if due <= now => {
                    let late = now.saturating_sub(due);
                    board.ready.push(Ready {
                        lane: LANE.to_owned(),
                        weight: 100,
                        late,
                        most: u32::MAX,
                    });
                }
                Some(due) => board.next = Some(due.saturating_sub(now)),
                None => {}
            }
            board
        })
        .await
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        self.send(|_| Rules::default()).await
    }

    async fn claim(
        &self,
        lanes: Vec<(String, u32)>,
        _: Vec<String>,
        lease: Lease,
        hold: Duration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let quota = lanes.iter().map(|(_, quota)| *quota).sum();
        let name = u128::from(self.name);
        self.send(move |world| {
            let lease = if world.has(Bug::ReusedLease) { Lease::new(name) } else { lease };
            world.claim(quota, lease, hold)
        })
        .await
    }

    async fn extend(
        &self,
        tasks: Vec<TaskKey>,
        lease: Lease,
        hold: Duration,
    ) -> Result<Vec<TaskKey>, StoreError> {
        self.send(move |world| {
            let until = world.now() + hold;
            let mut kept = Vec::new();
            for task in tasks {
                let row = world.tasks.get_mut(&task).filter(|row| row.lease == Some(lease));
                if let Some(row) = row {
                    row.visible_at = until;
                    kept.push(task);
                }
            }
            kept
        })
        .await
    }

    async fn release(&self, tasks: Vec<TaskKey>, lease: Lease) -> Result<u64, StoreError> {
        self.send(move |world| {
            let now = world.now();
            let mut given = 0;
            for task in tasks {
                let row = world.tasks.get_mut(&task).filter(|row| row.lease == Some(lease));
                if let Some(row) = row {
                    (row.lease, row.visible_at) = (None, now);
                    row.attempt = row.attempt.saturating_sub(1);
                    row.claims = row.claims.saturating_sub(1);
                    given += 1;
                }
            }
            given
        })
        .await
    }

    async fn fail(&self, failures: Vec<Failure>, lease: Lease) -> Result<u64, StoreError> {
        self.send(move |world| {
            for failure in failures {
                let after = match failure.fate {
                    Fate::Retry(after) => after,
                    Fate::Bury => Duration::ZERO,
                };
                world.fail(&failure.task, lease, after);
            }
            0
        })
        .await
    }

    async fn beat(&self, _: usize, _: WorkerState) -> Result<(), StoreError> {
        self.send(|_| ()).await
    }
}

/// A task as whoever claimed it is told of it; the number of the claim is its payload.
pub fn held(task: TaskKey, lease: Lease, (attempt, failed): (u32, u32), claim: u64) -> Claimed {
    Claimed {
        task,
        lane: LANE.to_owned(),
        lease,
        attempt,
        failed,
        due: jiff::Timestamp::UNIX_EPOCH,
        late: Duration::ZERO,
        payload: claim.to_string(),
        trace: None,
    }
}

//! What the worker works with, and who does which task.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::{Actor, Flight, Refusal};
use jiff::Timestamp;
use operations::agency::Agency;
use operations::work::{ADVANCE, CaseDesk, Ended, FLIGHT, SYSTEM};
use operations::{OperationError, Operations};
use persistence::{Claimed, DELIVER, StoreError, TaskKey, Then};
use tracing::Instrument as _;

use crate::channel::Channel;
use crate::engine::{Board, Handler};
use crate::{activities, deliver, figures};

/// Something under way that may fail.
pub type Running<T> = Pin<Box<dyn Future<Output = Result<T, OperationError>> + Send>>;

/// What the worker works with.
#[derive(Clone)]
pub struct Desk {
    /// The operations.
    pub ops: Operations,
    /// The foreign agencies.
    pub agency: Arc<dyn Agency>,
    /// The system, as the actor of what it does by itself.
    pub system: Actor,
    /// Where messages go; without one they wait.
    pub channel: Option<Arc<dyn Channel>>,
}

/// What a run found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Looked at.
    pub due: u64,
    /// Changed.
    pub done: u64,
    /// Whether there is more to do at once.
    pub more: bool,
}

/// One thing that the worker does for a flight.
#[derive(Debug)]
pub struct FlightActivity {
    /// The name in logs.
    pub name: &'static str,
    /// Does what is to be done by now and says when it has something to do again.
    pub run: fn(Desk, Arc<Flight>) -> Running<Option<Timestamp>>,
}

/// One thing that the worker does for the system itself.
#[derive(Debug)]
pub struct SystemActivity {
    /// The name in logs, and the key of its task.
    pub name: &'static str,
    /// How long to rest after a run that did something.
    pub every: Duration,
    /// How long to rest after one that found nothing: an idle worker is to be a quiet one.
    pub idle: Duration,
    /// One run.
    pub run: fn(Desk) -> Running<Found>,
}

impl Desk {
    /// Puts down the tasks of the system that are not there yet, so that each is done by whichever worker is free.
    pub async fn begin(&self) -> Result<(), OperationError> {
        let now = self.ops.clock.now().at();
        // What takes its time waits for its hour, so that a worker may begin as often as it likes.
        let first = |activity: &SystemActivity| {
            let long = activity.every >= Duration::from_hours(1);
            long.then(|| now.checked_add(activity.every).unwrap_or(now))
        };
        let tasks: Vec<(&str, Option<Timestamp>)> =
            activities::SYSTEM.iter().map(|one| (one.name, first(one))).collect();
        self.ops.put_system(&tasks).await
    }

    /// Looks after a flight, and says when to look again.
    async fn flight(&self, held: &Claimed) -> Result<Then, OperationError> {
        let id = domain::FlightId::new(&held.task.owner)
            .map_err(|error| OperationError::BadInput(error.to_string()))?;
        let mut due = None;
        for activity in activities::FLIGHTS {
            let flight = match self.ops.store.flight(&id).await {
                Ok(flight) => flight.value,
                Err(StoreError::NotFound { .. }) => return Ok(Then::Done),
                Err(error) => return Err(error.into()),
            };
            if activities::is_over(&flight) {
                return Ok(Then::Done);
            }
            // What one cannot do is no reason to leave the others undone.
            match (activity.run)(self.clone(), Arc::new(flight)).await {
                Ok(next) => due = [due, next].into_iter().flatten().min(),
                Err(OperationError::Refused(refusal)) => {
                    let barred = matches!(refusal, Refusal::Barred { .. });
                    figures::count("gate_barred", u64::from(barred));
                    let refusal = refusal.code();
                    let activity = activity.name;
                    tracing::info!(activity, flight.id = %id, %refusal, "not done");
                }
                Err(error) => return Err(error),
            }
        }
        let now = self.ops.clock.now().at();
        let hour = now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap_or(now);
        let due = due.filter(|due| now < *due).map_or(hour, |due| due.min(hour));
        Ok(Then::Rest { due: Some(due), lane: None })
    }

    async fn system(&self, held: &Claimed) -> Result<Then, OperationError> {
        let activity = activities::SYSTEM.iter().find(|one| one.name == held.task.key);
        let Some(activity) = activity else {
            // Another version's: it is left alone until that one asks for it again.
            return Ok(Then::Done);
        };
        let found = (activity.run)(self.clone()).await?;
        let key = activity.name;
        tracing::debug!(key, due = found.due, done = found.done, "run");
        let rest = match found {
            Found { more: true, .. } => Duration::ZERO,
            Found { done: 0, .. } => activity.idle,
            Found { .. } => activity.every,
        };
        let now = self.ops.clock.now().at();
        let due = now.checked_add(rest).unwrap_or(now);
        Ok(Then::Rest { due: (!found.more).then_some(due), lane: None })
    }

    /// Does a task that has a job of its own.
    async fn alone(&self, held: Claimed) -> Result<(Claimed, Ended), OperationError> {
        if held.task.key == DELIVER {
            let ended = deliver::again(self, &held).await?;
            return Ok((held, ended));
        }
        let done = match held.task.key.as_str() {
            FLIGHT => self.flight(&held).await,
            _ if held.task.owner == SYSTEM => self.system(&held).await,
            _ => Ok(Then::Done),
        };
        let then = match done {
            Ok(then) => then,
            Err(broken @ OperationError::Store(StoreError::Database(_) | StoreError::File(_))) => {
                return Err(broken);
            }
            Err(error) => {
                let permanent =
                    matches!(error, OperationError::Store(StoreError::Inconsistent { .. }));
                let ended = Ended::Failed { error: error.to_string(), permanent };
                return Ok((held, ended));
            }
        };
        let ended = self.ops.end_task(&held, then).await?;
        Ok((held, if ended { Ended::Done { steps: 0 } } else { Ended::Lost }))
    }
}

impl Handler for Desk {
    fn together(&self, task: &Claimed) -> bool {
        task.task.key == ADVANCE
    }

    async fn work(
        &self,
        tasks: Vec<Claimed>,
        board: Arc<Board>,
    ) -> Result<Vec<(Claimed, Ended)>, OperationError> {
        if tasks.iter().all(|task| self.together(task)) {
            let desk = CaseDesk {
                activities: activities::CASES,
                agency: &*self.agency,
                actor: &self.system,
                limited: &board.limited,
                suspended: &board.suspended,
            };
            return self.ops.work_cases(&desk, tasks).await;
        }
        let mut ended = Vec::with_capacity(tasks.len());
        for task in tasks {
            let TaskKey { owner, key } = &task.task;
            let span = tracing::debug_span!("task", task.owner = owner, task.key = key);
            self.ops.store.follow(&span, task.trace.as_deref());
            ended.push(self.alone(task).instrument(span).await?);
        }
        Ok(ended)
    }
}

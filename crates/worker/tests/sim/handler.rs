//! The work: a case takes its steps, acts on its messages, and is struck after a hold.

use std::sync::Arc;

use operations::OperationError;
use operations::work::Ended;
use persistence::{Claimed, Then};
use worker::engine::{Board, Handler};
use worker::history::{Acknowledged, Place};

use crate::faults::Bug;
use crate::port::Port;
use crate::world::{Answer, Case, Event};

#[derive(Clone)]
pub struct Work(pub Port);

/// What a worker read of a case.
struct Read {
    case: Case,
    message: Option<String>,
    steps: u32,
}

impl Handler for Work {
    fn together(&self, _: &Claimed) -> bool {
        true
    }

    async fn work(
        &self,
        tasks: Vec<Claimed>,
        _: Arc<Board>,
    ) -> Result<Vec<(Claimed, Ended)>, OperationError> {
        let mut ended = Vec::new();
        for task in tasks {
            let end = self.one(&task).await?;
            ended.push((task, end));
        }
        Ok(ended)
    }
}

impl Work {
    async fn one(&self, held: &Claimed) -> Result<Ended, OperationError> {
        let owner = held.task.owner.clone();
        let claim = held.payload.parse().unwrap();
        let mut steps = 0;
        loop {
            if self.is_poisoned(&owner) || self.fails() {
                let error = "it failed".to_owned();
                return Ok(Ended::Failed { error, permanent: false });
            }
            self.0.alive().await;
            let read = self.read(&owner).await?;
            let held_up = read.case.holds > read.case.strikes;
            let event = if held_up {
                Some(Event::Strike)
            } else if let Some(id) = read.message {
                Some(Event::Message(id))
            } else {
                (read.case.steps < read.steps).then_some(Event::Step)
            };
            let then = if event.is_some() { Then::Keep } else { Then::Done };
            let last = event.is_none();
            let fence = held.fence(then);
            let (stream, version) = (owner.clone(), read.case.version);
            let place = Place { stream, version: version + 1 };
            let message =
                if let Some(Event::Message(id)) = &event { Some(id.clone()) } else { None };
            let ack = Acknowledged { place, message, between: None };
            if self.0.shared.world().has(Bug::AckBeforeCommit) && !last {
                self.0.shared.world().acks.push(ack.clone());
            }
            let task = owner.clone();
            // The snapshot is taken when the commit is sent, the locks come later.
            let key = held.task.clone();
            let wake = self.0.shared.world().tasks.get(&key).is_some_and(|row| row.wake);
            let answer = self
                .0
                .send(move |world| {
                    let what = (version, event.as_ref());
                    world.commit(&task, what, Some((&fence, claim)), wake)
                })
                .await?;
            match answer {
                Answer::Done if last => {
                    self.look_back(held, claim);
                    return Ok(Ended::Done { steps });
                }
                Answer::Done => {
                    steps += 1;
                    let mut world = self.0.shared.world();
                    if !world.has(Bug::AckBeforeCommit) {
                        world.acks.push(ack);
                    }
                }
                Answer::Stale | Answer::AlreadyDone => {}
                Answer::LeaseLost => return Ok(Ended::Lost),
            }
        }
    }

    async fn read(&self, owner: &str) -> Result<Read, OperationError> {
        let owner = owner.to_owned();
        let read = self.0.send(move |world| Read {
            case: world.cases.get(&owner).cloned().unwrap_or_default(),
            message: world.messages.iter().find(|(_, to)| **to == owner).map(|(id, _)| id.clone()),
            steps: world.steps,
        });
        Ok(read.await?)
    }

    /// A task whose work has ended is not held any more under the lease of that work.
    fn look_back(&self, held: &Claimed, claim: u64) {
        let mut world = self.0.shared.world();
        let row = world.tasks.get(&held.task);
        if row.is_some_and(|row| row.lease == Some(held.lease) && row.claim == claim) {
            world.break_rule(format!("{} is held with nobody at work", held.task));
        }
    }

    /// The poisoned case takes its worker with it.
    fn is_poisoned(&self, owner: &str) -> bool {
        let mut world = self.0.shared.world();
        if world.poison.as_deref() == Some(owner) {
            world.gone.insert(self.0.worker);
        }
        false
    }

    fn fails(&self) -> bool {
        let mut world = self.0.shared.world();
        let rate = world.rates.failure;
        world.dice.permille(rate)
    }
}

//! Ending a task whose work is done by other operations.

use persistence::{Claimed, Committed, NewTask, OutMessage, TaskKey, Then, Unit};

use super::lane::SYSTEM;
use crate::{OperationError, Operations};

impl Operations {
    /// Ends the task `held`, or gives it back. False if the lease was lost.
    pub async fn end_task(&self, held: &Claimed, then: Then) -> Result<bool, OperationError> {
        let unit =
            Unit { fences: vec![held.fence(then)], now: self.task_clock(), ..Unit::default() };
        let answer = self.store.commit(vec![unit]).await?.pop();
        Ok(matches!(answer, Some(Committed::Done { .. })))
    }

    /// Puts messages to the outside down; those with a known id are there already.
    pub async fn tell(&self, outbox: Vec<OutMessage>) -> Result<(), OperationError> {
        if !outbox.is_empty() {
            self.store.commit(vec![Unit { outbox, ..Unit::default() }]).await?;
        }
        Ok(())
    }

    /// Wakes the tasks `keys` of the system itself.
    pub async fn wake_system(&self, keys: &[&str]) -> Result<(), OperationError> {
        let tasks = keys.iter().map(|key| NewTask {
            task: TaskKey::new(SYSTEM, *key),
            lane: format!("{SYSTEM}/-/-"),
            due: None,
            payload: String::new(),
        });
        Ok(self.store.signal(tasks.collect(), self.task_clock()).await?)
    }
}

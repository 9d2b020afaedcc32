//! Ending a task whose work is done by other operations.

use jiff::Timestamp;
use persistence::{Claimed, Committed, NewTask, OutMessage, TaskKey, Then, Unit};

use super::lane::SYSTEM;
use crate::{OperationError, Operations};

fn of_system(key: &str, due: Option<Timestamp>) -> NewTask {
    let task = TaskKey::new(SYSTEM, key);
    NewTask { task, lane: format!("{SYSTEM}/-/-"), due, payload: String::new() }
}

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
        let tasks = keys.iter().map(|key| of_system(key, None)).collect();
        Ok(self.store.signal(tasks, self.task_clock()).await?)
    }

    /// Puts down those tasks of the system that are not there yet, each with its first due time.
    /// Those that are there go on as they are, however many workers begin.
    pub async fn put_system(
        &self,
        tasks: &[(&str, Option<Timestamp>)],
    ) -> Result<(), OperationError> {
        let known = self.store.tasks(Some(SYSTEM), None, 100).await?;
        let is_new = |key: &str| known.iter().all(|row| row.task.key != key);
        let new = tasks.iter().filter(|(key, _)| is_new(key));
        let new = new.map(|(key, due)| of_system(key, *due)).collect();
        Ok(self.store.signal(new, self.task_clock()).await?)
    }
}

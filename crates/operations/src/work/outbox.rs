//! Messages to the outside that could not be sent: each is tried again as a task of its own.

use std::time::Duration;

use domain::{Actor, Version};
use persistence::{DELIVER, LaneSetting, NewTask, OutMessage, TaskKey};

use super::lane::OUTBOX_LANE;
use crate::{OperationError, Operations};

impl Operations {
    /// Puts down the task that sends `message` again, with the attempts and the backoff that every
    /// task has. Until it is sent, or given up, its stream waits.
    pub async fn deliver_later(
        &self,
        message: &OutMessage,
        after: Option<Duration>,
    ) -> Result<(), OperationError> {
        let now = self.clock.now().at();
        let due = now.checked_add(after.unwrap_or_default()).unwrap_or(now);
        let task = NewTask {
            task: TaskKey::new(&message.stream, DELIVER),
            lane: OUTBOX_LANE.to_owned(),
            due: Some(due),
            payload: message.id.clone(),
        };
        Ok(self.store.signal(vec![task], self.task_clock()).await?)
    }

    /// Whether nothing is sent for now.
    pub async fn outbox_is_paused(&self) -> Result<bool, OperationError> {
        let now = self.clock.now().at();
        let settings = self.store.lane_settings().await?;
        let about = settings.iter().filter(|setting| setting.matches(OUTBOX_LANE));
        Ok(about
            .max_by_key(|setting| setting.exactness())
            .is_some_and(|setting| setting.pauses(now)))
    }

    /// Lets messages wait until somebody resumes their lane: whoever they went to wants no more.
    pub async fn pause_outbox(&self, why: &str, by: &Actor) -> Result<(), OperationError> {
        let setting = LaneSetting {
            pattern: OUTBOX_LANE.to_owned(),
            weight: 100,
            paused: true,
            reason: why.to_owned(),
            by: by.to_string(),
            at: self.clock.now().at(),
            version: Version(1),
        };
        tracing::warn!(lane = OUTBOX_LANE, why, "messages wait until somebody resumes their lane");
        Ok(self.store.set_lane(setting).await?)
    }
}

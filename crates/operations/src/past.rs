//! A case as it was known at a past instant: what was recorded up to then, and nothing since.

use domain::{Actor, Case, CaseEvent, CaseId, Version};
use jiff::Timestamp;
use persistence::RecordedEvent;

use crate::{OperationError, Operations};

/// A case as it was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCase {
    /// As it stood.
    pub case: Case,
    /// The version that it had.
    pub version: Version,
    /// When the last of what was known was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub by: Actor,
    /// How much was recorded since.
    pub later: u64,
}

impl Operations {
    /// The case `id` as it was known at `at`: with what was recorded at that very instant.
    pub async fn case_as_known(
        &self,
        id: &CaseId,
        at: Timestamp,
    ) -> Result<PastCase, OperationError> {
        // A clock that was set back makes no holes: nothing after the first later event was known.
        let past = self.case_while(id, |event| event.stamp.at <= at).await?;
        past.ok_or_else(|| OperationError::NotFound(format!("case {id} as early as {at}")))
    }

    /// The case `id` after those events, from its first on, that were `known`; none if none was.
    pub(crate) async fn case_while(
        &self,
        id: &CaseId,
        known: impl Fn(&RecordedEvent) -> bool + Send,
    ) -> Result<Option<PastCase>, OperationError> {
        let events = self.store.history(id).await?;
        if events.is_empty() {
            return Err(OperationError::NotFound(format!("case {id}")));
        }
        let known = events.iter().take_while(|event| known(event)).count();
        let later = u64::try_from(events.len() - known).unwrap_or(u64::MAX);
        let mut past: Option<PastCase> = None;
        for event in events.into_iter().take(known) {
            let case = match (past, event.case_event()?) {
                (Some(past), said) => past.case.apply(&said),
                (None, CaseEvent::Opened(opened)) => *opened,
                (None, _) => return Err(OperationError::NotFound(format!("beginning of {id}"))),
            };
            let (recorded_at, by, version) = (event.stamp.at, event.stamp.by, event.version);
            past = Some(PastCase { case, version, recorded_at, by, later });
        }
        Ok(past)
    }
}

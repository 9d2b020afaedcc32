//! A command with a key is done once: sent again it is answered as it was; with other words under
//! the same key it is refused.

use domain::{Actor, CaseEvent, CaseId, FlightEvent, Refusal, Version};
use persistence::{Command, DoneCommand, RecordedEvent};
use serde::Serialize;

use crate::facts::FactsOutcome;
use crate::{OperationError, Operations};

/// What is hashed: everything that makes it this request and no other.
#[derive(Serialize)]
struct Asked<'a, T> {
    kind: &'a str,
    by: &'a Actor,
    about: &'a str,
    request: &'a T,
}

/// The command that `key` stands for; none without a key. There is no other way to make one.
pub(crate) fn command<T: Serialize>(
    key: Option<&str>,
    (kind, about, by): (&str, &str, &Actor),
    request: &T,
) -> Result<Option<Command>, OperationError> {
    let Some(key) = key else { return Ok(None) };
    let request_hash = persistence::digest(&Asked { kind, by, about, request })?;
    Ok(Some(Command { id: key.to_owned(), request_hash }))
}

impl Operations {
    /// What `command` came to if it was done before. Refused if its key stood for another one.
    pub(crate) async fn done_before(
        &self,
        command: Option<&Command>,
        case: &CaseId,
    ) -> Result<Option<FactsOutcome>, OperationError> {
        let Some(command) = command else { return Ok(None) };
        let Some(done) = self.store.done_command(&command.id).await? else { return Ok(None) };
        if done.request_hash != command.request_hash {
            return Err(Refusal::KeyUsed { key: command.id.clone() }.into());
        }
        self.outcome_of(&done, case).await.map(Some)
    }

    /// Reads from history what a command came to.
    async fn outcome_of(
        &self,
        done: &DoneCommand,
        case: &CaseId,
    ) -> Result<FactsOutcome, OperationError> {
        let version = done.versions.get(case.as_str()).copied();
        let version = match version {
            Some(version) => version,
            None => self.store.case(case).await?.version(),
        };
        let mut outcome = FactsOutcome {
            case: case.clone(),
            version,
            hold: None,
            struck: Vec::new(),
            stop_orders: 0,
        };
        for (stream, version) in &done.versions {
            for event in of_commit(&self.store.history(stream).await?, *version) {
                match event.case_event() {
                    Ok(CaseEvent::Struck { .. } | CaseEvent::Offloaded { .. }) => {
                        outcome.struck.extend(CaseId::new(stream).ok());
                    }
                    Ok(about) => outcome.hold = outcome.hold.or_else(|| about.hold().cloned()),
                    Err(_) => (),
                }
                if let Ok(FlightEvent::StopOrderRaised { .. }) = event.flight_event() {
                    outcome.stop_orders += 1;
                }
            }
        }
        Ok(outcome)
    }
}

/// The events of one commit: those up to `version` that have its stamp.
fn of_commit(history: &[RecordedEvent], version: Version) -> impl Iterator<Item = &RecordedEvent> {
    let stamp = history.iter().find(|event| event.version == version).map(|event| &event.stamp);
    history.iter().filter(move |event| event.version <= version && stamp == Some(&event.stamp))
}

//! Messages from outside, acted on once each: through the same operation as an officer's entry.

use domain::{Actor, CaseId, Document};
use persistence::{Message, NewTask};
use tracing::Instrument as _;

use super::lane::{ADVANCE, CASE_QUEUE};
use crate::facts::Request;
use crate::{OperationError, Operations, once};

/// The kind of message that carries an agency's answer: the document as it is now.
pub const AGENCY_ANSWER: &str = "agency.answer";

impl Operations {
    /// Keeps a message for the case `id` until the worker acts on it. False if it is a
    /// repetition.
    pub async fn receive(
        &self,
        id: &str,
        case: &CaseId,
        (kind, body): (&str, String),
    ) -> Result<bool, OperationError> {
        // The lane is put right with the first run.
        let loaded = self.store.case(case).await?;
        let wakes = NewTask {
            task: persistence::TaskKey::new(case.as_str(), ADVANCE),
            lane: super::lane_of(CASE_QUEUE, &loaded.value),
            due: None,
            payload: String::new(),
        };
        let message = Message {
            id: id.to_owned(),
            owner: case.to_string(),
            kind: kind.to_owned(),
            body,
            received_at: self.clock.now().at(),
            trace: None,
        };
        Ok(self.store.receive(message, wakes, self.task_clock()).await?)
    }

    /// Acts on `message`. It is not acted on again, however often it comes; one that the rules
    /// refuse is put aside with a word in the log.
    pub(super) async fn act_on(
        &self,
        message: &Message,
        actor: &Actor,
    ) -> Result<(), OperationError> {
        let span = tracing::debug_span!("inbox", case.id = message.owner);
        self.store.follow(&span, message.trace.as_deref());
        let acted = self.apply(message, actor).instrument(span).await;
        match acted {
            Ok(()) => {}
            Err(OperationError::Refused(refusal)) => {
                tracing::warn!(
                    message.id,
                    case.id = message.owner,
                    refusal = %refusal.code(),
                    "message refused"
                );
            }
            Err(OperationError::BadInput(_)) => {
                tracing::warn!(message.id, case.id = message.owner, "message cannot be read");
            }
            Err(error) => return Err(error),
        }
        Ok(self.store.drop_message(&message.id).await?)
    }

    async fn apply(&self, message: &Message, actor: &Actor) -> Result<(), OperationError> {
        if message.kind != AGENCY_ANSWER {
            return Err(OperationError::BadInput("the kind of message is not known".to_owned()));
        }
        let document: Document = serde_json::from_str(&message.body)
            .map_err(|_| OperationError::BadInput("the answer cannot be read".to_owned()))?;
        let case = CaseId::new(&message.owner)
            .map_err(|error| OperationError::BadInput(error.to_string()))?;
        let mut request = Request::new(&case, actor, "the agency answered");
        let about = (AGENCY_ANSWER, case.as_str(), actor);
        request.command = once::command(Some(&message.id), about, &document)?;
        self.change_facts(request, |case, _, context| {
            domain::decide::record_answer(case, document.clone(), context)
        })
        .await
        .map(drop)
    }
}

//! Answers that a consular user signs, and whether what was signed is still what is on record.

use domain::decide::{self, signed_words};
use domain::{Actor, Case, CaseEvent, CaseId, Document, Stamp};
use interchange::forms::sha256;
use jiff::Timestamp;
use persistence::RecordedEvent;

use crate::facts::{FactsOutcome, Request};
use crate::{OperationError, Operations, VerifiedAll};

/// Why the events of a signed answer are recorded.
const REASON: &str = "agency's answer signed";

impl Operations {
    /// Records what an agency answered, signed by the consular user who gives it: the answer and
    /// the digest of what was signed are one commit. `method` says how the signer proved to be
    /// there.
    pub async fn record_signed_answer(
        &self,
        case: &CaseId,
        (document, method): (Document, &str),
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        self.change_facts(Request::new(case, actor, REASON), |case, _, context| {
            let mut changes = decide::record_answer(case, document.clone(), context)?;
            let stamp = Stamp {
                at: as_stored(context.now.at()),
                by: context.actor.clone(),
                rules: context.rules.version().clone(),
                reason: REASON.into(),
            };
            let digest = sha256(signed_words(case, &document, &stamp).as_bytes());
            let proof = (digest.as_str().into(), method.into());
            decide::sign_answer(case, &document, proof, &mut changes, context).map(|()| changes)
        })
        .await
    }

    /// Makes every signed answer's words again from history and compares their digests. Adds
    /// those that differ to `found`, and answers how many signatures there are.
    pub async fn verify_signatures(&self, found: &mut VerifiedAll) -> Result<u64, OperationError> {
        let mut signatures = 0;
        for stream in self.store.streams_with("answer_signed").await? {
            let Ok(id) = CaseId::new(&stream) else { continue };
            signatures += check(&self.store.history(&id).await?, found, &stream);
        }
        Ok(signatures)
    }
}

/// Instants are stored to the microsecond, and signed as they are stored.
fn as_stored(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// Checks the signatures in one history.
fn check(history: &[RecordedEvent], found: &mut VerifiedAll, stream: &str) -> u64 {
    let mut signatures = 0;
    let mut case: Option<Case> = None;
    let mut last: Option<(Document, Stamp)> = None;
    for event in history {
        let Ok(said) = event.case_event() else {
            found.add(stream, format!("event {} cannot be read", event.version));
            return signatures;
        };
        if let CaseEvent::AnswerSigned { document, digest, .. } = &said {
            signatures += 1;
            let answer = last.as_ref().filter(|(answer, stamp)| {
                answer.id == *document && stamp.at == event.stamp.at && stamp.by == event.stamp.by
            });
            let right = case.as_ref().zip(answer).is_some_and(|(case, (answer, _))| {
                *sha256(signed_words(case, answer, &event.stamp).as_bytes()) == **digest
            });
            if !right {
                let what = format!("event {}: the answer is not the one signed", event.version);
                found.add(stream, what);
            }
        }
        if let CaseEvent::DocumentRecorded { document } = &said {
            last = Some((document.clone(), event.stamp.clone()));
        }
        case = match (case, said) {
            (Some(case), said) => Some(case.apply(&said)),
            (None, CaseEvent::Opened(opened)) => Some(*opened),
            (None, _) => None,
        };
    }
    signatures
}

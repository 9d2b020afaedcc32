//! Answers that a consular user signs, one by one or a whole list, and whether what was signed is
//! still what is on record.

mod check;
mod list;

use domain::decide::{self, Context, Proof};
use domain::{Actor, CaseId, Document, Stamp};
use interchange::forms::sha256;
use jiff::Timestamp;

use crate::facts::{FactsOutcome, Request};
use crate::{OperationError, Operations};

pub use list::{ListAnswer, ListToSign, SignedList, SignedRow};

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
            let words = decide::signed_words(case, &document, &stamp(context, REASON));
            let proof = proof(&words, method);
            decide::sign_answer(case, &document, proof, &mut changes, context).map(|()| changes)
        })
        .await
    }
}

/// Who signs, and when: instants are stored to the microsecond, and signed as they are stored.
fn stamp(context: &Context<'_>, reason: &str) -> Stamp {
    let at = context.now.at();
    Stamp {
        at: Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at),
        by: context.actor.clone(),
        rules: context.rules.version().clone(),
        reason: reason.into(),
    }
}

/// What is recorded of `words` that were signed.
fn proof(words: &str, method: &str) -> Proof {
    (sha256(words.as_bytes()).as_str().into(), method.into())
}

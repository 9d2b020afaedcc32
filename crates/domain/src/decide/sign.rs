//! A consular user signs the answer that is being given.

use std::sync::Arc;

use super::context::{Changes, Context};
use super::permission::Action;
use crate::{Case, CaseEvent, Document, FlightId, Refusal, Stamp};

/// The digest of what was signed, and how the signer proved to be there.
pub type Proof = (Arc<str>, Arc<str>);

/// What is signed, to the letter: the answer as it is recorded, by whom and when. The same text
/// can be made again from history, for as long as history is kept.
pub fn signed_words(case: &Case, document: &Document, stamp: &Stamp) -> String {
    let mut lines = vec!["caseflight signed answer 1".to_owned(), format!("case {}", case.id)];
    lines.extend(answer_words(document));
    lines.extend(signer_words(stamp));
    lines.join("\n") + "\n"
}

/// The lines that say what is answered.
pub(super) fn answer_words(document: &Document) -> Vec<String> {
    let none = || "-".to_owned();
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(none, |day| day.to_string());
    let mut words = vec![
        format!("request {}", document.id),
        format!("country {}", document.issuing_country),
        format!("kind {}", document.kind),
        format!("answer {}", document.answer.map_or_else(none, |answer| answer.to_string())),
        format!("answered on {}", day(document.answered_on)),
        format!("number {}", document.number.as_deref().map_or_else(none, one_line)),
        format!("issued on {}", day(document.issued_on)),
        format!("expires on {}", day(document.expires_on)),
    ];
    if let Some(condition) = &document.condition {
        words.push(format!("on condition {}", one_line(&condition.words)));
        words.push(format!("condition met on {}", day(condition.met_on)));
    }
    words
}

/// A text from outside cannot look like another line of what is signed.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// The lines that say who signs, and when.
pub(super) fn signer_words(stamp: &Stamp) -> [String; 2] {
    [format!("signed by {}", stamp.by), format!("signed at {}", stamp.at)]
}

/// Adds to `changes`, which record an answer to the request of `document`, that the actor signed
/// it. Only a consular user signs, and only their own answer: nobody signs for somebody else.
pub fn sign_answer(
    case: &Case,
    document: &Document,
    proof: Proof,
    changes: &mut Changes,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    sign(case, document, (proof, None), changes, context)
}

/// The same for an answer that is signed with a whole list, or alone.
pub(super) fn sign(
    case: &Case,
    document: &Document,
    ((digest, method), list): (Proof, Option<FlightId>),
    changes: &mut Changes,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    context.permit(Action::SignAnswer)?;
    let recorded = changes.cases.iter().flat_map(|(_, events)| events).any(
        |event| matches!(event, CaseEvent::DocumentRecorded { document: known } if known == document),
    );
    if !recorded {
        return Err(Refusal::NoSuchThing { what: format!("answer to {}", document.id) });
    }
    let document = document.id.clone();
    changes.push(&case.id, CaseEvent::AnswerSigned { document, digest, method, list });
    Ok(())
}

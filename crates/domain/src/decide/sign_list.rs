//! A consular user answers for everybody of theirs on a flight's list, and signs all of it at once.

use jiff::civil::Date;

use super::context::{Changes, Context};
use super::document::record_answer;
use super::permission::Action;
use super::sign::{Proof, answer_words, sign, signer_words};
use crate::{
    Answer, Case, CaseId, Country, Document, DocumentId, Flight, FlightEvent, FlightId,
    FlightStatus, Refusal, SignedLine, Stamp, Version,
};

/// The list that the signer had before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenList {
    /// Of which flight.
    pub flight: FlightId,
    /// At which version of the flight.
    pub version: Version,
    /// At which revision of its list.
    pub revision: u32,
    /// Whose nationals.
    pub country: Country,
}

/// What is signed over a list, to the letter: which list, each case with its answer in the order
/// of the list, by whom and when. The same text can be made again from history.
pub fn signed_list_words(
    list: &SeenList,
    lines: &[(CaseId, Option<Document>)],
    stamp: &Stamp,
) -> String {
    let mut words = vec![
        "caseflight signed list 1".to_owned(),
        format!("flight {}", list.flight),
        format!("version {}", list.version),
        format!("revision {}", list.revision),
        format!("nationals of {}", list.country),
    ];
    for (case, document) in lines {
        words.push(format!("case {case}"));
        match document {
            Some(document) => words.extend(answer_words(document)),
            None => words.push("left open".to_owned()),
        }
    }
    words.extend(signer_words(stamp));
    words.join("\n") + "\n"
}

/// The request `id` of `case` with `answer`, given on `today`. An answer that stands already keeps
/// its day and its condition: it was given then, and is signed now.
pub fn answered(
    case: &Case,
    id: &DocumentId,
    answer: Answer,
    today: Date,
) -> Result<Document, Refusal> {
    let request = case.documents.iter().find(|document| document.id == *id);
    let request = request.ok_or_else(|| Refusal::NoSuchThing { what: format!("request {id}") })?;
    let mut document = request.clone();
    let stands = document.answer == Some(answer);
    document.answered_on = document.answered_on.filter(|_| stands).or(Some(today));
    document.condition = document.condition.filter(|_| stands);
    document.answer = Some(answer);
    Ok(document)
}

/// Records the answers to own nationals on the list of `flight`, each decided about as if it came
/// alone, and that all of it was signed at once. `lines` are in the order of the list, with the
/// request as it is answered, or none where it is left open.
///
/// It seats nobody: whom the answers bar comes off by the sweep, as after any change of facts.
pub fn sign_list(
    flight: &Flight,
    list: &SeenList,
    lines: &[(&Case, Option<Document>)],
    proof: &Proof,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::SignAnswer)?;
    still_to_leave(flight)?;
    if lines.iter().all(|(_, document)| document.is_none()) {
        return Err(Refusal::WordsMissing { what: "what is answered about at least one person" });
    }
    let mut changes = Changes::default();
    let mut signed = Vec::with_capacity(lines.len());
    for (case, document) in lines {
        if flight.manifest.line_of(&case.id).is_none() {
            let (case, flight) = (case.id.clone(), flight.id().clone());
            return Err(Refusal::NotOnManifest { case, flight });
        }
        let answer = document.as_ref().map(|document| document.id.clone());
        signed.push(SignedLine { case: case.id.clone(), document: answer });
        let Some(document) = document else { continue };
        // Nobody answers for another state.
        if document.issuing_country.read() != Some(&list.country) {
            return Err(Refusal::NoSuchThing {
                what: format!("request {} to {}", document.id, list.country),
            });
        }
        let mut recorded = record_answer(case, document.clone(), context)?;
        let of = (proof.clone(), Some(flight.id().clone()));
        sign(case, document, of, &mut recorded, context)?;
        changes.join(recorded);
    }
    let (digest, method) = proof.clone();
    let (seen, country) = (list.version, list.country);
    changes.flight.push(FlightEvent::ListSigned { seen, country, lines: signed, digest, method });
    Ok(changes)
}

/// Once the aircraft has left, an answer changes nothing any more.
fn still_to_leave(flight: &Flight) -> Result<(), Refusal> {
    match flight.status {
        FlightStatus::Scheduled | FlightStatus::Sealed | FlightStatus::Boarding => Ok(()),
        status @ (FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Cancelled) => {
            let (flight, what) = (flight.id().clone(), "answer and sign its list");
            Err(Refusal::FlightNotOpen { flight, status, what })
        }
    }
}

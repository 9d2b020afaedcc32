//! Every signature is made again from history and compared with what was recorded of it.

use std::collections::HashSet;

use domain::decide::{SeenList, signed_list_words, signed_words};
use domain::{Case, CaseEvent, CaseId, Document, Flight, FlightEvent, FlightId, SignedLine, Stamp};
use interchange::forms::sha256;
use persistence::RecordedEvent;

use crate::{OperationError, Operations, VerifiedAll};

/// The answers that signed lists name: flight, case and digest.
type Named = HashSet<(FlightId, CaseId, String)>;

impl Operations {
    /// Makes the words of every signed answer and every signed list again from history and
    /// compares their digests. Adds those that differ to `found`, and answers how many signatures
    /// there are: a list is one.
    pub async fn verify_signatures(&self, found: &mut VerifiedAll) -> Result<u64, OperationError> {
        let (mut signatures, mut named) = (0, Named::new());
        for stream in self.store.streams_with("list_signed").await? {
            let Ok(id) = FlightId::new(&stream) else { continue };
            signatures += self.check_lists(&id, &mut named, found).await?;
        }
        for stream in self.store.streams_with("answer_signed").await? {
            let Ok(id) = CaseId::new(&stream) else { continue };
            signatures += check_answers(&id, &self.store.history(&id).await?, &named, found);
        }
        Ok(signatures)
    }

    /// Checks the signed lists in one flight's history.
    async fn check_lists(
        &self,
        id: &FlightId,
        named: &mut Named,
        found: &mut VerifiedAll,
    ) -> Result<u64, OperationError> {
        let mut signatures = 0;
        let mut flight: Option<Flight> = None;
        for event in self.store.history(id).await? {
            let Ok(said) = event.flight_event() else {
                found.add(id.as_str(), format!("event {} cannot be read", event.version));
                return Ok(signatures);
            };
            if let FlightEvent::ListSigned { seen, country, lines, digest, .. } = &said {
                signatures += 1;
                let answered = lines.iter().filter(|line| line.document.is_some());
                named.extend(
                    answered.map(|line| (id.clone(), line.case.clone(), digest.to_string())),
                );
                // It was signed on the version just before it, and on no other.
                let before = flight.as_ref().filter(|_| seen.plus(1) == event.version);
                let right = match before.and_then(|flight| revision_of(flight, lines)) {
                    Some(revision) => {
                        let (flight, version) = (id.clone(), *seen);
                        let list = SeenList { flight, version, revision, country: *country };
                        self.is_signed(&list, lines, (digest, &event.stamp)).await?
                    }
                    None => false,
                };
                if !right {
                    let what = "the list with its answers is not the one signed";
                    found.add(id.as_str(), format!("event {}: {what}", event.version));
                }
            }
            flight = match (flight, said) {
                (Some(flight), said) => Some(flight.apply(&said)),
                (None, FlightEvent::Scheduled(plan)) => Some(Flight::new(*plan)),
                (None, _) => None,
            };
        }
        Ok(signatures)
    }

    /// Whether the answers on record are those of the digest.
    async fn is_signed(
        &self,
        list: &SeenList,
        lines: &[SignedLine],
        (digest, stamp): (&str, &Stamp),
    ) -> Result<bool, OperationError> {
        let mut said = Vec::with_capacity(lines.len());
        for line in lines {
            let document = match &line.document {
                None => None,
                Some(id) => {
                    let history = self.store.history(&line.case).await?;
                    let answer = answer_of(&history, &list.flight, (digest, stamp));
                    let Some(answer) = answer.filter(|answer| answer.id == *id) else {
                        return Ok(false);
                    };
                    Some(answer)
                }
            };
            said.push((line.case.clone(), document));
        }
        Ok(*sha256(signed_list_words(list, &said, stamp).as_bytes()) == *digest)
    }
}

/// The revision of the list at which everybody signed about was on it, in this order.
fn revision_of(flight: &Flight, lines: &[SignedLine]) -> Option<u32> {
    let mut live = flight.manifest.live();
    let on_it = lines.iter().all(|line| live.any(|known| known.case == line.case));
    on_it.then_some(flight.manifest.revision)
}

/// The answer that `history` has as signed with this list, by the same person in the same commit.
fn answer_of(
    history: &[RecordedEvent],
    list: &FlightId,
    (digest, stamp): (&str, &Stamp),
) -> Option<Document> {
    let same = |event: &RecordedEvent| event.stamp.at == stamp.at && event.stamp.by == stamp.by;
    let mut answer = None;
    for event in history.iter().filter(|event| same(event)) {
        let said = event.case_event().ok()?;
        if let CaseEvent::AnswerSigned { digest: known, list: Some(of), .. } = &said
            && **known == *digest
            && of == list
        {
            return answer;
        }
        if let CaseEvent::DocumentRecorded { document } = said {
            answer = Some(document);
        }
    }
    None
}

/// Checks the signatures in one case's history. An answer that was signed with a list is compared
/// there; here the list must name it.
fn check_answers(
    id: &CaseId,
    history: &[RecordedEvent],
    named: &Named,
    found: &mut VerifiedAll,
) -> u64 {
    let mut signatures = 0;
    let mut case: Option<Case> = None;
    let mut last: Option<(Document, Stamp)> = None;
    for event in history {
        let Ok(said) = event.case_event() else {
            found.add(id.as_str(), format!("event {} cannot be read", event.version));
            return signatures;
        };
        if let CaseEvent::AnswerSigned { document, digest, list, .. } = &said {
            let answer = last.as_ref().filter(|(answer, stamp)| {
                answer.id == *document && stamp.at == event.stamp.at && stamp.by == event.stamp.by
            });
            let both = case.as_ref().zip(answer);
            let right = match list {
                Some(flight) => {
                    let key = (flight.clone(), id.clone(), digest.to_string());
                    both.is_some() && named.contains(&key)
                }
                None => both.is_some_and(|(case, (answer, _))| {
                    *sha256(signed_words(case, answer, &event.stamp).as_bytes()) == **digest
                }),
            };
            signatures += u64::from(list.is_none());
            if !right {
                let what = format!("event {}: the answer is not the one signed", event.version);
                found.add(id.as_str(), what);
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

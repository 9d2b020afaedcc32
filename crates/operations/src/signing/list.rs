//! A consular user signs a flight's list: every answer, and the signature, in one commit.

use std::collections::HashSet;

use domain::decide::{self, Changes, Context, Listed, SeenList};
use domain::{
    Actor, Answer, Case, CaseId, Country, Document, DocumentId, Flight, FlightId, Version,
};
use persistence::Loaded;

use super::{proof, stamp};
use crate::whole::Whole;
use crate::{OperationError, Operations, TRIES};

/// Why the events of a signed list are recorded.
const REASON: &str = "list of own nationals answered and signed";

/// A list as its signer saw it, with the answers.
#[derive(Debug, Clone)]
pub struct ListToSign<'a> {
    /// Of which flight.
    pub flight: &'a FlightId,
    /// The version of the flight that was seen.
    pub seen: Version,
    /// Whose nationals.
    pub country: Country,
    /// Each of them, in any order.
    pub answers: &'a [ListAnswer],
    /// How the signer proved to be there.
    pub method: &'a str,
}

/// One person on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAnswer {
    /// Whose case.
    pub case: CaseId,
    /// The version of the case that was seen.
    pub seen: Version,
    /// To which request, and what; none if it is left open.
    pub answer: Option<(DocumentId, Answer)>,
}

/// A list that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedList {
    /// The version that the flight has now.
    pub version: Version,
    /// SHA-256 of what was signed.
    pub digest: String,
    /// What became of each, in the order of the list.
    pub rows: Vec<SignedRow>,
}

/// What became of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRow {
    /// Whose case.
    pub case: CaseId,
    /// The version that it has now.
    pub version: Version,
    /// What was answered; none if it was left open.
    pub answer: Option<Answer>,
    /// Whether the person came off the list because of what was answered.
    pub struck: bool,
}

impl Operations {
    /// Records what a consular user answers about the own nationals on a list, signed as a whole:
    /// all of it or nothing. If the flight or one of the cases is not as it was seen, nothing is
    /// done: the signer signs what was seen.
    pub async fn sign_list(
        &self,
        list: &ListToSign<'_>,
        actor: &Actor,
    ) -> Result<SignedList, OperationError> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let context = self.context(actor, now);
            let flight = self.store.flight(list.flight).await?;
            as_seen(&format!("flight {}", list.flight), (list.seen, flight.version()))?;
            // One who cannot be read on the same flight stands in nobody's way.
            let ids: Vec<CaseId> = list.answers.iter().map(|one| one.case.clone()).collect();
            let whole = self.whole_of(&ids).await?;
            let (changes, digest) = decide_list(list, &flight.value, &whole, &context)?;
            let rows = rows(list, &flight.value, &whole, &changes)?;
            let version = flight.version().plus(changes.flight.len());
            let unit = self.unit(changes, whole.into_cases(), vec![flight], (actor, now, REASON));
            if self.commit_one(unit).await?.is_some() {
                let struck = rows.iter().filter(|row| row.struck).count();
                tracing::info!(flight.id = %list.flight, rows = rows.len(), struck, "list signed");
                return Ok(SignedList { version, digest, rows });
            }
        }
        Err(OperationError::Busy(format!("flight {}", list.flight)))
    }
}

fn as_seen(what: &str, (seen, now): (Version, Version)) -> Result<(), OperationError> {
    if seen == now {
        return Ok(());
    }
    Err(OperationError::Changed { what: what.to_owned(), seen, now })
}

/// The answers in the order of the list, each with its case as it was loaded.
fn in_order<'a>(
    list: &'a ListToSign<'_>,
    flight: &Flight,
    whole: &'a Whole,
) -> Result<Vec<(&'a ListAnswer, &'a Loaded<Case>)>, OperationError> {
    let mut found = Vec::with_capacity(list.answers.len());
    for one in list.answers {
        let case = whole.loaded(&one.case);
        let case = case.ok_or_else(|| OperationError::NotFound(format!("case {}", one.case)))?;
        as_seen(&format!("case {}", one.case), (one.seen, case.version()))?;
        found.push((one, case));
    }
    let place = |case: &CaseId| flight.manifest.lines.iter().rposition(|line| line.case == *case);
    found.sort_by_key(|(one, _)| place(&one.case));
    Ok(found)
}

fn decide_list(
    list: &ListToSign<'_>,
    flight: &Flight,
    whole: &Whole,
    context: &Context<'_>,
) -> Result<(Changes, String), OperationError> {
    let mut lines: Vec<(&Case, Option<Document>)> = Vec::with_capacity(list.answers.len());
    for (one, case) in in_order(list, flight, whole)? {
        let answered = |(id, answer): &(DocumentId, Answer)| {
            decide::answered(&case.value, id, *answer, context.today())
        };
        lines.push((&case.value, one.answer.as_ref().map(answered).transpose()?));
    }
    let seen = SeenList {
        flight: list.flight.clone(),
        version: list.seen,
        revision: flight.manifest.revision,
        country: list.country,
    };
    let said: Vec<_> = lines.iter().map(|(case, said)| (case.id.clone(), said.clone())).collect();
    let words = decide::signed_list_words(&seen, &said, &stamp(context, REASON));
    let proof = proof(&words, list.method);
    let mut changes = decide::sign_list(flight, &seen, &lines, &proof, context)?;
    sweep(&lines, flight, whole, context, &mut changes);
    Ok((changes, proof.0.to_string()))
}

/// Whoever may not fly by what was answered comes off, with the family.
fn sweep(
    lines: &[(&Case, Option<Document>)],
    flight: &Flight,
    whole: &Whole,
    context: &Context<'_>,
    changes: &mut Changes,
) {
    let mut swept: HashSet<CaseId> = HashSet::new();
    for (case, _) in lines.iter().filter(|(_, said)| said.is_some()) {
        if swept.contains(&case.id) {
            continue;
        }
        let party = whole.leaving_with(&case.id);
        swept.extend(party.iter().map(|member| member.id.clone()));
        decide::sweep(&Listed { party: &party, flight }, context, changes);
    }
}

fn rows(
    list: &ListToSign<'_>,
    flight: &Flight,
    whole: &Whole,
    changes: &Changes,
) -> Result<Vec<SignedRow>, OperationError> {
    let events = |case: &CaseId| {
        let own = changes.cases.iter().filter(|(id, _)| id == case);
        own.map(|(_, events)| events.len()).sum()
    };
    let rows = in_order(list, flight, whole)?.into_iter().map(|(one, case)| SignedRow {
        case: one.case.clone(),
        version: case.version().plus(events(&one.case)),
        answer: one.answer.as_ref().map(|(_, answer)| *answer),
        struck: case.value.stage.is_listed() && !changes.applied_to(&case.value).stage.is_listed(),
    });
    Ok(rows.collect())
}

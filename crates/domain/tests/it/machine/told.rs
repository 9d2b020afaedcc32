//! Whom agencies were told of. Records are corrected here, and nobody leaves on an approval of the
//! person as they were.

use std::collections::HashMap;
use std::sync::Arc;

use domain::decide::{self, Changes};
use domain::{Answer, Case, CaseEvent, CaseId, DocumentId, Refusal, Role};

use super::world::{World, who};

/// By document: the given names of the person that the agency's word about it is of.
#[derive(Default)]
pub(super) struct Told(HashMap<(CaseId, DocumentId), Arc<str>>);

impl Told {
    pub(super) fn of(cases: &[Case]) -> Self {
        let documents = cases.iter().flat_map(|case| {
            let name = &case.person.given_names;
            let documents = case.documents.iter();
            documents.map(move |known| ((case.id.clone(), known.id.clone()), name.clone()))
        });
        Self(documents.collect())
    }

    /// What `event` about the case `before` says to the agency, or the agency about it: a document
    /// that is new, or a condition that is met.
    pub(super) fn hear(&mut self, before: &Case, event: &CaseEvent) {
        let (CaseEvent::DocumentRequested { document, .. }
        | CaseEvent::DocumentRecorded { document }) = event
        else {
            return;
        };
        let known = before.documents.iter().find(|known| known.id == document.id);
        let is_met = |document: &domain::Document| {
            document.condition.as_ref().is_some_and(|condition| condition.met_on.is_some())
        };
        let met = is_met(document) && !known.is_some_and(is_met);
        if known.is_none() || met {
            let key = (before.id.clone(), document.id.clone());
            self.0.insert(key, before.person.given_names.clone());
        }
    }

    /// The case without the approvals of somebody of another name.
    pub(super) fn known_as(&self, case: &Case) -> Case {
        let mut case = case.clone();
        let name = case.person.given_names.clone();
        let (id, told) = (case.id.clone(), &self.0);
        case.documents.retain(|known| {
            known.answer != Some(Answer::Approved)
                || told.get(&(id.clone(), known.id.clone())) == Some(&name)
        });
        case
    }
}

/// Somebody has another name than the record says.
pub(super) fn correct(world: &mut World, case: &Case) -> Result<Changes, Refusal> {
    let mut person = case.person.clone();
    person.given_names = format!("WEI {}", world.next()).into();
    decide::correct_person(case, &person, &world.context(&who(Role::DataSteward)))
}

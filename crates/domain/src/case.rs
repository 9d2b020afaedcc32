//! A case: one removal of one person, with everything the gate looks at.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use std::borrow::Cow;
use std::sync::Arc;

use crate::{
    CaseEvent, CaseId, Custody, Defect, Document, Hold, HoldId, HoldRevision, Interview, Medical,
    Order, Person, Stage, Statement,
};

/// A notice that was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What kind.
    pub kind: Arc<str>,
    /// On which day.
    pub on: Date,
}

/// One removal of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Key.
    pub id: CaseId,
    /// When it was opened here.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// Whom it is about.
    pub person: Person,
    /// In whose custody.
    pub custody: Custody,
    /// The order.
    pub order: Order,
    /// Fitness to fly.
    pub medical: Medical,
    /// Holds, in the order of their first recording.
    pub holds: Vec<Hold>,
    /// Travel documents and requests, in the order recorded.
    pub documents: Vec<Document>,
    /// Statements, in the order recorded.
    pub statements: Vec<Statement>,
    /// Interviews by the agency, in the order asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interviews: Vec<Interview>,
    /// Notices served.
    pub notices: Vec<Notice>,
    /// Defects of the record that nobody has put right yet, in the order found.
    pub defects: Vec<Defect>,
}

impl Case {
    /// The case as it was known at `instant`: without what was recorded of holds or said since.
    /// Only a question about the past is asked of it; nobody is cleared by what was not known.
    pub fn as_known_at(&self, instant: Timestamp) -> Cow<'_, Self> {
        let recorded_since = |word: &HoldRevision| word.recorded_at.is_some_and(|at| at > instant);
        let said_since = |said: &Statement| said.made_at.is_some_and(|made| made.at() > instant);
        let mut words = self.holds.iter().flat_map(|hold| &hold.revisions);
        if !words.any(recorded_since) && !self.statements.iter().any(said_since) {
            return Cow::Borrowed(self);
        }
        let mut then = self.clone();
        for hold in &mut then.holds {
            hold.revisions.retain(|word| !recorded_since(word));
        }
        then.holds.retain(|hold| !hold.revisions.is_empty());
        then.statements.retain(|said| !said_since(said));
        Cow::Owned(then)
    }

    /// The case after `event`. Total: it decides nothing, so it refuses nothing.
    #[must_use]
    pub fn apply(mut self, event: &CaseEvent) -> Self {
        if let CaseEvent::Opened(opened) = event {
            return (**opened).clone();
        }
        if let Some(stage) = event.leads_to() {
            self.stage = stage;
        }
        match event {
            CaseEvent::DocumentRequested { document, .. }
            | CaseEvent::DocumentRecorded { document } => self.put_document(document),
            CaseEvent::StatementRecorded { statement } => self.statements.push(statement.clone()),
            CaseEvent::InterviewRecorded { interview, .. } => self.put_interview(interview),
            CaseEvent::HoldRecorded { hold, revision } => self.put_hold(hold, revision),
            CaseEvent::CustodyChanged { custody } => self.custody = custody.clone(),
            CaseEvent::MedicalChanged { medical } => self.medical = medical.clone(),
            CaseEvent::OrderChanged { order } => self.order = order.clone(),
            CaseEvent::PersonCorrected { person } => self.person = (**person).clone(),
            CaseEvent::DefectsFound { defects } => {
                for defect in defects {
                    if !self.defects.contains(defect) {
                        self.defects.push(defect.clone());
                    }
                }
            }
            CaseEvent::DefectResolved { defect } => self.defects.retain(|found| found != defect),
            CaseEvent::NoticeServed { notice, on } => {
                self.notices.push(Notice { kind: notice.clone(), on: *on });
            }
            CaseEvent::Opened(_)
            | CaseEvent::OrderBecameFinal
            | CaseEvent::DocumentAccepted { .. }
            | CaseEvent::AgencyApproved { .. }
            | CaseEvent::AgencyRefused { .. }
            | CaseEvent::AnswerSigned { .. }
            | CaseEvent::DocumentExpired { .. }
            | CaseEvent::Disclosed { .. }
            | CaseEvent::Assigned { .. }
            | CaseEvent::Promoted { .. }
            | CaseEvent::Confirmed { .. }
            | CaseEvent::Transferred { .. }
            | CaseEvent::Boarded { .. }
            | CaseEvent::Departed { .. }
            | CaseEvent::Removed { .. }
            | CaseEvent::Struck { .. }
            | CaseEvent::Offloaded { .. }
            | CaseEvent::Returned { .. }
            | CaseEvent::OrderReopened { .. }
            | CaseEvent::Closed { .. } => (),
        }
        self
    }

    fn put_document(&mut self, document: &Document) {
        match self.documents.iter_mut().find(|known| known.id == document.id) {
            Some(known) => *known = document.clone(),
            None => self.documents.push(document.clone()),
        }
    }

    fn put_interview(&mut self, interview: &Interview) {
        match self.interviews.iter_mut().find(|known| known.id == interview.id) {
            Some(known) => *known = interview.clone(),
            None => self.interviews.push(interview.clone()),
        }
    }

    fn put_hold(&mut self, id: &HoldId, revision: &HoldRevision) {
        match self.holds.iter_mut().find(|hold| hold.id == *id) {
            Some(hold) => hold.revisions.push(revision.clone()),
            None => {
                self.holds.push(Hold { id: id.clone(), revisions: vec![revision.clone()] });
            }
        }
    }
}

//! Interviews that an agency asks for: asked, given a time, held or not.

use domain::decide::{self, Appointment};
use domain::gate;
use domain::{Actor, CaseId, DocumentId, InterviewId, InterviewMode, InterviewOutcome, Refusal};

use crate::facts::{FactsOutcome, Request};
use crate::{OperationError, Operations};

/// An interview that an agency asks for.
#[derive(Debug, Clone)]
pub struct AskInterview {
    /// Its key.
    pub id: InterviewId,
    /// The request that it is about.
    pub document: DocumentId,
    /// How the agency wants to speak with the person.
    pub mode: InterviewMode,
    /// What else it asks for.
    pub note: Option<String>,
}

impl Operations {
    /// Records that the agency asks for an interview before it answers.
    pub async fn ask_for_interview(
        &self,
        case: &CaseId,
        asked: &AskInterview,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "the agency asks for an interview");
        self.change_facts(request, |case, _, context| {
            let about = (&asked.document, asked.mode);
            let note = asked.note.as_deref().map(Into::into);
            decide::ask_for_interview(case, asked.id.clone(), about, note, context)
        })
        .await
    }

    /// Sets the time of an interview. The gate is asked about the contact at this very moment.
    pub async fn schedule_interview(
        &self,
        case: &CaseId,
        (id, appointment): (&InterviewId, &Appointment),
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "interview arranged");
        self.change_facts(request, |case, _, context| {
            let cleared = gate::ask_contact(case, context.now, context.rules)
                .map_err(|reasons| Refusal::Barred { barred: vec![(case.id.clone(), reasons)] })?;
            decide::schedule_interview(case, id, appointment.clone(), &cleared, context)
        })
        .await
    }

    /// Records what became of an interview.
    pub async fn record_interview(
        &self,
        case: &CaseId,
        (id, outcome, reason): (&InterviewId, InterviewOutcome, Option<&str>),
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "outcome of an interview recorded");
        self.change_facts(request, |case, _, context| {
            decide::record_interview(case, id, outcome, reason, context)
        })
        .await
    }
}

//! Interviews: the agency asks for one, a time is set, and what became of it is recorded.
//!
//! To bring a person before an agency is to contact it about that person: a time needs the
//! gate's proof, like the request itself. What bars contact later calls the interview off.

use std::sync::Arc;

use super::context::{Changes, Context, words};
use super::document::covers;
use super::permission::Action;
use crate::gate::{self, Cleared};
use crate::{
    Answer, Case, CaseEvent, Document, DocumentId, Interview, InterviewId, InterviewMode,
    InterviewOutcome, Moment, Refusal, Stage,
};

/// When and where an interview takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// When.
    pub at: Moment,
    /// Where, or by which line.
    pub place: Arc<str>,
    /// The language to be interpreted.
    pub language: Arc<str>,
}

/// Records that the agency asks for an interview before it answers. `note` is what else it wants.
pub fn ask_for_interview(
    case: &Case,
    id: InterviewId,
    (document, mode): (&DocumentId, InterviewMode),
    note: Option<Arc<str>>,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RecordAnswer)?;
    let request = open_request(case, document)
        .ok_or_else(|| Refusal::NoSuchThing { what: format!("open request {document}") })?;
    if case.interviews.iter().any(|known| known.id == id) {
        return Err(Refusal::NoSuchThing { what: format!("free key {id}") });
    }
    if let Some(known) = case.interviews.iter().find(|one| one.is_open()) {
        return Err(Refusal::NoSuchThing {
            what: format!("need for another interview: {} is still to come", known.id),
        });
    }
    let interview = Interview {
        id,
        document: request.id.clone(),
        mode,
        asked_on: context.today(),
        at: None,
        place: None,
        language: None,
        outcome: None,
        note,
    };
    Ok(Changes::one(case, CaseEvent::InterviewRecorded { interview, clearance: None }))
}

/// Sets the time of an interview, or another one. The gate must have cleared the contact.
pub fn schedule_interview(
    case: &Case,
    id: &InterviewId,
    appointment: Appointment,
    cleared: &Cleared,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::ArrangeInterview)?;
    let known = to_come(case, id)?;
    let request = open_request(case, &known.document)
        .ok_or_else(|| Refusal::NoSuchThing { what: format!("open request {}", known.document) })?;
    let proof = cleared.clearance();
    let agency = context.rules.country(proof.country).map(|profile| &profile.agency.id);
    let covered = agency.is_some_and(|agency| covers(cleared, case, agency, context))
        && request.issuing_country.is(&proof.country);
    if !covered {
        return Err(Refusal::ClearanceElsewhere { case: case.id.clone() });
    }
    if appointment.at.at() <= context.now.at() {
        return Err(Refusal::WordsMissing { what: "a time that is still to come" });
    }
    words(&appointment.place, "where the interview is, or by which line")?;
    words(&appointment.language, "which language is interpreted")?;
    let interview = Interview {
        at: Some(appointment.at),
        place: Some(appointment.place),
        language: Some(appointment.language),
        outcome: None,
        note: None,
        ..known.clone()
    };
    let clearance = Some(proof.clone());
    Ok(Changes::one(case, CaseEvent::InterviewRecorded { interview, clearance }))
}

/// Records what became of an interview. Only one whose time has come was attended or missed;
/// all but attending wants a reason. One that is postponed waits for another time.
pub fn record_interview(
    case: &Case,
    id: &InterviewId,
    outcome: InterviewOutcome,
    reason: Option<&str>,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::ArrangeInterview)?;
    let known = to_come(case, id)?;
    let mut interview = Interview { outcome: Some(outcome), ..known.clone() };
    match outcome {
        InterviewOutcome::Attended | InterviewOutcome::NotAttended => {
            if known.at.is_none_or(|at| context.now.at() < at.at()) {
                return Err(Refusal::WindowTooEarly { what: "say whether the person attended" });
            }
        }
        InterviewOutcome::Postponed => interview.at = None,
        InterviewOutcome::CalledOff => (),
    }
    if outcome != InterviewOutcome::Attended {
        words(reason.unwrap_or_default(), "why it was not attended, postponed or called off")?;
    }
    interview.note = reason.filter(|reason| !reason.trim().is_empty()).map(Into::into);
    Ok(Changes::one(case, CaseEvent::InterviewRecorded { interview, clearance: None }))
}

/// Calls off what is still to come if, after `changes`, nothing waits for it or the agency may
/// not be contacted. Run over every change of facts: a hold wins here too.
pub fn call_off_interviews(case: &Case, context: &Context<'_>, changes: &mut Changes) {
    if !case.interviews.iter().any(Interview::is_open) {
        return;
    }
    let after = changes.applied_to(case);
    let barred = gate::ask_contact(&after, context.now, context.rules).is_err();
    for interview in after.interviews.iter().filter(|one| one.is_open()) {
        let note = if barred {
            // Which hold it is, its own record says, to those who may read that.
            "the agency may not be contacted about the person now"
        } else if open_request(&after, &interview.document).is_none() {
            "nothing waits for it any more"
        } else {
            continue;
        };
        let interview = Interview {
            outcome: Some(InterviewOutcome::CalledOff),
            note: Some(note.into()),
            ..interview.clone()
        };
        changes.push(&case.id, CaseEvent::InterviewRecorded { interview, clearance: None });
    }
}

fn to_come<'c>(case: &'c Case, id: &InterviewId) -> Result<&'c Interview, Refusal> {
    case.interviews
        .iter()
        .find(|known| known.id == *id && known.is_open())
        .ok_or_else(|| Refusal::NoSuchThing { what: format!("interview {id} to come") })
}

/// The request `id`, if the case waits for its answer.
fn open_request<'c>(case: &'c Case, id: &DocumentId) -> Option<&'c Document> {
    let waits = |document: &&Document| {
        document.id == *id
            && document.requested_on.is_some()
            && matches!(document.answer, None | Some(Answer::Pending))
    };
    case.documents.iter().find(waits).filter(|_| case.stage == Stage::DocumentRequested)
}

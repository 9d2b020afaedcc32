//! Requests for travel documents, answers, and what becomes of documents.

use super::context::{Changes, Context, on_edge, words};
use super::interview::call_off_interviews;
use super::permission::Action;
use crate::gate::{self, Cleared, Step};
use crate::rulebook::TwoPersonAct;
use crate::{AgencyId, Answer, Case, CaseEvent, Document, DocumentId, Refusal, Role, Stage, Verb};

/// Asks `agency` for a document. The gate must have cleared the contact.
///
/// It takes two: the actor requests and somebody else approves. A request that the docket shows
/// was made before is recorded without proof and approval: it happened.
pub fn request_document(
    case: &Case,
    agency: &AgencyId,
    document: Document,
    cleared: Option<&Cleared>,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RequestDocument)?;
    on_edge(case, Verb::RequestDocument)?;
    let made_before = case.documents.iter().any(|known| {
        known.id == document.id && known.requested_on.is_some_and(|on| on <= context.today())
    });
    let clearance = match cleared {
        Some(cleared) if covers(cleared, case, agency, context) => {
            Some(cleared.clearance().clone())
        }
        None if made_before => None,
        Some(_) | None => {
            return Err(Refusal::ClearanceElsewhere { case: case.id.clone() });
        }
    };
    let rule = (TwoPersonAct::ApproveRequest, Action::ApproveRequest);
    let approved_by = match &clearance {
        Some(_) => context.approver(rule, "who requests a document and who approves it")?.cloned(),
        None => None,
    };
    let agency = agency.clone();
    let event = CaseEvent::DocumentRequested { agency, document, clearance, approved_by };
    Ok(Changes::one(case, event))
}

/// Whether `cleared` is proof that `agency` may be contacted about `case`, now: the agency of
/// the country that was cleared, and no other state's.
pub(super) fn covers(
    cleared: &Cleared,
    case: &Case,
    agency: &AgencyId,
    context: &Context<'_>,
) -> bool {
    let proof = cleared.clearance();
    proof.case == case.id
        && proof.step == Step::Contact
        && proof.flight.is_none()
        && proof.at == context.now.at()
        && proof.rules == *context.rules.version()
        && context.rules.country(proof.country).is_some_and(|of| of.agency.id == *agency)
}

/// Accepts a document at hand for which nobody need be asked.
pub fn accept_document(case: &Case, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    on_edge(case, Verb::AcceptDocument)?;
    let document = usable(case, context)?;
    Ok(Changes::one(case, CaseEvent::DocumentAccepted { document: document.id.clone() }))
}

fn usable<'c>(case: &'c Case, context: &Context<'_>) -> Result<&'c Document, Refusal> {
    let today = context.today();
    case.order
        .removal_country
        .as_ref()
        .and_then(|country| country.read())
        .and_then(|country| gate::usable_document(case, *country, today, today, context.rules))
        .ok_or_else(|| Refusal::NoUsableDocument { case: case.id.clone() })
}

/// Records what the agency answered about the person, with the document as it is now.
///
/// An approval leads on from the request; a refusal leads back. At any other stage the answer is
/// a new fact about the document and the gate deals with it.
///
/// If the record was corrected since the agency was asked, its first approval may be of somebody
/// else: it depends on the agency's word about the record as it is. A consular user answers about
/// the record that they see.
pub fn record_answer(
    case: &Case,
    mut document: Document,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::RecordAnswer)?;
    // Only what was asked is answered: a passport that nobody asked for is no request.
    let asked = case.documents.iter().any(|known| {
        known.id == document.id && (known.requested_on.is_some() || known.answer.is_some())
    });
    if !asked {
        return Err(Refusal::NoSuchThing { what: format!("request {}", document.id) });
    }
    let known = case.documents.iter().find(|known| known.id == document.id);
    let owed = known.and_then(Document::owed_condition);
    if owed.is_some() && document.condition.as_ref() == owed {
        document.condition = None; // that is ours, and none of the answer's
    }
    check_condition(known, &document)?;
    let id = document.id.clone();
    let answer = document.answer;
    let carried = owed
        .filter(|_| context.actor.role != Role::ForeignConsularUser)
        .map(|owed| document.depending_on(&owed.words));
    let mut changes = Changes::one(case, CaseEvent::DocumentRecorded { document });
    if let Some(document) = carried {
        // After the answer as it was given, which may be kept word for word elsewhere.
        changes.push(&case.id, CaseEvent::DocumentRecorded { document });
    }
    match (&case.stage, answer) {
        (Stage::DocumentRequested, Some(Answer::Approved)) => {
            let after = changes.applied_to(case);
            if usable(&after, context).is_ok() {
                changes.push(&case.id, CaseEvent::AgencyApproved { document: id });
            }
        }
        (Stage::DocumentRequested | Stage::AgencyApproved, Some(Answer::Refused)) => {
            let after = changes.applied_to(case);
            if usable(&after, context).is_err() {
                changes.push(&case.id, CaseEvent::AgencyRefused { document: id });
            }
        }
        _ => (),
    }
    // However the answer came: an interview that was to come before it is not needed.
    call_off_interviews(case, context, &mut changes);
    Ok(changes)
}

/// A condition belongs to an approval, has words, and is met by being recorded as met: no answer
/// brings one along that is met already, unless it is known to be.
fn check_condition(known: Option<&Document>, document: &Document) -> Result<(), Refusal> {
    let Some(condition) = &document.condition else { return Ok(()) };
    words(&condition.words, "what the agency's approval depends on")?;
    let met_before = known.is_some_and(|known| known.condition.as_ref() == Some(condition));
    if document.answer != Some(Answer::Approved) || (condition.met_on.is_some() && !met_before) {
        return Err(Refusal::NoSuchThing { what: format!("open condition of {}", document.id) });
    }
    Ok(())
}

/// Records that the condition is met on which the agency approved. If the document is good then,
/// the approval leads on from the request.
///
/// Only a person of the country desk does: the system does not judge it, and a consular user, whose
/// answers are signed, gives another answer.
pub fn meet_condition(
    case: &Case,
    id: &DocumentId,
    reason: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::MeetCondition)?;
    words(reason, "how the condition was met")?;
    let known = case.documents.iter().find(|known| known.id == *id);
    let Some(known) = known.filter(|known| known.has_open_condition()) else {
        return Err(Refusal::NoSuchThing { what: format!("open condition of {id}") });
    };
    let mut document = known.clone();
    if let Some(condition) = &mut document.condition {
        condition.met_on = Some(context.today());
    }
    let mut changes = Changes::one(case, CaseEvent::DocumentRecorded { document });
    if case.stage == Stage::DocumentRequested && usable(&changes.applied_to(case), context).is_ok()
    {
        changes.push(&case.id, CaseEvent::AgencyApproved { document: id.clone() });
    }
    call_off_interviews(case, context, &mut changes);
    Ok(changes)
}

/// Records a document, or corrects its record. The condition of an approval stays as it is: it is
/// the agency's, and ends only by being met or by another answer. An approval is of the document
/// that the agency saw: with another country, kind or number, or a later end, it is none any more,
/// and the agency's answer has to be recorded again. What was open of the first is open of that too.
pub fn record_document(
    case: &Case,
    mut document: Document,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    let known = case.documents.iter().find(|known| known.id == document.id);
    document.condition = known.and_then(|known| known.condition.clone());
    if known
        .is_some_and(|known| known.answer == Some(Answer::Approved) && is_other(known, &document))
    {
        document.answer = Some(Answer::Pending);
        document.answered_on = None;
        document.condition = document.condition.filter(|condition| condition.met_on.is_none());
    }
    Ok(Changes::one(case, CaseEvent::DocumentRecorded { document }))
}

/// Whether what was on record before was changed, and not only filled in.
fn is_other(known: &Document, now: &Document) -> bool {
    let number = known.number.is_some() && known.number != now.number;
    let longer = known.expires_on.is_some_and(|end| now.expires_on.is_none_or(|now| now > end));
    known.issuing_country != now.issuing_country || known.kind != now.kind || number || longer
}

/// Finds that nothing the case had to travel on is good any longer.
pub fn expire_document(
    case: &Case,
    document: &DocumentId,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    on_edge(case, Verb::ExpireDocument)?;
    if usable(case, context).is_ok() {
        return Err(Refusal::WindowTooEarly { what: "find the document expired" });
    }
    Ok(Changes::one(case, CaseEvent::DocumentExpired { document: document.clone() }))
}

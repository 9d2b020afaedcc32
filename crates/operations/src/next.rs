//! What a case would do next by itself, decided without changing anything.

use domain::decide::{self, Changes};
use domain::{Actor, Answer, Case, Document, Moment, Refusal, Stage, gate};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Operations;
use crate::agency::Agency;

/// Days after a refusal before the agency is asked again.
const ASK_AGAIN_AFTER_DAYS: i32 = 90;

/// What a case would do next by itself, or what it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// These changes, for this reason.
    Step(Changes, &'static str),
    /// Nothing: it waits, for this.
    Wait(Refusal),
    /// Nothing: it is on a manifest, has left, or is closed.
    Rest,
}

/// The next step that `case` can take by itself at `now`.
pub fn next_step(
    ops: &Operations,
    agency: &dyn Agency,
    case: &Case,
    actor: &Actor,
    now: Moment,
) -> Next {
    let context = ops.context(actor, now);
    let (decision, reason) = match &case.stage {
        Stage::Detained => (decide::finalize_order(case, &context), "the order became final"),
        Stage::OrderFinal => return papers(ops, agency, case, actor, now),
        Stage::DocumentRequested => match answered(ops, case, now.date()) {
            Some(document) if !document.has_open_condition() => {
                let decided = decide::record_answer(case, document.clone(), &context);
                let moved = decided.map(|changes| {
                    let leads = changes.applied_to(case).stage != case.stage;
                    if leads { changes } else { Changes::default() }
                });
                (moved, "the agency answered")
            }
            Some(_) | None => {
                return Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() });
            }
        },
        Stage::AgencyApproved => match case.documents.last() {
            Some(document) => {
                let expired = decide::expire_document(case, &document.id, &context);
                match expired {
                    Err(Refusal::WindowTooEarly { .. }) => return Next::Rest,
                    decided => (decided, "nothing left to travel on"),
                }
            }
            None => return Next::Rest,
        },
        Stage::Manifested { .. }
        | Stage::Confirmed { .. }
        | Stage::Boarded { .. }
        | Stage::Departed { .. }
        | Stage::Removed { .. }
        | Stage::Closed { .. } => return Next::Rest,
    };
    match decision {
        Ok(changes) if changes.cases.is_empty() => {
            Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() })
        }
        Ok(changes) => Next::Step(changes, reason),
        Err(refusal) => Next::Wait(refusal),
    }
}

/// The answered request for the removal country, latest first. While a request is open, only an
/// approval that can be travelled on is an answer: older refusals and lapsed papers are none.
fn answered<'c>(ops: &Operations, case: &'c Case, today: Date) -> Option<&'c Document> {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read())?;
    let asked: Vec<&Document> = case
        .documents
        .iter()
        .rev()
        .filter(|document| document.defect.is_none() && document.issuing_country.is(country))
        .collect();
    if asked.iter().any(|document| document.answer == Some(Answer::Pending)) {
        let usable = gate::usable_document(case, *country, today, today, &ops.rules)?;
        return (usable.answer == Some(Answer::Approved)).then_some(usable);
    }
    asked
        .into_iter()
        .find(|document| matches!(document.answer, Some(Answer::Approved | Answer::Refused)))
}

/// A final order without papers: take the one at hand, or ask for one.
fn papers(ops: &Operations, agency: &dyn Agency, case: &Case, actor: &Actor, now: Moment) -> Next {
    let context = ops.context(actor, now);
    let country = case.order.removal_country.as_ref().and_then(|country| country.read()).copied();
    let profile = country.and_then(|country| ops.rules.country(country));
    let (Some(country), Some(profile)) = (country, profile) else {
        let barred = gate::ask_contact(case, now, &ops.rules).err().unwrap_or_default();
        return Next::Wait(Refusal::Barred { barred: vec![(case.id.clone(), barred)] });
    };
    let today = now.date();
    let of_country: Vec<&Document> = case
        .documents
        .iter()
        .filter(|document| document.defect.is_none() && document.issuing_country.is(&country))
        .collect();
    let usable = gate::usable_document(case, country, today, today, &ops.rules);
    // What the docket shows was asked before is recorded as it happened.
    let asked = of_country.iter().rev().find(|document| {
        let pending = document.answer == Some(Answer::Pending);
        let approved = document.answer == Some(Answer::Approved)
            && (usable.is_some_and(|usable| usable.id == document.id)
                || document.has_open_condition());
        document.requested_on.is_some_and(|on| on <= today) && (pending || approved)
    });
    if let Some(document) = asked {
        let changes =
            decide::request_document(case, &profile.agency.id, (*document).clone(), None, &context);
        return step_or_wait(changes, "the agency was asked before");
    }
    if usable.is_some() {
        let changes = decide::accept_document(case, &context);
        return step_or_wait(changes, "a document that needs no request");
    }
    if of_country.iter().any(|document| refused_lately(document, today)) {
        return Next::Wait(Refusal::NoUsableDocument { case: case.id.clone() });
    }
    let asked = tracing::debug_span!("gate", gate.step = "contact")
        .in_scope(|| gate::ask_contact(case, now, &ops.rules));
    match asked {
        Ok(cleared) => {
            let document = agency.request(case, country, today);
            let agency = &profile.agency.id;
            let changes =
                decide::request_document(case, agency, document, Some(&cleared), &context);
            let disclosed = decide::disclose(
                case,
                agency,
                "request for a travel document",
                profile.disclosure_fields.iter().map(|field| field.code().into()).collect(),
                &cleared,
                &context,
            );
            let both = changes.and_then(|mut changes| {
                for (case, events) in disclosed?.cases {
                    for event in events {
                        changes.push(&case, event);
                    }
                }
                Ok(changes)
            });
            step_or_wait(both, "the agency is asked for a travel document")
        }
        Err(reasons) => Next::Wait(Refusal::Barred { barred: vec![(case.id.clone(), reasons)] }),
    }
}

fn step_or_wait(decided: Result<Changes, Refusal>, reason: &'static str) -> Next {
    match decided {
        Ok(changes) => Next::Step(changes, reason),
        Err(refusal) => Next::Wait(refusal),
    }
}

fn refused_lately(document: &Document, today: Date) -> bool {
    document.answer == Some(Answer::Refused)
        && document
            .answered_on
            .is_none_or(|on| on.saturating_add(ASK_AGAIN_AFTER_DAYS.days()) > today)
}

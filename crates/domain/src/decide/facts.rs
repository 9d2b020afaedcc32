//! Facts change: custody, fitness, order, statements, notices, defects, disclosures.

use std::sync::Arc;

use jiff::civil::Date;

use super::column::to_say_anew;
use super::context::{Changes, Context, words};
use super::document::covers;
use super::permission::Action;
use crate::gate::Cleared;
use crate::{
    AgencyId, Case, CaseEvent, Custody, Defect, Known, Medical, Order, Refusal, Statement,
    StatementKind, StatementOutcome,
};

/// Records that custody changed.
pub fn change_custody(
    case: &Case,
    custody: Custody,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    not_ahead(custody.since.as_ref(), "say since when the person is held", context)?;
    known_place(&case.custody, &custody, context)?;
    Ok(Changes::one(case, CaseEvent::CustodyChanged { custody }))
}

/// Records what a clinician said about fitness to fly.
pub fn change_medical(
    case: &Case,
    medical: Medical,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::StateFitness)?;
    not_ahead(medical.cleared_on.as_ref(), "say that somebody was cleared then", context)?;
    Ok(Changes::one(case, CaseEvent::MedicalChanged { medical }))
}

/// Records a change of the order, its appeal or the category.
pub fn change_order(case: &Case, order: Order, context: &Context<'_>) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    Ok(Changes::one(case, CaseEvent::OrderChanged { order }))
}

/// Records a statement. Anyone may: what proves nothing also bars nothing less. The same record
/// twice is one; a corrected record of the same statement is recorded beside the earlier one.
pub fn record_statement(
    case: &Case,
    statement: Statement,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    if case.statements.contains(&statement) {
        return Ok(Changes::default());
    }
    if statement.made_at.is_some_and(|made| made.at() > context.now.at()) {
        return Err(Refusal::WindowTooEarly { what: "record what was said then" });
    }
    ends_a_claim(case, &statement, context)?;
    Ok(Changes::one(case, CaseEvent::StatementRecorded { statement }))
}

/// Nobody is moved to a place or an office that the rulebook does not know: their own office would
/// not see the case any more. What a record says already may stay.
fn known_place(now: &Custody, then: &Custody, context: &Context<'_>) -> Result<(), Refusal> {
    let unknown = |what: &str, code: &str| {
        Err(Refusal::NoSuchThing { what: format!("{what} {code:?} in the rulebook") })
    };
    if then.office != now.office && !context.rules.knows_office(&then.office) {
        return unknown("office", &then.office);
    }
    let moves = then.facility != now.facility && !then.facility.is_empty();
    if moves && context.rules.facility(&then.facility).is_none() {
        return unknown("facility", &then.facility);
    }
    Ok(())
}

/// A day of a fact that is still to come is a slip of the pen, and would hide what comes before.
fn not_ahead(
    day: Option<&Known<Date>>,
    what: &'static str,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let ahead = day.and_then(|day| day.read()).is_some_and(|day| *day > context.today());
    if ahead { Err(Refusal::WindowTooEarly { what }) } else { Ok(()) }
}

/// The hold for a claim to be a citizen: whoever may end that may find a claim unfounded.
const CITIZENSHIP: &str = "us_citizenship_claim";

/// That a claim to be a citizen is unfounded is found by those who may end the hold for one, not
/// by whoever wrote the claim down (ICE Directive 16001.2). That none was made, anybody may note.
fn ends_a_claim(case: &Case, found: &Statement, context: &Context<'_>) -> Result<(), Refusal> {
    let citizenship = StatementKind::Citizenship.code();
    let negative = |said: &Statement| said.outcome == Some(StatementOutcome::Negative);
    let open = |said: &Statement| *said.kind == *citizenship && !negative(said);
    if *found.kind != *citizenship || !negative(found) || !case.statements.iter().any(open) {
        return Ok(());
    }
    let role = context.actor.role;
    let kind = context.rules.hold_kind_or_latest(CITIZENSHIP, context.today());
    if kind.is_some_and(|kind| kind.may_be_lifted_by(role)) {
        return Ok(());
    }
    Err(Refusal::RoleMayNot { role, what: "find a claim to citizenship unfounded".to_owned() })
}

/// Records that a notice was served.
pub fn serve_notice(
    case: &Case,
    notice: &str,
    on: Date,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    words(notice, "which notice was served")?;
    if on > context.today() {
        return Err(Refusal::WindowTooEarly { what: "say that a notice was served then" });
    }
    Ok(Changes::one(case, CaseEvent::NoticeServed { notice: notice.into(), on }))
}

/// Records defects that were found in the record. Anyone may: they only bar.
pub fn find_defects(
    case: &Case,
    defects: Vec<Defect>,
    _context: &Context<'_>,
) -> Result<Changes, Refusal> {
    Ok(Changes::one(case, CaseEvent::DefectsFound { defects }))
}

/// Records that a defect was put right: not while the value that it names cannot be read.
pub fn resolve_defect(
    case: &Case,
    defect: &Defect,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::CorrectRecord)?;
    if !case.defects.contains(defect) {
        return Err(Refusal::NoSuchThing { what: format!("defect {defect}") });
    }
    // What can be recorded anew is: nobody flies on a word that cannot be read.
    if let Some(what) = to_say_anew(case, defect, context.today()) {
        return Err(Refusal::WordsMissing { what });
    }
    Ok(Changes::one(case, CaseEvent::DefectResolved { defect: defect.clone() }))
}

/// Enters a disclosure to a foreign authority in the accounting of disclosures.
pub fn disclose(
    case: &Case,
    recipient: &AgencyId,
    purpose: &str,
    fields: Vec<Arc<str>>,
    cleared: &Cleared,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::Disclose)?;
    words(purpose, "what the disclosure is for")?;
    if !covers(cleared, case, recipient, context) {
        return Err(Refusal::ClearanceElsewhere { case: case.id.clone() });
    }
    let recipient = recipient.clone();
    Ok(Changes::one(case, CaseEvent::Disclosed { recipient, purpose: purpose.into(), fields }))
}

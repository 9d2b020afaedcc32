//! Facts change: custody, fitness, order, statements, notices, defects, disclosures.

use std::sync::Arc;

use jiff::civil::Date;

use super::context::{Changes, Context, words};
use super::document::covers;
use super::permission::Action;
use crate::gate::Cleared;
use crate::{AgencyId, Case, CaseEvent, Custody, Defect, Medical, Order, Refusal, Statement};

/// Records that custody changed.
pub fn change_custody(
    case: &Case,
    custody: Custody,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::KeepDocket)?;
    Ok(Changes::one(case, CaseEvent::CustodyChanged { custody }))
}

/// Records what a clinician said about fitness to fly.
pub fn change_medical(
    case: &Case,
    medical: Medical,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::StateFitness)?;
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
    _context: &Context<'_>,
) -> Result<Changes, Refusal> {
    if case.statements.contains(&statement) {
        return Ok(Changes::default());
    }
    Ok(Changes::one(case, CaseEvent::StatementRecorded { statement }))
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

/// Records that a defect was put right.
pub fn resolve_defect(
    case: &Case,
    defect: &Defect,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::CorrectRecord)?;
    if !case.defects.contains(defect) {
        return Err(Refusal::NoSuchThing { what: format!("defect {defect}") });
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

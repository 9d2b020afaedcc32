//! Finds the case that a person means, and keys for what they record.

use anyhow::Result;
use domain::{Case, CaseId, DocumentId, HoldId, InterviewId, StatementId};
use operations::Operations;

/// How the help of commands calls what names a case.
pub(crate) const CASE: &str = "CASE";

/// The key of the case that `text` names: case id, person id, A-number or fingerprint number.
pub(crate) async fn case_id(ops: &Operations, text: &str) -> Result<CaseId> {
    Ok(ops.find_case(text).await?.value.id)
}

/// A key for a new hold of `case`, for whoever gives none.
pub(crate) fn new_hold_id(case: &Case) -> Result<HoldId> {
    let taken = |id: &HoldId| case.holds.iter().any(|hold| hold.id == *id);
    let mut number = case.holds.len() + 1;
    loop {
        let id = HoldId::new(format!("{}-h{number}", case.person.id))?;
        if !taken(&id) {
            return Ok(id);
        }
        number += 1;
    }
}

/// A key for a new statement of `case`, for whoever gives none.
pub(crate) fn new_statement_id(case: &Case) -> Result<StatementId> {
    let taken = |id: &StatementId| case.statements.iter().any(|one| one.id == *id);
    let mut number = case.statements.len() + 1;
    loop {
        let id = StatementId::new(format!("{}-s{number}", case.person.id))?;
        if !taken(&id) {
            return Ok(id);
        }
        number += 1;
    }
}

/// A key for a new interview of `case`, for whoever gives none.
pub(crate) fn new_interview_id(case: &Case) -> Result<InterviewId> {
    let taken = |id: &InterviewId| case.interviews.iter().any(|one| one.id == *id);
    let mut number = case.interviews.len() + 1;
    loop {
        let id = InterviewId::new(format!("{}-i{number}", case.person.id))?;
        if !taken(&id) {
            return Ok(id);
        }
        number += 1;
    }
}

/// A key for a new document of `case`, for whoever gives none.
pub(crate) fn new_document_id(case: &Case) -> Result<DocumentId> {
    let taken = |id: &DocumentId| case.documents.iter().any(|one| one.id == *id);
    let mut number = case.documents.len() + 1;
    loop {
        let id = DocumentId::new(format!("{}-d{number}", case.person.id))?;
        if !taken(&id) {
            return Ok(id);
        }
        number += 1;
    }
}

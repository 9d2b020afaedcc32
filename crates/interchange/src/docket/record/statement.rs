//! A row of statements.csv.

use domain::{PersonId, Statement, StatementId, StatementKind, StatementOutcome};

use crate::docket::cells::Cells;
use crate::docket::error::DocketError;
use crate::docket::fault::FaultKind;
use crate::docket::file::statements as column;

/// The `ordinal`th statement of `person`.
pub(in crate::docket) fn statement(
    mut cells: Cells<'_>,
    person: &PersonId,
    ordinal: usize,
) -> Result<Statement, DocketError> {
    let (file, line) = (cells.table.file, cells.table.place.line);
    let id = StatementId::new(format!("{person}-s{ordinal}"))
        .map_err(|_| DocketError::Key { file, line: line.into() })?;
    // An unknown kind bars by its own name, so it is reported but is no defect.
    if StatementKind::from_code(cells.raw(column::KIND)).is_none() {
        cells.note(column::KIND, FaultKind::ValueUnknown);
    }
    let made_at = cells.instant(column::MADE_AT);
    let interpreter = cells.flag(column::INTERPRETER);
    let outcome =
        cells.value(column::OUTCOME, FaultKind::OutcomeUnknown, StatementOutcome::from_code);
    Ok(Statement {
        id,
        kind: cells.text(column::KIND),
        made_at,
        language: cells.text(column::LANGUAGE),
        interpreter: interpreter.is(&true),
        officer: cells.optional(column::OFFICER),
        evidence: cells.optional(column::EVIDENCE),
        outcome: outcome.read().copied(),
        defect: cells.defect(),
    })
}

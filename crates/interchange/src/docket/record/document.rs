//! A row of documents.csv.

use domain::{Answer, Document, DocumentId, DocumentKind, Known, PersonId};
use jiff::civil::Date;

use crate::docket::cells::Cells;
use crate::docket::error::DocketError;
use crate::docket::fault::FaultKind;
use crate::docket::file::documents as column;
use crate::{Lists, mrz};

/// The `ordinal`th document of `person`.
pub(in crate::docket) fn document(
    mut cells: Cells<'_>,
    person: &PersonId,
    ordinal: usize,
    lists: &impl Lists,
) -> Result<Document, DocketError> {
    let (file, line) = (cells.table.file, cells.table.place.line);
    let id = DocumentId::new(format!("{person}-d{ordinal}"))
        .map_err(|_| DocketError::Key { file, line: line.into() })?;
    let kind = cells.value(column::KIND, FaultKind::ValueUnknown, DocumentKind::from_code);
    let issued_on = date(&mut cells, column::ISSUED_ON);
    let expires_on = date(&mut cells, column::EXPIRES_ON);
    let requested_on = date(&mut cells, column::REQUESTED_ON);
    let answered_on = date(&mut cells, column::ANSWERED_ON);
    let issuing_country = cells.country(column::ISSUING_COUNTRY, lists);
    let answer = if cells.raw(column::ANSWER).is_empty() {
        None
    } else {
        let answer = cells.value(column::ANSWER, FaultKind::ValueUnknown, Answer::from_code);
        answer.read().copied()
    };
    if issued_on.zip(expires_on).is_some_and(|(issued, expires)| issued > expires) {
        cells.spoil(column::EXPIRES_ON, FaultKind::ExpiresBeforeIssued);
    }
    let zone = cells.optional(column::MRZ);
    if zone.as_deref().is_some_and(|zone| !is_zone(zone)) {
        cells.spoil(column::MRZ, FaultKind::MrzCheckDigit);
    }
    let single_use = cells.flag(column::SINGLE_USE);
    Ok(Document {
        id,
        kind,
        number: cells.optional(column::NUMBER),
        issuing_country,
        issued_on,
        expires_on,
        single_use: single_use.is(&true),
        mrz: zone,
        requested_on,
        answer,
        answered_on,
        condition: None,
        defect: cells.defect(),
    })
}

/// The docket's format has zones of passports and of cards only.
fn is_zone(zone: &str) -> bool {
    mrz::read(zone).is_ok_and(|zone| zone.format != mrz::Format::Td2)
}

fn date(cells: &mut Cells<'_>, column: usize) -> Option<Date> {
    match cells.date(column) {
        Some(Known::Read(date)) => Some(date),
        Some(Known::Unreadable { .. }) | None => None,
    }
}

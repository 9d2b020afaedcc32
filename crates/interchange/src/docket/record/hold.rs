//! A row of holds.csv or `late_holds.csv`.

use domain::{HoldId, HoldRevision, Known, Moment, PersonId};
use jiff::civil::Date;

use crate::Lists;
use crate::docket::cells::Cells;
use crate::docket::error::DocketError;
use crate::docket::fault::FaultKind;
use crate::docket::file::{DocketFile, holds};

/// Where the columns of a hold start.
pub(in crate::docket) fn shift(file: DocketFile) -> usize {
    usize::from(file == DocketFile::LateHolds)
}

/// The key of a hold, or one made from its line: a hold is never lost for want of a key.
pub(in crate::docket) fn id(
    cells: &mut Cells<'_>,
    person: &PersonId,
) -> Result<HoldId, DocketError> {
    let column = holds::HOLD_ID + shift(cells.table.file);
    if let Ok(id) = HoldId::new(cells.raw(column)) {
        return Ok(id);
    }
    cells.note(column, FaultKind::KeyMalformed);
    let (file, line) = (cells.table.file, cells.table.place.line);
    HoldId::new(format!("{person}-h{line}"))
        .map_err(|_| DocketError::Key { file, line: line.into() })
}

/// What the row says of the hold.
pub(in crate::docket) fn revision(
    cells: &mut Cells<'_>,
    recorded_at: Option<Moment>,
    as_of: Date,
    lists: &impl Lists,
) -> HoldRevision {
    let shift = shift(cells.table.file);
    let at = |column: usize| column + shift;
    let kind = cells.text(at(holds::KIND));
    if !lists.has_hold_kind(&kind) {
        cells.spoil(at(holds::KIND), FaultKind::KindUnknown);
    }
    let from = cells.instant(at(holds::EFFECTIVE_FROM));
    let has_end = !cells.raw(at(holds::EFFECTIVE_TO)).is_empty();
    let to = if has_end { cells.instant(at(holds::EFFECTIVE_TO)) } else { None };
    if to.zip(from).is_some_and(|(to, from)| to.at() < from.at()) {
        cells.spoil(at(holds::EFFECTIVE_TO), FaultKind::EffectiveToBeforeFrom);
    }
    let country = if cells.raw(at(holds::COUNTRY)).is_empty() {
        None
    } else {
        match cells.country(at(holds::COUNTRY), lists) {
            Known::Read(country) => Some(country),
            Known::Unreadable { .. } => None,
        }
    };
    HoldRevision {
        recorded_at: recorded_at.map(Moment::at),
        kind,
        country,
        from,
        to,
        end_confirmed: match recorded_at {
            Some(recorded) => to.is_some_and(|to| to.at() <= recorded.at()),
            None => HoldRevision::ended_by(to, as_of),
        },
        source_document: cells.text(at(holds::SOURCE_DOCUMENT)),
        docket_number: cells.optional(at(holds::DOCKET_NUMBER)),
        by: cells.text(at(holds::PLACED_BY)),
        reason: None,
        defect: cells.defect(),
    }
}

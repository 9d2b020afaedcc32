//! Reads the cells of one row into values, and notes whatever cannot be read.

use std::sync::Arc;

use domain::{Country, Known, Moment};
use jiff::civil::Date;

use super::fault::{Fault, FaultKind};
use super::present::Present;
use super::value;
use crate::{Lists, country};

/// The present row of a table, being read.
pub(super) struct Cells<'a> {
    pub(super) table: &'a Present,
    faults: &'a mut Vec<Fault>,
    /// Columns that cannot be read, in the order they were looked at.
    pub(super) bad: Vec<usize>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(table: &'a Present, faults: &'a mut Vec<Fault>) -> Self {
        table.form_faults(faults);
        Self { table, faults, bad: Vec::new() }
    }

    /// Notes a fault that leaves the record readable.
    pub(super) fn note(&mut self, column: usize, kind: FaultKind) {
        self.faults.push(self.table.fault(column, kind));
    }

    /// Notes a fault in words of their own.
    pub(super) fn note_part(&mut self, column: usize, kind: FaultKind, part: &str) {
        let whole = self.table.fault(column, kind);
        self.faults.push(Fault::new((whole.file, whole.line), whole.column, kind, part));
    }

    /// Notes a fault that makes the record a defect.
    pub(super) fn spoil(&mut self, column: usize, kind: FaultKind) {
        self.note(column, kind);
        self.bad.push(column);
    }

    /// The line of the row.
    pub(super) fn line(&self) -> u64 {
        self.table.place.line.into()
    }

    pub(super) fn raw(&self, column: usize) -> &'a str {
        self.table.cell(column)
    }

    pub(super) fn text(&self, column: usize) -> Arc<str> {
        self.raw(column).into()
    }

    pub(super) fn optional(&self, column: usize) -> Option<Arc<str>> {
        Some(self.raw(column)).filter(|text| !text.is_empty()).map(Arc::from)
    }

    /// A value that `read` understands, or a defect.
    pub(super) fn value<T>(
        &mut self,
        column: usize,
        kind: FaultKind,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Known<T> {
        let text = self.raw(column);
        read(text).map_or_else(
            || {
                self.spoil(column, kind);
                Known::unreadable(text)
            },
            Known::Read,
        )
    }

    pub(super) fn flag(&mut self, column: usize) -> Known<bool> {
        self.value(column, FaultKind::BooleanVariant, |text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    pub(super) fn country(&mut self, column: usize, lists: &impl Lists) -> Known<Country> {
        self.value(column, FaultKind::CountryUnknown, |text| country::read(text, lists).ok())
    }

    /// A date that may be missing.
    pub(super) fn date(&mut self, column: usize) -> Option<Known<Date>> {
        if self.raw(column).is_empty() {
            return None;
        }
        Some(self.value(column, FaultKind::DateFormat, value::date))
    }

    /// An instant; none if it cannot be read.
    pub(super) fn instant(&mut self, column: usize) -> Option<Moment> {
        let text = self.raw(column);
        let instant = value::instant(text);
        if instant.is_none() {
            let lacks_offset = value::lacks_offset(text);
            let kind =
                if lacks_offset { FaultKind::OffsetMissing } else { FaultKind::InstantUnreadable };
            self.spoil(column, kind);
        }
        instant
    }

    /// The words that could not be read; none if the row is sound.
    pub(super) fn defect(&self) -> Option<Arc<str>> {
        let names = self.table.file.columns();
        let mut words: Vec<String> = self
            .bad
            .iter()
            .map(|column| {
                let name = names.get(*column).copied().unwrap_or_default();
                format!("{name}: {}", self.raw(*column))
            })
            .collect();
        if self.table.is_broken() {
            words.push(format!("row: {}", self.table.raw()));
        }
        if words.is_empty() { None } else { Some(words.join("; ").into()) }
    }
}

//! Rows on their way in, kept column by column: an array each on PostgreSQL, values by rows on
//! SQLite.

use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Int,
    Bool,
    Bytes,
}

/// One column of the rows to write.
#[derive(Debug)]
pub(crate) enum Column<'a> {
    Text(Vec<Cow<'a, str>>),
    MaybeText(Vec<Option<Cow<'a, str>>>),
    Int(Vec<i64>),
    MaybeInt(Vec<Option<i64>>),
    Bool(Vec<bool>),
    Bytes(Vec<&'a [u8]>),
}

impl Column<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::MaybeText(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::MaybeInt(values) => values.len(),
            Self::Bool(values) => values.len(),
            Self::Bytes(values) => values.len(),
        }
    }
}

/// A statement that writes many rows: `before`, the rows as `i`, `after`.
#[derive(Debug)]
pub(crate) struct Write {
    /// Names and kinds, in the order of the columns given.
    pub(crate) columns: &'static [(&'static str, Kind)],
    pub(crate) form: Form,
}

/// What is done with the rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// `INSERT INTO table (columns) rows then`.
    Insert { table: &'static str, then: &'static str },
    /// `UPDATE table SET set FROM rows AS i WHERE condition`.
    Update { table: &'static str, set: &'static str, condition: &'static str },
}

impl Write {
    pub(crate) fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

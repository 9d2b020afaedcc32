//! What a report answers with: columns and rows, and how many rows did not fit.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// The most rows that a list of people or holds has; the rest is counted.
pub(super) const MOST: usize = 1_000;

/// Columns and rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that did not fit: the least urgent ones.
    pub left_out: u64,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Words, an id, a day or an instant.
    Text(String),
    /// A number.
    Number(i64),
    /// Nothing.
    Empty,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new(), left_out: 0 }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.pad(text),
            Self::Number(number) => number.fmt(f),
            Self::Empty => f.pad(""),
        }
    }
}

/// Words, an id, a day or an instant.
pub(super) fn text(value: impl fmt::Display) -> Cell {
    Cell::Text(value.to_string())
}

/// A number.
pub(super) fn number(value: impl TryInto<i64>) -> Cell {
    Cell::Number(value.try_into().unwrap_or(i64::MAX))
}

/// The value, or nothing.
pub(super) fn maybe(value: Option<impl fmt::Display>) -> Cell {
    value.map_or(Cell::Empty, text)
}

/// Keeps the rows with the smallest keys, so that a list stays small whatever it is made from.
#[derive(Debug)]
pub(super) struct First<K> {
    most: usize,
    rows: BTreeMap<K, Vec<Cell>>,
    dropped: u64,
}

impl<K: Ord> First<K> {
    /// At most `most` rows.
    pub(super) fn new(most: usize) -> Self {
        Self { most, rows: BTreeMap::new(), dropped: 0 }
    }

    /// Adds the row `make` under `key`, if it belongs to the first ones.
    pub(super) fn add(&mut self, key: K, make: impl FnOnce() -> Vec<Cell>) {
        let full = self.rows.len() >= self.most;
        if full && self.rows.last_key_value().is_none_or(|(last, _)| *last <= key) {
            self.dropped += 1;
            return;
        }
        if full && self.rows.pop_last().is_some() {
            self.dropped += 1;
        }
        self.rows.insert(key, make());
    }

    /// The rows in order, at the end of `table`.
    pub(super) fn into_table(self, table: &mut Table) {
        table.rows.extend(self.rows.into_values());
        table.left_out += self.dropped;
    }
}

//! A value that was read, or the text that could not be.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a record says, or the words that could not be understood.
///
/// Nothing unreadable is ever replaced by a default: the gate bars on it, and the words are
/// kept so that a data steward can put them right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Known<T> {
    /// Read and understood.
    Read(T),
    /// Not understood.
    Unreadable {
        /// The words as they stood.
        unreadable: Box<str>,
    },
}

impl<T> Known<T> {
    /// A value that could not be read from `text`.
    pub fn unreadable(text: &str) -> Self {
        Self::Unreadable { unreadable: text.into() }
    }

    /// The value, if it was understood.
    pub fn read(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Unreadable { .. } => None,
        }
    }

    /// Whether it was understood and is `value`.
    pub fn is(&self, value: &T) -> bool
    where
        T: PartialEq,
    {
        self.read() == Some(value)
    }
}

impl<T: fmt::Display> fmt::Display for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(value) => value.fmt(f),
            Self::Unreadable { unreadable } => f.write_str(unreadable),
        }
    }
}

//! What is wrong with a rulebook, and in which file.

use thiserror::Error;

/// Why a rulebook was refused. A rulebook is taken whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RulebookError {
    /// The text of a file cannot be understood: bad TOML, an unknown key, a wrong value.
    #[error("{file}: {problem}")]
    Unreadable {
        /// Path inside the rulebook.
        file: String,
        /// What is wrong, with line and key.
        problem: String,
    },
    /// A file that no part of the rulebook has a place for.
    #[error("{file}: no such file belongs in a rulebook")]
    Unexpected {
        /// Path inside the rulebook.
        file: String,
    },
    /// A file that every rulebook needs is not there.
    #[error("{file}: this file is missing")]
    Missing {
        /// Path inside the rulebook.
        file: &'static str,
    },
    /// Two entries of the same code claim the same day.
    #[error("{what} {code:?}: two entries are in force on {day}")]
    Overlap {
        /// What kind of entry.
        what: &'static str,
        /// Its code.
        code: String,
        /// The first day that both claim.
        day: String,
    },
    /// An entry contradicts another one, or itself.
    #[error("{what} {code:?}: {problem}")]
    Inconsistent {
        /// What kind of entry.
        what: &'static str,
        /// Its code.
        code: String,
        /// What does not fit.
        problem: String,
    },
}

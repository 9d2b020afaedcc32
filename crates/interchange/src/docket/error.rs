//! Why a docket cannot be read or written at all.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::file::DocketFile;

/// A docket as a whole is unusable. A faulty row is no such error.
#[derive(Debug, Error)]
pub enum DocketError {
    /// A file that no docket is complete without.
    #[error("{} is missing: a docket is not complete without it", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file that cannot be read or written.
    #[error("{} cannot be read or written", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file without a header.
    #[error("{file} is empty: its first line must name the columns")]
    NoHeader {
        /// Which.
        file: DocketFile,
    },
    /// A column that the header does not name.
    #[error("{file} has no column {column}")]
    NoColumn {
        /// Which file.
        file: DocketFile,
        /// Which column.
        column: &'static str,
    },
    /// docket.json does not say of which day the docket is.
    #[error("{} gives no as_of date such as \"2024-06-25\"", path.display())]
    NoDate {
        /// Where it is.
        path: PathBuf,
    },
    /// A file that was changed while it was read.
    #[error("{file} changed at line {line} while it was read: read the docket again")]
    Changed {
        /// Which.
        file: DocketFile,
        /// Line.
        line: u64,
    },
    /// A key that could not be made.
    #[error("a key made from {file} line {line} cannot be used")]
    Key {
        /// Which file.
        file: DocketFile,
        /// Line.
        line: u64,
    },
}

//! Two ends that a caller must tell apart: a rule said no, or something broke.

use domain::{CaseId, Refusal, Version};
use interchange::docket::DocketError;
use persistence::StoreError;
use thiserror::Error;

/// Why an operation did not do what was asked.
#[derive(Debug, Error)]
pub enum OperationError {
    /// A rule said no. Show it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The files given cannot be used.
    #[error(transparent)]
    Docket(#[from] DocketError),
    /// What was asked for makes no sense.
    #[error("{0}")]
    BadInput(String),
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// It is not as the person saw it any more.
    #[error("{what} has changed since it was seen at version {seen}: it is at version {now}")]
    Changed {
        /// Which case or flight.
        what: String,
        /// The version that was seen.
        seen: Version,
        /// The version that it has.
        now: Version,
    },
    /// Others kept changing the same records.
    #[error("{0} kept changing; try again")]
    Busy(String),
    /// The cases of a family do not fit together.
    #[error("the family of case {0} cannot be put together")]
    Family(CaseId),
    /// A constraint of the database refused what the rules had allowed.
    #[error("the database refused the change ({0}); nothing was changed")]
    Constraint(String),
    /// A calculation did not come to its end.
    #[error("a calculation stopped: {0}")]
    Stopped(String),
    /// Something broke. Log it; say little.
    #[error("storage failed")]
    Store(#[source] StoreError),
    /// A file could not be read or written.
    #[error("{path} cannot be read or written")]
    File {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl From<StoreError> for OperationError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { what, key } => Self::NotFound(format!("{what} {key}")),
            broken @ (StoreError::Stale { .. }
            | StoreError::Inconsistent { .. }
            | StoreError::Constraint { .. }
            | StoreError::Database(_)
            | StoreError::Schema(_)
            | StoreError::File(_)
            | StoreError::Unreachable { .. }
            | StoreError::Config(_)) => Self::Store(broken),
        }
    }
}

impl OperationError {
    /// The exit code of the command line: 1 refused, 2 bad input, 3 the system failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Docket(_) | Self::BadInput(_) | Self::NotFound(_) => 2,
            Self::Changed { .. }
            | Self::Busy(_)
            | Self::Family(_)
            | Self::Constraint(_)
            | Self::Stopped(_)
            | Self::Store(_)
            | Self::File { .. } => 3,
        }
    }
}

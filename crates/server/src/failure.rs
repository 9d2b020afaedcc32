//! Why something was not done: what pages show and what the API answers come from here.

use axum::http::{HeaderValue, StatusCode};
use domain::{KeyError, Refusal, Version};
use interchange::signature::SignatureFault;
use operations::OperationError;
use persistence::StoreError;
use thiserror::Error;

use crate::fields::Fault;
use crate::policy::Denied;

/// Why something was not done. `Display` is for people who asked; causes are logged, not shown.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Nobody is signed in, or the token is not good.
    #[error("sign in first")]
    NotSignedIn,
    /// A policy said no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The token is not good for this.
    #[error("the token is not good for {0:?}")]
    Scope(&'static str),
    /// A signed message is not from whom it says.
    #[error("the message is not taken: {0}")]
    Signature(SignatureFault),
    /// The form does not come from one of our pages.
    #[error("the form did not come from this desk, or the session has changed; open it again")]
    Forged,
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// Fields that cannot be used.
    #[error("some fields cannot be used")]
    Invalid(Vec<Fault>),
    /// The request cannot be read at all.
    #[error("{detail}")]
    Unreadable {
        /// Status that says how.
        status: StatusCode,
        /// What is wrong.
        detail: String,
    },
    /// A rule said no.
    #[error(transparent)]
    Refused(Refusal),
    /// It is not as it was seen.
    #[error("{what} has changed since you saw it: look again, then decide anew")]
    Changed {
        /// What.
        what: String,
        /// At which version it was seen.
        seen: Version,
        /// The version that it has.
        now: Version,
    },
    /// Some rows of a list are not as they were seen.
    #[error("the list has changed since you saw it: look again, then decide anew")]
    RowsChanged {
        /// The version that the list has.
        now: Version,
        /// Which rows, and how.
        rows: Vec<Fault>,
    },
    /// A change must say which version was seen.
    #[error("say which version you saw, in If-Match")]
    VersionMissing,
    /// The same key came with something else.
    #[error("this Idempotency-Key was used for another request")]
    KeyOther,
    /// The same request is being answered.
    #[error("a request with this Idempotency-Key is being answered")]
    KeyInFlight,
    /// Others kept changing it.
    #[error("{0}")]
    Busy(String),
    /// More was asked for than one may, or too many passwords were wrong.
    #[error("too much was asked for; try again in {wait} s")]
    TooMany {
        /// Seconds to wait.
        wait: u64,
    },
    /// Something broke. It was logged.
    #[error("something went wrong; it was noted")]
    Broken,
}

impl Failure {
    /// Something broke: logs `error` with its causes, here and once.
    pub(crate) fn broken(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "request failed");
        Self::Broken
    }

    /// The status of HTTP that says it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::Signature(_) => StatusCode::UNAUTHORIZED,
            Self::Denied(_) | Self::Scope(_) | Self::Forged => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) | Self::KeyOther => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable { status, .. } => *status,
            Self::Refused(_) | Self::KeyInFlight => StatusCode::CONFLICT,
            Self::Changed { .. } | Self::RowsChanged { .. } => StatusCode::PRECONDITION_FAILED,
            Self::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable name of its kind; each has a part of the page of problems.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not-signed-in",
            Self::Denied(_) => "denied",
            Self::Scope(_) => "token-scope",
            Self::Signature(_) => "signature",
            Self::Forged => "forged",
            Self::NotFound(_) => "not-found",
            Self::Invalid(_) => "invalid",
            Self::Unreadable { .. } => "unreadable",
            Self::Refused(_) => "refused",
            Self::Changed { .. } | Self::RowsChanged { .. } => "changed",
            Self::VersionMissing => "version-missing",
            Self::KeyOther => "key-used",
            Self::KeyInFlight => "key-in-flight",
            Self::Busy(_) => "busy",
            Self::TooMany { .. } => "too-many",
            Self::Broken => "broken",
        }
    }

    /// When to try again, as the answer's header says it.
    pub(crate) fn retry_after(&self) -> Option<HeaderValue> {
        if let Self::TooMany { wait } = self { Some((*wait).into()) } else { None }
    }

    /// What its kind is called.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "Not signed in",
            Self::Denied(_) => "Not permitted",
            Self::Scope(_) => "The token is not good for this",
            Self::Signature(_) => "The message cannot be trusted",
            Self::Forged => "The form cannot be trusted",
            Self::NotFound(_) => "Not found",
            Self::Invalid(_) => "Fields that cannot be used",
            Self::Unreadable { .. } => "The request cannot be read",
            Self::Refused(refusal) => refusal.code().label(),
            Self::Changed { .. } | Self::RowsChanged { .. } => "Changed meanwhile",
            Self::VersionMissing => "The version is missing",
            Self::KeyOther => "The key was used for something else",
            Self::KeyInFlight => "Being answered",
            Self::Busy(_) => "Busy",
            Self::TooMany { .. } => "Too many attempts",
            Self::Broken => "Something went wrong",
        }
    }
}

impl From<OperationError> for Failure {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::Refused(refusal) => Self::Refused(refusal),
            OperationError::BadInput(what) => {
                Self::Invalid(vec![Fault { pointer: String::new(), detail: what }])
            }
            OperationError::NotFound(what) => Self::NotFound(what),
            OperationError::Changed { what, seen, now } => Self::Changed { what, seen, now },
            OperationError::Busy(what) => Self::Busy(format!("{what} kept changing; try again")),
            OperationError::Constraint(name) => {
                tracing::warn!(constraint = name, "the database refused a change");
                Self::Busy("the database refused the change; nothing was changed".to_owned())
            }
            broken @ (OperationError::Docket(_)
            | OperationError::Family(_)
            | OperationError::Stopped(_)
            | OperationError::Store(_)
            | OperationError::File { .. }) => Self::broken(&broken),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        OperationError::from(error).into()
    }
}

impl From<KeyError> for Failure {
    /// A key that none could be: there is no such thing.
    fn from(error: KeyError) -> Self {
        Self::NotFound(error.what.to_owned())
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Invalid(faults)
    }
}

//! What the API answers when it does not do something: problem details (RFC 9457).

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{CaseId, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::fields::Fault;

/// Why something was not done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The page that explains this kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/help/problems#refused")]
    pub(crate) kind: String,
    /// What the kind is called.
    pub(crate) title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub(crate) status: u16,
    /// What happened this time.
    pub(crate) detail: String,
    /// The stable code of a refusal, such as `R002`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) code: Option<&'static str>,
    /// The policy that said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) policy: Option<String>,
    /// Whom the gate barred, with every reason that the asker may read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) barred: Vec<BarredPerson>,
    /// Fields that cannot be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<Fault>,
    /// Seconds to wait before it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) retry_after: Option<u64>,
    /// The version that it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) version: Option<i64>,
}

/// One whom the gate barred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct BarredPerson {
    /// Whose case.
    pub(crate) case: String,
    /// Every reason, or `withheld`.
    pub(crate) reasons: Vec<String>,
}

/// Why the API did not do something: a failure on its way out.
#[derive(Debug)]
pub(crate) struct ApiFailure(pub(crate) Failure);

impl<E: Into<Failure>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Problem {
    /// What `failure` says. Reasons of the gate are left out: what of them the asker may read is
    /// for [`crate::sight`] to say.
    pub(crate) fn of(failure: &Failure) -> Self {
        let mut problem = Self {
            kind: format!("/help/problems#{}", failure.kind()),
            title: failure.title().to_owned(),
            status: failure.status().as_u16(),
            detail: failure.to_string(),
            code: None,
            policy: None,
            barred: Vec::new(),
            errors: Vec::new(),
            version: None,
            retry_after: None,
        };
        match failure {
            Failure::Denied(denied) => problem.policy = Some(denied.policy.clone()),
            Failure::TooMany { wait } => problem.retry_after = Some(*wait),
            Failure::Invalid(faults) => problem.errors.clone_from(faults),
            // What was sent is no tag of ours: there is no version to compare with.
            Failure::Changed { now, .. } => problem.version = Some(now.0).filter(|now| *now > 0),
            Failure::RowsChanged { now, rows } => {
                problem.version = Some(now.0);
                problem.errors.clone_from(rows);
            }
            Failure::Refused(refusal) => {
                problem.code = Some(refusal.code().code());
                problem.kind = format!("/help/refusals#{}", refusal.code().code());
                if let Refusal::Barred { barred } = refusal {
                    // As strings, so that only what was let through by `sight` is here.
                    let people = barred.iter().filter(|(_, reasons)| !reasons.is_empty());
                    problem.barred =
                        people.map(|(case, reasons)| barred_person(case, reasons)).collect();
                    "the gate says no; the reasons are in `barred`".clone_into(&mut problem.detail);
                }
            }
            Failure::NotSignedIn
            | Failure::Scope(_)
            | Failure::Signature(_)
            | Failure::Forged
            | Failure::NotFound(_)
            | Failure::Unreadable { .. }
            | Failure::VersionMissing
            | Failure::KeyOther
            | Failure::KeyInFlight
            | Failure::Busy(_)
            | Failure::Broken => (),
        }
        problem
    }
}

fn barred_person(case: &CaseId, reasons: &[domain::Reason]) -> BarredPerson {
    let reasons = reasons.iter().map(ToString::to_string).collect();
    BarredPerson { case: case.to_string(), reasons }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let wait = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait.into());
        }
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::UNAUTHORIZED {
            let how = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        response
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        Problem::of(&self.0).into_response()
    }
}

/// Declares how a rejection of an extractor is told.
macro_rules! rejections {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Failure {
            fn from(rejection: $kind) -> Self {
                let (status, detail) = (rejection.status(), rejection.body_text());
                Self::Unreadable { status, detail }
            }
        })+
    };
}

rejections!(JsonRejection, QueryRejection, PathRejection);

//! Answers that an agency sends itself, signed after Standard Webhooks.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use interchange::signature::{ID, SIGNATURE, Signed, TIMESTAMP};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::headers::SignedHeaders;
use super::problems::ChangeProblems;
use crate::deeds::{self, LARGEST_FILE, SignedAnswersTaken, SignedMessage};
use crate::desk::Desk;
use crate::extract::ApiPath;
use crate::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(take_signed))
}

/// Answers of an agency. What is read here is read by hand: this is for those who read the
/// description.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes what is sent")]
struct SignedAnswers {
    /// At most 2,000.
    #[schema(max_items = 2000)]
    answers: Vec<SignedAnswer>,
}

/// One answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes what is sent")]
struct SignedAnswer {
    /// The request, as its packet names it.
    #[schema(example = "P0000012.1/P0000012-r1")]
    request: String,
    /// `approved` or `refused`.
    answer: String,
    /// The day of the answer.
    #[schema(format = Date)]
    answered_on: String,
    /// Number of the document; needed for an approval, unless there is no paper.
    number: Option<String>,
    /// First day of validity; needed for an approval.
    #[schema(format = Date)]
    issued_on: Option<String>,
    /// Last day of validity; needed for an approval.
    #[schema(format = Date)]
    expires_on: Option<String>,
    /// Machine readable zone.
    mrz: Option<String>,
    /// The flight whose list is answered, if it is one.
    flight: Option<String>,
    /// The revision of that list.
    revision: Option<u32>,
}

/// Takes answers that an agency sends itself.
///
/// The message is signed after Standard Webhooks (v1, HMAC-SHA256) with the secret that the agency
/// shares with the desk, no more than five minutes ago. Each answer is accepted once, or refused
/// with its pointer and the reason. The same `webhook-id` again is answered as it was.
#[utoipa::path(
    post,
    path = "/agency-answers/{agency}",
    tag = "documents",
    params(("agency" = String, Path, description = "Whose answers they are"), SignedHeaders),
    request_body = SignedAnswers,
    responses((status = 200, body = SignedAnswersTaken), ChangeProblems),
    security(())
)]
async fn take_signed(
    State(desk): State<Desk>,
    ApiPath(agency): ApiPath<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let body = to_bytes(body, LARGEST_FILE).await.map_err(|_| Failure::Unreadable {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        detail: format!("the body must have at most {LARGEST_FILE} bytes"),
    })?;
    // Two of one name would let two readers see two things.
    let text = |name: &str| {
        let mut all = headers.get_all(name).iter();
        let first = all.next().and_then(|value| value.to_str().ok());
        first.filter(|_| all.next().is_none())
    };
    let signed = Signed { id: text(ID), timestamp: text(TIMESTAMP), signature: text(SIGNATURE) };
    let message = SignedMessage { agency: &agency, signed, body: &body };
    let (answer, again) = deeds::take_signed_answers(&desk, &message).await?;
    let mut response: Response = answer.body.into_response();
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if again {
        told.insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

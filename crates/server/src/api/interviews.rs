//! Interviews that an agency asks for.

use axum::extract::State;
use axum::http::StatusCode;
use domain::{CaseId, InterviewId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{self, Asked, CaseChanged, InterviewEnd, InterviewTime, WantedInterview};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(schedule)).routes(routes!(end))
}

/// Records that an agency asks for an interview before it answers.
#[utoipa::path(
    post,
    path = "/cases/{id}/interviews",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = WantedInterview,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn ask(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<WantedInterview>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::ask_for_interview(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Sets the time of an interview, or another one. The gate must clear the contact.
#[utoipa::path(
    post,
    path = "/cases/{id}/interviews/{interview}/time",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ("interview" = String, Path, description = "Which", example = "P0000012-i1"),
        ChangeHeaders
    ),
    request_body = InterviewTime,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn schedule(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath((id, interview)): ApiPath<(String, String)>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<InterviewTime>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let about = (&CaseId::new(id)?, &InterviewId::new(interview)?);
    let done = deeds::schedule_interview(&desk, asked, about, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records what became of an interview.
#[utoipa::path(
    post,
    path = "/cases/{id}/interviews/{interview}/outcome",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ("interview" = String, Path, description = "Which", example = "P0000012-i1"),
        ChangeHeaders
    ),
    request_body = InterviewEnd,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn end(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath((id, interview)): ApiPath<(String, String)>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<InterviewEnd>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let about = (&CaseId::new(id)?, &InterviewId::new(interview)?);
    let done = deeds::end_interview(&desk, asked, about, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

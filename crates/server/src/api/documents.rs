//! Travel documents, the answers of foreign agencies, and what people said.

use axum::extract::State;
use axum::http::StatusCode;
use domain::CaseId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{
    self, AgencyAnswer, Asked, CaseChanged, ConditionMet, RecordDocument, RecordStatement,
};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(record))
        .routes(routes!(answer))
        .routes(routes!(condition_met))
        .routes(routes!(statement))
}

/// Records a travel document, or corrects its record.
#[utoipa::path(
    post,
    path = "/cases/{id}/documents",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = RecordDocument,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn record(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<RecordDocument>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::record_document(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records an agency's answer.
#[utoipa::path(
    post,
    path = "/cases/{id}/answers",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = AgencyAnswer,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn answer(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<AgencyAnswer>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::record_answer(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records that the condition is met on which an agency approved.
#[utoipa::path(
    post,
    path = "/cases/{id}/conditions-met",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = ConditionMet,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn condition_met(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<ConditionMet>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::meet_condition(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records what a person said. A finding against them counts only with officer and evidence.
#[utoipa::path(
    post,
    path = "/cases/{id}/statements",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = RecordStatement,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn statement(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<RecordStatement>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::record_statement(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

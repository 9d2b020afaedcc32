//! Steps of a case: it moves on, facts about it change, it is closed.

use axum::extract::State;
use axum::http::StatusCode;
use domain::CaseId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{
    self, Advance, Asked, CaseChanged, Close, Custody, Medical, Notice, Reopen, ResolveDefect,
};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(advance))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(custody))
        .routes(routes!(medical))
        .routes(routes!(notice))
        .routes(routes!(resolve_defect))
}

/// Takes a case as far as it lawfully gets by itself before a flight.
#[utoipa::path(
    post,
    path = "/cases/{id}/advance",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Advance, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn advance(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::advance(&desk, asked, &CaseId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Closes a case without a removal.
#[utoipa::path(
    post,
    path = "/cases/{id}/close",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Close,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn close(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Close>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::close(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Finds the order no longer final.
#[utoipa::path(
    post,
    path = "/cases/{id}/reopen",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Reopen,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn reopen(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Reopen>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::reopen(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records that custody changed.
#[utoipa::path(
    post,
    path = "/cases/{id}/custody",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Custody,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn custody(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Custody>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::change_custody(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records what a clinician said about fitness to fly.
#[utoipa::path(
    post,
    path = "/cases/{id}/medical",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Medical,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn medical(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Medical>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::state_fitness(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records a notice that was served.
#[utoipa::path(
    post,
    path = "/cases/{id}/notices",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Notice,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn notice(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Notice>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::serve_notice(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records that a defect of the record was put right.
#[utoipa::path(
    post,
    path = "/cases/{id}/defects/resolve",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = ResolveDefect,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn resolve_defect(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<ResolveDefect>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::resolve_defect(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

//! A flight's list: filled, changed, confirmed and sealed.

use axum::extract::State;
use axum::http::StatusCode;
use domain::FlightId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{self, Asked, Assign, Fill, Listed, Promote, Strike, Words};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(fill))
        .routes(routes!(assign))
        .routes(routes!(strike))
        .routes(routes!(promote))
        .routes(routes!(confirm))
        .routes(routes!(seal))
        .routes(routes!(reopen))
        .routes(routes!(late_names))
}

/// Gives out the seats of what the planner proposes now, each through the gate.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/fill",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Fill,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn fill(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Fill>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::fill(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Gives one person, and the family, a seat by hand.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/assign",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Assign,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn assign(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Assign>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::assign(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Takes one person, and the family, off the list.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/strike",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Strike,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn strike(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Strike>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::strike(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Moves an alternate, and the family, up.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/promote",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Promote,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn promote(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Promote>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::promote(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Confirms everybody with a seat whom the gate clears.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/confirm",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn confirm(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::confirm(&desk, asked, &FlightId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Seals the list: by a second person.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/seal",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn seal(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::seal(&desk, asked, &FlightId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Breaks the seal.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/reopen",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Words,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn reopen(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Words>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::reopen_list(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records that the agencies take names after their notice day.
#[utoipa::path(
    post,
    path = "/flights/{id}/manifest/late-names",
    tag = "manifests",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Words,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn late_names(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Words>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::accept_late(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

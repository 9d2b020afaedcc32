//! A record is put right.

use axum::extract::State;
use axum::http::StatusCode;
use domain::CaseId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{self, Asked, CaseChanged, Correct};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(correct))
}

/// Puts the person's record or the order right. With another name, birth date, sex or nationality
/// an approval waits for the agency's word, and whoever is on a list comes off.
#[utoipa::path(
    post,
    path = "/cases/{id}/correct",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ChangeHeaders
    ),
    request_body = Correct,
    responses(
        (status = 200, body = CaseChanged, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn correct(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Correct>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::correct(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

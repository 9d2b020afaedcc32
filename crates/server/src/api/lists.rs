//! Flights' lists as a consular user sees them: own nationals, answered for and signed at once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::FlightId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::{ChangeProblems, ReadProblems};
use super::{Answer, tagged};
use crate::deeds::{self, Asked, ListSigned, SignList};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::view::{OwnList, OwnListRow};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(sign))
}

/// Flights ahead with own nationals on their lists, for a consular user.
#[utoipa::path(
    get,
    path = "/lists",
    tag = "lists",
    responses((status = 200, body = Vec<OwnListRow>), ReadProblems)
)]
async fn list(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    Ok(Json(desk.own_lists(&who).await?).into_response())
}

/// Own nationals on the list of one flight, and nobody else.
#[utoipa::path(
    get,
    path = "/lists/{flight}",
    tag = "lists",
    params(("flight" = String, Path, description = "Key of the flight", example = "F000001")),
    responses(
        (status = 200, body = OwnList,
            headers(("etag" = String, description = "The version, for If-Match"))),
        ReadProblems
    )
)]
async fn show(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(flight): ApiPath<String>,
) -> Answer {
    let list = desk.look_at_list(&who, &FlightId::new(flight)?).await?;
    Ok(tagged(StatusCode::OK, list.version, list))
}

/// Answers for every own national on a list, with one signature over all of it. Either all of it
/// is recorded or none: a list or a case that was changed since it was seen is refused.
#[utoipa::path(
    post,
    path = "/lists/{flight}/answers",
    tag = "lists",
    params(
        ("flight" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = SignList,
    responses(
        (status = 200, body = ListSigned,
            headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn sign(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(flight): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<SignList>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::sign_list(&desk, asked, &FlightId::new(flight)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

//! At the aircraft: boarding, doors, arrival, handover.

use axum::extract::State;
use axum::http::StatusCode;
use domain::{CaseId, FlightId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::{ChangeHeaders, OnceHeader};
use super::problems::ChangeProblems;
use super::{Answer, tagged};
use crate::deeds::{self, Asked, AtTheDoor, BringBack, Cancel, Flown, HandOver, Listed};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(board))
        .routes(routes!(open_boarding))
        .routes(routes!(board_all))
        .routes(routes!(depart))
        .routes(routes!(arrive))
        .routes(routes!(hand_over))
        .routes(routes!(bring_back))
        .routes(routes!(cancel))
}

/// Opens boarding of a sealed list.
#[utoipa::path(
    post,
    path = "/flights/{id}/open-boarding",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn open_boarding(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::open_boarding(&desk, asked, &FlightId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Boards every confirmed party that the gate clears.
#[utoipa::path(
    post,
    path = "/flights/{id}/board-all",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = AtTheDoor,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn board_all(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(door): ApiJson<AtTheDoor>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::board_all(&desk, asked, &FlightId::new(id)?, &door).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Sweeps everybody on board through the gate once more, and departs with the rest.
#[utoipa::path(
    post,
    path = "/flights/{id}/depart",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Flown, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn depart(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::depart(&desk, asked, &FlightId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.listed.version, done))
}

/// Records the arrival.
#[utoipa::path(
    post,
    path = "/flights/{id}/arrive",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn arrive(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::arrive(&desk, asked, &FlightId::new(id)?).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Hands over everybody who departed and was not called back, or one person, on a signed receipt.
#[utoipa::path(
    post,
    path = "/flights/{id}/hand-over",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = HandOver,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn hand_over(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<HandOver>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::hand_over(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Records that somebody who had departed is back.
#[utoipa::path(
    post,
    path = "/flights/{id}/bring-back",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = BringBack,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn bring_back(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<BringBack>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::bring_back(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Cancels the flight; everybody on its list comes off.
#[utoipa::path(
    post,
    path = "/flights/{id}/cancel",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Cancel,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn cancel(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Cancel>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::cancel(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Boards one person and the family, if the gate clears them at the door now.
#[utoipa::path(
    post,
    path = "/flights/{id}/board/{case}",
    tag = "boarding",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ("case" = String, Path, description = "Key of the case", example = "P0000012.1"),
        OnceHeader
    ),
    request_body = AtTheDoor,
    responses((status = 200, body = Listed), ChangeProblems)
)]
async fn board(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath((id, case)): ApiPath<(String, String)>,
    ApiJson(door): ApiJson<AtTheDoor>,
) -> Answer {
    // Roll-calls go on side by side: the gate looks at the person as they are now.
    let asked = Asked { who: &who, seen: None };
    let (flight, case) = (FlightId::new(id)?, CaseId::new(case)?);
    let done = deeds::board(&desk, asked, (&flight, &case), &door).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

//! Flights: listed, shown with their manifest, scheduled, replanned.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::FlightId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::{ChangeHeaders, OnceHeader};
use super::problems::{ChangeProblems, ReadProblems};
use super::{Answer, tagged};
use crate::deeds::{self, Asked, Listed, Replan, Schedule};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::policy::Act;
use crate::view::{FlightRow, FlightView};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, schedule))
        .routes(routes!(show))
        .routes(routes!(replan))
}

/// A flight that was scheduled.
#[derive(Debug, Serialize, ToSchema)]
struct Scheduled {
    /// Which.
    flight: String,
    /// Whether it is new. A flight of that key that is there already stays as it is.
    is_new: bool,
}

/// Every flight, by departure. A list of flights tells of nobody.
#[utoipa::path(
    get,
    path = "/flights",
    tag = "flights",
    responses((status = 200, body = Vec<FlightRow>), ReadProblems)
)]
async fn list(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    desk.may(&who, Act::SeeFlights).await?;
    let flights = desk.ops.store.flights().await?;
    let rows: Vec<FlightRow> = flights.iter().map(FlightRow::of).collect();
    Ok(Json(rows).into_response())
}

/// One flight with its manifest, as the asker may see it.
#[utoipa::path(
    get,
    path = "/flights/{id}",
    tag = "flights",
    params(("id" = String, Path, description = "Key of the flight", example = "F000001")),
    responses(
        (status = 200, body = FlightView,
            headers(("etag" = String, description = "The version, for If-Match"))),
        ReadProblems
    )
)]
async fn show(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    desk.may(&who, Act::SeeFlights).await?;
    let found = desk.ops.store.flight(&FlightId::new(id)?).await?;
    let view = desk.flight_view(&who, &found).await?;
    Ok(tagged(StatusCode::OK, view.row.version, view))
}

/// Schedules a flight. Scheduling it again changes nothing.
#[utoipa::path(
    post,
    path = "/flights",
    tag = "flights",
    params(
        OnceHeader
    ),
    request_body = Schedule,
    responses(
        (status = 201, body = Scheduled),
        (status = 200, body = Scheduled, description = "It was there already"),
        ChangeProblems
    )
)]
async fn schedule(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiJson(input): ApiJson<Schedule>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    let (flight, is_new) = deeds::schedule(&desk, asked, input).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(Scheduled { flight: flight.to_string(), is_new })).into_response())
}

/// Changes the time, the aircraft or the capacity of a flight whose boarding has not begun. A seal
/// breaks, and whoever may not fly then comes off the list at once.
#[utoipa::path(
    post,
    path = "/flights/{id}/replan",
    tag = "flights",
    params(
        ("id" = String, Path, description = "Key of the flight", example = "F000001"),
        ChangeHeaders
    ),
    request_body = Replan,
    responses(
        (status = 200, body = Listed, headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn replan(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Replan>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::replan(&desk, asked, &FlightId::new(id)?, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

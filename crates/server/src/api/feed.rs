//! When holds were last read from where they come from.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::headers::OnceHeader;
use super::problems::{ChangeProblems, ReadProblems};
use crate::deeds::{self, Asked, ReadFeed};
use crate::desk::Desk;
use crate::extract::ApiJson;
use crate::policy::Act;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(show, read))
}

/// The last reading of a source.
#[derive(Debug, Serialize, ToSchema)]
struct Reading {
    /// Which source.
    source: String,
    /// What it knew at this instant is here.
    read_at: String,
    /// When that was said.
    recorded_at: String,
    /// Who said so.
    by: String,
}

/// How many sources were read.
#[derive(Debug, Serialize, ToSchema)]
struct Read {
    /// So many.
    sources: usize,
}

/// The last reading of every source outside. Old holds let nobody board.
#[utoipa::path(
    get,
    path = "/hold-feed",
    tag = "holds",
    responses((status = 200, body = Vec<Reading>), ReadProblems)
)]
async fn show(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    desk.may(&who, Act::SeeFeed).await?;
    let feed = desk.ops.hold_feed().await?;
    let readings = feed.readings().iter().map(|one| Reading {
        source: one.source.to_string(),
        read_at: one.read_at.to_string(),
        recorded_at: one.recorded_at.to_string(),
        by: one.by.to_string(),
    });
    Ok(Json(readings.collect::<Vec<_>>()).into_response())
}

/// Records that everything a source of holds knew at an instant is here.
#[utoipa::path(
    post,
    path = "/hold-feed",
    tag = "holds",
    params(
        OnceHeader
    ),
    request_body = ReadFeed,
    responses((status = 200, body = Read), ChangeProblems)
)]
async fn read(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiJson(input): ApiJson<ReadFeed>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    let sources = deeds::read_feed(&desk, asked, input).await?;
    Ok(Json(Read { sources }).into_response())
}

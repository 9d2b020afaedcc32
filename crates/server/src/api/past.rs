//! A case as it was known at a past instant.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use domain::CaseId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::problems::ReadProblems;
use crate::desk::Desk;
use crate::extract::{ApiPath, ApiQuery};
use crate::view::PastView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(as_known))
}

/// Which instant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The instant, with its offset; not later than now.
    #[param(example = "2024-06-20T12:00:00-05:00")]
    at: String,
}

/// A case as it was known at a past instant: for whoever may see its history.
#[utoipa::path(
    get,
    path = "/cases/{id}/as-known",
    tag = "cases",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        Wanted
    ),
    responses((status = 200, body = PastView), ReadProblems)
)]
async fn as_known(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Answer {
    Ok(Json(desk.as_known(&who, &CaseId::new(id)?, &wanted.at).await?).into_response())
}

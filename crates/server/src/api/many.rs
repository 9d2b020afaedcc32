//! One step for many cases.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::headers::OnceHeader;
use super::problems::ChangeProblems;
use crate::deeds::{self, Many, ManyDone};
use crate::desk::Desk;
use crate::extract::ApiJson;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(many))
}

/// Takes one step for each of many cases, or says what would become of each. Every case carries
/// the version that was seen, so there is no `If-Match`; one that is refused stops no other.
#[utoipa::path(
    post,
    path = "/steps",
    tag = "cases",
    params(OnceHeader),
    request_body = Many,
    responses((status = 200, body = ManyDone), ChangeProblems)
)]
async fn many(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiJson(input): ApiJson<Many>,
) -> Answer {
    Ok(Json(deeds::do_many(&desk, &who, input).await?).into_response())
}

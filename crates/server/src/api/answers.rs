//! Answers of an agency from a file.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::IntoResponse as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::headers::OnceHeader;
use super::problems::ChangeProblems;
use crate::deeds::{self, AnswersTaken, Asked, LARGEST_FILE, TakeAnswers};
use crate::desk::Desk;
use crate::extract::ApiJson;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    // As JSON a text may take twice its bytes.
    OpenApiRouter::new().routes(routes!(take)).layer(DefaultBodyLimit::max(2 * LARGEST_FILE))
}

/// Takes the answers of an agency from a file, or says what would become of each row.
#[utoipa::path(
    post,
    path = "/answers",
    tag = "documents",
    params(OnceHeader),
    request_body = TakeAnswers,
    responses((status = 200, body = AnswersTaken), ChangeProblems)
)]
async fn take(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiJson(input): ApiJson<TakeAnswers>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    Ok(Json(deeds::take_answers(&desk, asked, input).await?).into_response())
}

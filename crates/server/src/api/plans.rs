//! Kept plans: made, listed, compared.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::headers::OnceHeader;
use super::problems::{ChangeProblems, ReadProblems};
use crate::deeds::{self, Asked, MakePlan, PlanMade};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiQuery};
use crate::fields::Faults;
use crate::view::{ComparisonView, PlanRow};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(plans, make_plan)).routes(routes!(compare_plans))
}

/// Which two plans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Both {
    /// Key of the first.
    first: String,
    /// Key of the second.
    second: String,
}

/// The latest plans that were kept, the newest first.
#[utoipa::path(
    get,
    path = "/plans",
    tag = "manifests",
    responses((status = 200, body = Vec<PlanRow>), ReadProblems)
)]
async fn plans(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    Ok(Json(desk.plan_rows(&who).await?).into_response())
}

/// Plans flights together and keeps the plan. No manifest is changed.
#[utoipa::path(
    post,
    path = "/plans",
    tag = "manifests",
    params(OnceHeader),
    request_body = MakePlan,
    responses((status = 201, body = PlanMade), ChangeProblems)
)]
async fn make_plan(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiJson(input): ApiJson<MakePlan>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    let made = deeds::make_plan(&desk, asked, input).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Two kept plans side by side: what each comes to, and whom they treat differently.
#[utoipa::path(
    get,
    path = "/plan-comparison",
    tag = "manifests",
    params(Both),
    responses((status = 200, body = ComparisonView), ReadProblems)
)]
async fn compare_plans(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiQuery(both): ApiQuery<Both>,
) -> Answer {
    let mut faults = Faults::default();
    let first = faults.words("first", &both.first);
    let second = faults.words("second", &both.second);
    let (first, second) = faults.done(first.zip(second))?;
    Ok(Json(desk.compare_plans(&who, (&first, &second)).await?).into_response())
}

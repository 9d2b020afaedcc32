//! Reports.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use operations::report;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::problems::ReadProblems;
use crate::desk::Desk;
use crate::extract::ApiPath;
use crate::policy::Act;
use crate::view::ReportView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// What a report says.
#[derive(Debug, Serialize, ToSchema)]
struct ReportName {
    /// Its name in addresses.
    slug: &'static str,
    /// What people read above it.
    title: &'static str,
    /// What it says.
    what: &'static str,
}

/// Every report there is.
#[utoipa::path(
    get,
    path = "/reports",
    tag = "reports",
    responses((status = 200, body = Vec<ReportName>), ReadProblems)
)]
async fn list(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    desk.may(&who, Act::SeeReports).await?;
    let all = report::ALL.iter();
    let all = all.map(|one| ReportName { slug: one.slug, title: one.title, what: one.what });
    Ok(Json(all.collect::<Vec<_>>()).into_response())
}

/// One report, drawn up from what is on record now.
#[utoipa::path(
    get,
    path = "/reports/{slug}",
    tag = "reports",
    params(("slug" = String, Path, description = "Its name", example = "stages")),
    responses((status = 200, body = ReportView), ReadProblems)
)]
async fn show(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(slug): ApiPath<String>,
) -> Answer {
    Ok(Json(desk.report(&who, &slug).await?).into_response())
}

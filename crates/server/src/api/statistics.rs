//! Removal statistics.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use operations::Dimension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::problems::ReadProblems;
use crate::desk::Desk;
use crate::extract::ApiQuery;
use crate::fields::Faults;
use crate::view::StatisticsView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(count))
}

/// What to count.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// By what, with commas between them: `fiscal_year`, `month`, `citizenship`,
    /// `removal_country`, `order_kind`, `criminality`, `family`. Left out: `citizenship`.
    #[param(example = "fiscal_year,citizenship")]
    by: Option<String>,
    /// Through the end of this day, UTC, as was known then. Left out: today.
    #[param(example = "2024-09-30")]
    as_of: Option<String>,
}

/// Removals through a day, counted. Few are not told.
#[utoipa::path(
    get,
    path = "/statistics",
    tag = "reports",
    params(Asked),
    responses((status = 200, body = StatisticsView), ReadProblems)
)]
async fn count(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiQuery(asked): ApiQuery<Asked>,
) -> Answer {
    let mut faults = Faults::default();
    let mut by: Vec<Dimension> = Vec::new();
    for code in asked.by.as_deref().unwrap_or("citizenship").split(',') {
        match faults.code("by", code, Dimension::from_code) {
            Some(one) if by.contains(&one) => faults.add("by", "names the same thing twice"),
            Some(one) => by.push(one),
            None => {}
        }
    }
    let as_of = faults.maybe("as_of", asked.as_of.as_deref());
    faults.done(Some(()))?;
    Ok(Json(StatisticsView::of(&desk.statistics(&who, by, as_of).await?)).into_response())
}

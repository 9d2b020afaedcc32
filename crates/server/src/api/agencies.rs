//! Foreign agencies: how each stands, suspended and resumed.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::ChangeHeaders;
use super::problems::{ChangeProblems, ReadProblems};
use super::{Answer, tagged};
use crate::deeds::{self, Asked, ResumeAgency, SuspendAgency};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, IfMatch};
use crate::failure::Failure;
use crate::policy::Act;
use crate::view::AgencyView;
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(suspend))
        .routes(routes!(resume))
}

/// How every agency stands, by country.
#[utoipa::path(
    get,
    path = "/agencies",
    tag = "agencies",
    responses((status = 200, body = Vec<AgencyView>), ReadProblems)
)]
async fn list(State(desk): State<Desk>, ApiUser(who): ApiUser) -> Answer {
    desk.may(&who, Act::SeeReports).await?;
    let standings = desk.ops.agencies().await?;
    Ok(Json(standings.iter().map(AgencyView::of).collect::<Vec<_>>()).into_response())
}

/// How one agency stands.
#[utoipa::path(
    get,
    path = "/agencies/{agency}",
    tag = "agencies",
    params(
        ("agency" = String, Path, description = "Its key, or its country", example = "GTM")
    ),
    responses(
        (status = 200, body = AgencyView,
            headers(("etag" = String, description = "The version, for If-Match"))),
        ReadProblems
    )
)]
async fn show(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(agency): ApiPath<String>,
) -> Answer {
    desk.may(&who, Act::SeeReports).await?;
    let country = desk.ops.agency_named(&agency)?.country;
    let standing = desk.ops.agency_standing(country).await?;
    let standing = standing.ok_or_else(|| Failure::NotFound(format!("agency {agency}")))?;
    let view = AgencyView::of(&standing);
    Ok(tagged(StatusCode::OK, view.version, view))
}

/// Asks an agency nothing until it is resumed. Its answers are still taken.
#[utoipa::path(
    post,
    path = "/agencies/{agency}/suspend",
    tag = "agencies",
    params(
        ("agency" = String, Path, description = "Its key, or its country", example = "GTM"),
        ChangeHeaders
    ),
    request_body = SuspendAgency,
    responses(
        (status = 200, body = AgencyView,
            headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn suspend(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(agency): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<SuspendAgency>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::suspend_agency(&desk, asked, &agency, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

/// Lets an agency be asked again, in the order of its queue.
#[utoipa::path(
    post,
    path = "/agencies/{agency}/resume",
    tag = "agencies",
    params(
        ("agency" = String, Path, description = "Its key, or its country", example = "GTM"),
        ChangeHeaders
    ),
    request_body = ResumeAgency,
    responses(
        (status = 200, body = AgencyView,
            headers(("etag" = String, description = "The version"))),
        ChangeProblems
    )
)]
async fn resume(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(agency): ApiPath<String>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<ResumeAgency>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let done = deeds::resume_agency(&desk, asked, &agency, input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

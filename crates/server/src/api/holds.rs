//! Holds: listed, placed by anybody signed in, lifted by the authority.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::{CaseId, HoldId};
use persistence::HoldFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::{ChangeHeaders, OnceHeader};
use super::problems::{ChangeProblems, ReadProblems};
use super::{Answer, LARGEST_PAGE, PAGE, tagged};
use crate::deeds::{self, Asked, CaseChanged, Lift, Place};
use crate::desk::Desk;
use crate::extract::{ApiJson, ApiPath, ApiQuery, IfMatch};
use crate::fields::Faults;
use crate::policy::Act;
use crate::view::{CaseView, HoldRow, HoldView};
use crate::who::ApiUser;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(of_case, place)).routes(routes!(lift))
}

/// Which holds to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Of one kind, among those that the asker may read.
    #[param(nullable = false)]
    kind: Option<String>,
    /// About one country; holds about every country are listed too.
    #[param(nullable = false, example = "GTM")]
    country: Option<String>,
    /// Only those whose end nobody confirmed.
    #[param(nullable = false)]
    unconfirmed: Option<bool>,
    /// Those of cases after this one: `next` of the page before.
    #[param(nullable = false)]
    after: Option<String>,
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

/// A page of holds, case by case.
#[derive(Debug, Serialize, ToSchema)]
struct HoldList {
    /// Holds that have not ended, of cases that the asker may see.
    holds: Vec<HoldRow>,
    /// Where the next page begins; null after the last one.
    #[schema(nullable = true)]
    next: Option<String>,
}

/// Holds that have not ended.
#[utoipa::path(
    get,
    path = "/holds",
    tag = "holds",
    params(Wanted),
    responses((status = 200, body = HoldList), ReadProblems)
)]
async fn list(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Answer {
    desk.may(&who, Act::ListCases).await?;
    let mut faults = Faults::default();
    let filter = HoldFilter {
        case: None,
        kind: faults.maybe_words("kind", wanted.kind.as_deref()),
        country: faults.maybe("country", wanted.country.as_deref()),
        unconfirmed: wanted.unconfirmed.unwrap_or(false),
    };
    let after: Option<CaseId> = faults.maybe("after", wanted.after.as_deref());
    let limit = faults.page("limit", wanted.limit, (PAGE, LARGEST_PAGE));
    let limit = faults.done(limit)?;
    let (holds, next) = desk.hold_rows(&who, &filter, after, limit).await?;
    let next = next.map(|after| after.to_string());
    Ok(Json(HoldList { holds, next }).into_response())
}

/// The holds of one case, ended ones too.
#[utoipa::path(
    get,
    path = "/cases/{id}/holds",
    tag = "holds",
    params(("id" = String, Path, description = "Key of the case", example = "P0000012.1")),
    responses((status = 200, body = Vec<HoldView>), ReadProblems)
)]
async fn of_case(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    let (found, sight) = desk.look_at(&who, &CaseId::new(id)?).await?;
    let view = CaseView::of((&found.value, found.version()), &sight, desk.now(), &desk.ops.rules);
    let version = view.version;
    Ok(tagged(StatusCode::OK, version, view.holds))
}

/// Places a hold. Anybody signed in may, at any stage, without having seen the case: so there is
/// no `If-Match`. Whoever it bars comes off every list in the same moment.
#[utoipa::path(
    post,
    path = "/cases/{id}/holds",
    tag = "holds",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        OnceHeader
    ),
    request_body = Place,
    responses((status = 201, body = CaseChanged), ChangeProblems)
)]
async fn place(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Place>,
) -> Answer {
    let asked = Asked { who: &who, seen: None };
    let done = deeds::place(&desk, asked, &CaseId::new(id)?, input).await?;
    Ok(tagged(StatusCode::CREATED, done.version, done))
}

/// Lifts a hold. Others stay.
#[utoipa::path(
    post,
    path = "/cases/{id}/holds/{hold}/lift",
    tag = "holds",
    params(
        ("id" = String, Path, description = "Key of the case", example = "P0000012.1"),
        ("hold" = String, Path, description = "Key of the hold", example = "H0000345"),
        ChangeHeaders
    ),
    request_body = Lift,
    responses((status = 200, body = CaseChanged), ChangeProblems)
)]
async fn lift(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath((id, hold)): ApiPath<(String, String)>,
    IfMatch(seen): IfMatch,
    ApiJson(input): ApiJson<Lift>,
) -> Answer {
    let asked = Asked { who: &who, seen: Some(seen) };
    let (case, hold) = (CaseId::new(id)?, HoldId::new(hold)?);
    let done = deeds::lift(&desk, asked, (&case, &hold), input).await?;
    Ok(tagged(StatusCode::OK, done.version, done))
}

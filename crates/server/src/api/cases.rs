//! Cases: listed, shown, with their history and what they wait for.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use domain::{CaseId, StageName};
use persistence::CardFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems::ReadProblems;
use super::{Answer, LARGEST_PAGE, PAGE, tagged};
use crate::desk::Desk;
use crate::extract::{ApiPath, ApiQuery};
use crate::fields::Faults;
use crate::policy::Act;
use crate::text::add;
use crate::view::{CaseRow, CaseView, EventView, WhyView};
use crate::who::{ApiUser, encoded};

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(history))
        .routes(routes!(why))
}

/// Which cases to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// In one stage.
    #[param(nullable = false)]
    stage: Option<String>,
    /// Kept by one office.
    #[param(nullable = false)]
    office: Option<String>,
    /// Of nationals of one country, or to be removed to it.
    #[param(nullable = false, example = "GTM")]
    country: Option<String>,
    /// Whose case, key, A-number or name begins so.
    #[param(nullable = false)]
    text: Option<String>,
    /// Those after this case: `next` of the page before.
    #[param(nullable = false)]
    after: Option<String>,
    /// How many at most.
    #[param(nullable = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

/// A page of cases, in the order of their keys.
#[derive(Debug, Serialize, ToSchema)]
struct CaseList {
    /// Cases that the asker may see.
    cases: Vec<CaseRow>,
    /// Where the next page begins; null after the last one.
    #[schema(nullable = true)]
    next: Option<String>,
}

/// Cases that the asker may see.
#[utoipa::path(
    get,
    path = "/cases",
    tag = "cases",
    params(Wanted),
    responses((status = 200, body = CaseList), ReadProblems)
)]
async fn list(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Answer {
    let mut faults = Faults::default();
    let filter = CardFilter {
        stage: faults.maybe_code("stage", wanted.stage.as_deref(), StageName::from_code),
        office: faults.maybe_words("office", wanted.office.as_deref()),
        country: faults.maybe("country", wanted.country.as_deref()),
        text: faults.maybe_words("text", wanted.text.as_deref()),
    };
    let after: Option<CaseId> = faults.maybe("after", wanted.after.as_deref());
    let limit = faults.page("limit", wanted.limit, (PAGE, LARGEST_PAGE));
    let limit = faults.done(limit)?;
    let (cases, next) = desk.case_rows(&who, filter, after, limit).await?;
    let mut response =
        Json(CaseList { cases, next: next.as_ref().map(ToString::to_string) }).into_response();
    if let Some(next) = next {
        let pairs = [
            ("stage", &wanted.stage),
            ("office", &wanted.office),
            ("country", &wanted.country),
            ("text", &wanted.text),
        ];
        let mut link = format!("</api/v1/cases?limit={limit}&after={}", encoded(next.as_str()));
        for (name, value) in pairs.into_iter().filter_map(|(n, v)| Some((n, v.as_ref()?))) {
            add(&mut link, format_args!("&{name}={}", encoded(value)));
        }
        link.push_str(">; rel=\"next\"");
        if let Ok(link) = link.parse() {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

/// One case, as the asker may see it.
#[utoipa::path(
    get,
    path = "/cases/{id}",
    tag = "cases",
    params(("id" = String, Path, description = "Key of the case", example = "P0000012.1")),
    responses(
        (status = 200, body = CaseView,
            headers(("etag" = String, description = "The version, for If-Match"))),
        ReadProblems
    )
)]
async fn show(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    let (found, sight) = desk.look_at(&who, &CaseId::new(id)?).await?;
    let view = CaseView::of((&found.value, found.version()), &sight, desk.now(), &desk.ops.rules);
    Ok(tagged(StatusCode::OK, view.version, view))
}

/// What happened to a case, the first first.
#[utoipa::path(
    get,
    path = "/cases/{id}/history",
    tag = "cases",
    params(("id" = String, Path, description = "Key of the case", example = "P0000012.1")),
    responses((status = 200, body = Vec<EventView>), ReadProblems)
)]
async fn history(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    let id = CaseId::new(id)?;
    let (found, sight) = desk.look_at(&who, &id).await?;
    desk.may_on(&who, Act::SeeHistory, &found.value).await?;
    let events = desk.ops.store.history(&id).await?;
    let events: Vec<EventView> = events.iter().map(|event| EventView::of(event, &sight)).collect();
    Ok(Json(events).into_response())
}

/// What a case waits for, and what each flight says.
#[utoipa::path(
    get,
    path = "/cases/{id}/why",
    tag = "cases",
    params(("id" = String, Path, description = "Key of the case", example = "P0000012.1")),
    responses((status = 200, body = WhyView), ReadProblems)
)]
async fn why(
    State(desk): State<Desk>,
    ApiUser(who): ApiUser,
    ApiPath(id): ApiPath<String>,
) -> Answer {
    let id = CaseId::new(id)?;
    let (found, sight) = desk.look_at(&who, &id).await?;
    // It tells of flights and of what stands in the way: nothing for another state.
    if sight.fields.is_some() {
        desk.may_on(&who, Act::SeeLegal, &found.value).await?;
    }
    let why = desk.ops.why_of(&found).await?;
    Ok(Json(WhyView::of(&why, &sight, &desk.ops.rules)).into_response())
}

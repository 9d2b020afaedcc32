//! The JSON API: one file a resource, each address registered together with its description.
// tidy: lists this folder

mod agencies;
mod agency_answers;
mod answers;
mod boarding;
mod case_steps;
mod cases;
mod corrections;
mod described;
mod documents;
mod feed;
mod flights;
mod headers;
mod holds;
mod interviews;
mod lists;
mod manifests;
mod many;
mod once;
mod past;
mod plans;
mod problems;
mod reports;
mod statistics;
mod stop_orders;
mod verdicts;

pub(crate) use once::IN_HAND;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use domain::Version;
use serde::Serialize;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use described::Token;

use crate::desk::Desk;
use crate::extract::etag;
use crate::problem::{ApiFailure, Problem};

/// What an API handler answers.
pub(crate) type Answer = Result<Response, ApiFailure>;

/// Cases on one page if nobody says how many, and at most.
pub(super) const PAGE: u64 = 50;
pub(super) const LARGEST_PAGE: u64 = 200;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Caseflight",
        description = "The desk's API: cases, holds, documents, flights and manifests. Every \
                       change goes through the same operations as the pages and the command line.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem)),
    security(("token" = [])),
    modifiers(&Token)
)]
struct Description;

/// Every address of the API, and its description at `/openapi.json`.
pub(crate) fn routes(desk: &Desk) -> Router<Desk> {
    let (routes, mut description) = described().split_for_parts();
    described::complete(&mut description);
    let text = description.to_json().unwrap_or_default();
    let text: &'static str = Box::leak(text.into_boxed_str());
    let described = Router::new().route(
        "/openapi.json",
        axum::routing::get(
            move || async move { ([(header::CONTENT_TYPE, "application/json")], text) },
        ),
    );
    let once = middleware::from_fn_with_state(desk.clone(), once::once);
    routes.layer(once).merge(described)
}

fn described() -> OpenApiRouter<Desk> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(cases::routes())
            .merge(past::routes())
            .merge(case_steps::routes())
            .merge(corrections::routes())
            .merge(many::routes())
            .merge(holds::routes())
            .merge(documents::routes())
            .merge(interviews::routes())
            .merge(answers::routes())
            .merge(agencies::routes())
            .merge(agency_answers::routes())
            .merge(flights::routes())
            .merge(lists::routes())
            .merge(manifests::routes())
            .merge(plans::routes())
            .merge(boarding::routes())
            .merge(verdicts::routes())
            .merge(stop_orders::routes())
            .merge(feed::routes())
            .merge(reports::routes())
            .merge(statistics::routes()),
    )
}

/// A body with the tag of the version that it shows.
fn tagged(status: StatusCode, version: i64, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, etag(Version(version)));
    response
}

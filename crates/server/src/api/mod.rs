//! The JSON API: one file a resource, each address registered together with its description.
// tidy: lists this folder

mod agency_answers;
mod answers;
mod boarding;
mod case_steps;
mod cases;
mod documents;
mod feed;
mod flights;
mod headers;
mod holds;
mod manifests;
mod once;
mod past;
mod problems;
mod reports;
mod stop_orders;
mod verdicts;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use domain::Version;
use serde::Serialize;
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::desk::Desk;
use crate::extract::etag;
use crate::fields::LONGEST;
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
    modifiers(&Token, &Words)
)]
struct Description;

struct Token;

impl utoipa::Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", scheme);
    }
}

/// What is true of every text that somebody sends: its greatest length, and that one which must
/// be there is not empty.
struct Words;

impl utoipa::Modify for Words {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let schemas = openapi.components.iter_mut().flat_map(|all| all.schemas.values_mut());
        for schema in schemas {
            // Only what is sent to us refuses fields that it does not know.
            let RefOr::T(Schema::Object(sent)) = schema else { continue };
            if sent.additional_properties.is_none() {
                continue;
            }
            for (name, field) in &mut sent.properties {
                if let RefOr::T(Schema::Object(field)) = field
                    && field.max_length.is_none()
                {
                    field.max_length = Some(LONGEST);
                    field.min_length = sent.required.contains(name).then_some(1);
                }
            }
        }
    }
}

/// Every address of the API, and its description at `/openapi.json`.
pub(crate) fn routes(desk: &Desk) -> Router<Desk> {
    let (routes, description) = described().split_for_parts();
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
            .merge(holds::routes())
            .merge(documents::routes())
            .merge(answers::routes())
            .merge(agency_answers::routes())
            .merge(flights::routes())
            .merge(manifests::routes())
            .merge(boarding::routes())
            .merge(verdicts::routes())
            .merge(stop_orders::routes())
            .merge(feed::routes())
            .merge(reports::routes()),
    )
}

/// A body with the tag of the version that it shows.
fn tagged(status: StatusCode, version: i64, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, etag(Version(version)));
    response
}

//! What every request goes through: an id, the headers of the answer, no panic that reaches out.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::{Instrument as _, Span};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::figures;
use crate::problem::Problem;
use crate::secret::new_secret;

/// The header that names a request in logs and answers.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What browsers may do with our pages: nothing from elsewhere, nothing inline, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
];

/// Names the request, notes it when it is answered, and puts the headers on the answer.
pub(crate) async fn around(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).filter(|value| is_plain(value)).cloned();
    let id = given.unwrap_or_else(new_id);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let begun = Instant::now();
    let span = span(&desk, &request, &path);
    let mut response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    drop(span); // it has ended
    figures::answered(&method, &path, response.status().as_u16(), begun.elapsed());
    // The path as routes have it: what people typed does not reach the log.
    tracing::info!(
        method = method.as_str(),
        route = path,
        status = response.status().as_u16(),
        request.id = id.to_str().unwrap_or_default(),
        "answered"
    );
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // Pages tell of people: no cache on the way keeps them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if method != Method::HEAD && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allow = response.headers().get(header::ALLOW).cloned();
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let detail = "this address does not take that method".to_owned();
        let mut told = Problem::of(&Failure::Unreadable { status, detail }).into_response();
        if let Some(allow) = allow {
            told.headers_mut().insert(header::ALLOW, allow);
        }
        for (name, value) in response.headers() {
            if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
                told.headers_mut().insert(name.clone(), value.clone());
            }
        }
        return told;
    }
    response
}

/// The span of a request: the address as routes have it, and nothing that was sent. It follows
/// from what the caller says that it is a part of.
fn span(desk: &Desk, request: &Request, route: &str) -> Span {
    let method = figures::known(request.method());
    let span = tracing::debug_span!(
        "http",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
    );
    let place = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    desk.ops.store.follow(&span, place);
    span
}

/// What is answered when a handler panicked: nothing of why.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::of(&Failure::Broken).into_response()
}

fn is_plain(value: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=64).contains(&value.len()) && value.as_bytes().iter().all(plain)
}

fn new_id() -> HeaderValue {
    let secret = new_secret().unwrap_or_default();
    let short = secret.get(..20).unwrap_or("unnamed");
    HeaderValue::from_str(short).unwrap_or(HeaderValue::from_static("unnamed"))
}

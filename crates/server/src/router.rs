//! Every address of the desk.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt as _;
use futures_util::stream;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::problem::Problem;
use crate::who::SignedIn;
use crate::{api, assets, limit, pages, request};

/// The most bytes of a body: forms and JSON are small, and nothing else is taken.
const LARGEST_BODY: usize = 64 * 1024;

/// The whole desk.
pub fn router(desk: Desk) -> Router {
    let answers = Router::new()
        .merge(pages::routes())
        .merge(api::routes(&desk))
        .merge(assets::routes())
        .fallback(nothing)
        .layer(CompressionLayer::new().gzip(true));
    // A stream is not compressed: each word of it goes out at once.
    let streams = Router::new().route("/events", get(events));
    let limit = middleware::from_fn_with_state(desk.clone(), limit::around);
    answers
        .merge(streams)
        .layer(limit)
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(request::panicked))
        .layer(middleware::from_fn_with_state(desk.clone(), request::around))
        .with_state(desk)
}

/// Whether the database answers.
async fn ready(State(desk): State<Desk>) -> Response {
    match desk.ops.store.answers().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Tells an open page to look again: no more than that, so there is nothing to leak.
async fn events(State(desk): State<Desk>, SignedIn(who): SignedIn) -> Response {
    if let Err(failure) = desk.may(&who, Act::SeeFlights).await {
        return pages::plain_failure(&failure);
    }
    let pulse = desk.listen();
    let beats = stream::unfold(pulse, |mut pulse| async move {
        pulse.changed().await.ok()?;
        // Browsers drop an event without a word of data.
        Some((Ok::<_, Infallible>(Event::default().event("changed").data("look")), pulse))
    });
    let beats = beats.take_until(Box::pin(desk.streams_ended()));
    Sse::new(beats).keep_alive(KeepAlive::default()).into_response()
}

/// There is nothing at this address.
async fn nothing(headers: HeaderMap) -> Response {
    let failure = Failure::NotFound("such address".to_owned());
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        return pages::plain_failure(&failure);
    }
    Problem::of(&failure).into_response()
}

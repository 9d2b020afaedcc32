//! Figures for whoever collects them, at an address of their own: never beside the desk's pages.

use std::time::Duration;

use axum::Router;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use tokio::net::TcpListener;

/// The text form of Prometheus, version 0.0.4.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

const ANSWERED: &str = "caseflight_http_requests_total";
const TOOK: &str = "caseflight_http_request_seconds";

/// Says what each name means, to whoever collects.
pub fn describe_figures() {
    describe_counter!(ANSWERED, "requests answered, by route, method and class of status");
    describe_histogram!(TOOK, Unit::Seconds, "time of a request");
}

/// Notes a request to `route`, which is the path as routes have it.
pub(crate) fn answered(method: &Method, route: &str, status: u16, took: Duration) {
    let status = match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    let route = route.to_owned();
    counter!(ANSWERED, "method" => known(method), "route" => route, "status" => status)
        .increment(1);
    histogram!(TOOK).record(took.as_secs_f64());
}

/// Anybody can make up a method: only those that are served have figures of their own.
pub(crate) fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// Answers at `/metrics` with what `render` says at that moment, until the task is ended. Any
/// address on which `listener` hears may read them: they are numbers only.
pub async fn figures<Text: Future<Output = String> + Send>(
    listener: TcpListener,
    render: impl Fn() -> Text + Clone + Send + Sync + 'static,
) -> std::io::Result<()> {
    let answer = move || async move { ([(CONTENT_TYPE, TEXT)], render().await) };
    let routes = Router::new().route("/", get(answer.clone())).route("/metrics", get(answer));
    axum::serve(listener, routes).await
}

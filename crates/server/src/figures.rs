//! Figures for whoever collects them, at an address of their own: never beside the desk's pages.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;

/// The text form of Prometheus, version 0.0.4.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers at `/metrics` with what `render` says at that moment, until the task is ended. Any
/// address on which `listener` hears may read them: they are numbers only.
pub async fn figures(
    listener: TcpListener,
    render: impl Fn() -> String + Clone + Send + Sync + 'static,
) -> std::io::Result<()> {
    let answer = move || async move { ([(CONTENT_TYPE, TEXT)], render()) };
    let routes = Router::new().route("/", get(answer.clone())).route("/metrics", get(answer));
    axum::serve(listener, routes).await
}

//! Files that pages need: one style sheet, one script, one picture. Built in.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::desk::Desk;
use crate::secret::digest_of;

/// Name, kind and text of each.
const FILES: &[(&str, &str, &str)] = &[
    ("desk.css", "text/css; charset=utf-8", include_str!("../assets/desk.css")),
    ("live.js", "text/javascript; charset=utf-8", include_str!("../assets/live.js")),
    ("mark.svg", "image/svg+xml", include_str!("../assets/mark.svg")),
];

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/assets/{name}", get(file))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|(known, _, _)| *known == name) else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let short: String = digest_of(text).chars().take(16).collect();
    let tag = format!("\"{short}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, *kind)], *text).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    // Asked again each hour at most, and then answered with "not modified".
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

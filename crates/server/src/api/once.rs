//! Requests with an `Idempotency-Key` are done once: sent again, they are answered as before.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use persistence::{Begun, KeptAnswer};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::problem::{ApiFailure, Problem};
use crate::secret::digest_of;
use crate::who::ApiUser;

/// The header.
const KEY: &str = "idempotency-key";
/// The header of an answer that was given before.
const AGAIN: &str = "idempotency-replayed";
/// The most bytes of a request or an answer that is kept.
const LARGEST: usize = 1024 * 1024;
/// How long an answer may be in hand. After it the server that had it is gone, and the key is free:
/// a change that it made is met by its version.
pub(crate) const IN_HAND: SignedDuration = SignedDuration::from_mins(5);
/// The longest key.
const LONGEST_KEY: usize = 128;

/// Answers as before what was done before.
pub(super) async fn once(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    if *request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    match keyed(&desk, request, next).await {
        Ok(response) => response,
        Err(ApiFailure(failure)) => Problem::of(&failure).into_response(),
    }
}

fn key_in(headers: &HeaderMap) -> Result<String, Failure> {
    let key = headers.get(KEY).and_then(|value| value.to_str().ok());
    // As the description has it: what can be seen, without spaces.
    let is_plain = |key: &&str| key.bytes().all(|byte| byte.is_ascii_graphic());
    match key.filter(is_plain) {
        Some(key) if (1..=LONGEST_KEY).contains(&key.len()) => Ok(key.to_owned()),
        Some(_) | None => Err(Failure::Unreadable {
            status: StatusCode::BAD_REQUEST,
            detail: "the Idempotency-Key must be 1 to 128 signs of ASCII without spaces".to_owned(),
        }),
    }
}

async fn keyed(desk: &Desk, request: Request, next: Next) -> Result<Response, ApiFailure> {
    let (mut parts, body) = request.into_parts();
    let ApiUser(who) = ApiUser::from_request_parts(&mut parts, desk).await?;
    let key = key_in(&parts.headers)?;
    let body = to_bytes(body, LARGEST).await.map_err(|_| Failure::Unreadable {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        detail: "the body is too large".to_owned(),
    })?;
    let seen = parts.headers.get(header::IF_MATCH).map(HeaderValue::as_bytes).unwrap_or_default();
    let hash = digest_of(&format!(
        "{}\n{}\n{}\n{}",
        who.actor,
        parts.uri,
        String::from_utf8_lossy(seen),
        String::from_utf8_lossy(&body),
    ));
    let user = who.actor.user.to_string();
    let store = &desk.ops.store;
    let at = desk.wall.now().at();
    let given_up = at.checked_sub(IN_HAND).unwrap_or(at);
    match store.begin_request((&user, &key), &hash, (at, given_up)).await? {
        Begun::Other => return Err(Failure::KeyOther.into()),
        Begun::InFlight => return Err(Failure::KeyInFlight.into()),
        Begun::Answered(answer) => return Ok(again(answer)),
        Begun::New => (),
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        store.forget_request((&user, &key), at).await?;
        return Err(Failure::Busy("the answer is too large to keep".to_owned()).into());
    };
    if is_of_the_moment(parts.status) {
        store.forget_request((&user, &key), at).await?;
    } else {
        store.keep_answer((&user, &key), at, &kept(parts.status, &parts.headers, &body)).await?;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Whether an answer is about the moment or about who asks, and not about what was asked: it is
/// not kept, and the request may be sent again. Either nothing was done, or nothing is known to
/// have been done and a change that was made is met by its version.
fn is_of_the_moment(status: StatusCode) -> bool {
    let not_now = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    status.is_server_error() || not_now.contains(&status)
}

fn kept(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> KeptAnswer {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    KeptAnswer {
        status: status.as_u16(),
        kind: text(header::CONTENT_TYPE).unwrap_or("application/json").to_owned(),
        etag: text(header::ETAG).map(str::to_owned),
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

fn again(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    let pairs = [(header::CONTENT_TYPE, Some(answer.kind)), (header::ETAG, answer.etag)];
    for (name, value) in pairs {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert(AGAIN, HeaderValue::from_static("true"));
    response
}

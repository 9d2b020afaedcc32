//! Signing in by a provider of OpenID Connect: there, back, and out.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::frame::Frame;
use super::sign_in::{Next, draw, end, own, session_cookie};
use super::{page, plain_failure};
use crate::accounts::begin_session;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::oidc::{Attempt, COOKIE, Provider, ProviderFault};
use crate::who::{SignedIn, cookie};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/sign-in/provider", get(begin))
        .route("/sign-in/provider/return", get(come_back))
        .route("/sign-out/provider", get(leave))
}

/// What the provider sends along. Of its words none are shown.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    iss: Option<String>,
}

/// The page that goes on by itself: only from a page of our own does a browser send the session.
#[derive(askama::Template)]
#[template(path = "signed_in.html")]
struct SignedInPage {
    frame: Frame,
    next: String,
}

fn provider(desk: &Desk) -> Result<&Provider, Failure> {
    desk.provider.as_deref().ok_or_else(|| Failure::NotFound("such page".to_owned()))
}

fn failed(fault: ProviderFault) -> Failure {
    let status = match fault {
        ProviderFault::Away => StatusCode::BAD_GATEWAY,
        ProviderFault::Code | ProviderFault::Token => StatusCode::UNAUTHORIZED,
    };
    Failure::Unreadable { status, detail: fault.to_string() }
}

fn refused(words: &str) -> Failure {
    Failure::Unreadable { status: StatusCode::UNAUTHORIZED, detail: words.to_owned() }
}

fn with_cookie(mut response: Response, text: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

async fn begin(
    State(desk): State<Desk>,
    headers: HeaderMap,
    extensions: Extensions,
    Query(next): Query<Next>,
) -> Response {
    let begun = async {
        let provider = provider(&desk)?;
        desk.meter.sign_in((&headers, &extensions), None)?;
        let attempt = Attempt::begin(&own(&next.next), desk.wall.now().at());
        let attempt = attempt.map_err(|error| Failure::broken(&error))?;
        let to = provider.begin(&attempt).await.map_err(failed)?;
        Ok(with_cookie(Redirect::to(&to).into_response(), &attempt.cookie()))
    };
    match begun.await {
        Ok(response) => response,
        Err(failure) => told(&desk, &headers, &failure).await,
    }
}

async fn come_back(
    State(desk): State<Desk>,
    earlier: Option<SignedIn>,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
) -> Response {
    let response = match take(&desk, earlier, &headers, sent).await {
        Ok((secret, next)) => {
            let frame = Frame::of(&desk, None, &headers, "Signed in");
            let shown = page(StatusCode::OK, &SignedInPage { frame, next });
            with_cookie(shown, &session_cookie(&secret))
        }
        Err(failure) => told(&desk, &headers, &failure).await,
    };
    // One answer to one attempt, whatever became of it.
    with_cookie(response, &Attempt::over())
}

/// The secret of the session of whoever came back, and where to go on.
async fn take(
    desk: &Desk,
    earlier: Option<SignedIn>,
    headers: &HeaderMap,
    sent: Sent,
) -> Result<(String, String), Failure> {
    let provider = provider(desk)?;
    let attempt =
        cookie(headers, COOKIE).and_then(|text| Attempt::read(text, desk.wall.now().at()));
    let attempt = attempt.filter(|attempt| attempt.is_answered_by(&sent.state));
    let attempt = attempt.ok_or_else(|| {
        refused("This sign-in was not begun here, or took too long. Start again.")
    })?;
    // Mixed up with another provider (RFC 9207).
    if sent.iss.as_deref().is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(failed(ProviderFault::Token));
    }
    if !sent.error.is_empty() || sent.code.is_empty() {
        return Err(refused("The provider did not sign you in."));
    }
    let known = provider.finish(&attempt, sent.code).await.map_err(failed)?;
    let admitted = desk.admit(known).await?.ok_or_else(|| Failure::Unreadable {
        status: StatusCode::FORBIDDEN,
        detail: "The provider knows you, and gives you no role here. Ask whoever keeps the groups."
            .to_owned(),
    })?;
    end(desk, earlier).await?;
    let (user, role) = admitted;
    Ok((begin_session(desk, &user, role).await?, own(attempt.next())))
}

async fn leave(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let left = async {
        let to = provider(&desk)?.end().await.map_err(failed)?;
        Ok(Redirect::to(to.as_deref().unwrap_or("/sign-in")).into_response())
    };
    match left.await {
        Ok(response) => response,
        Err(failure) => told(&desk, &headers, &failure).await,
    }
}

/// The sign-in page, with what went wrong.
async fn told(desk: &Desk, headers: &HeaderMap, failure: &Failure) -> Response {
    match draw(desk, None, headers, ("/", ""), Some(failure)).await {
        Ok(response) => response,
        Err(failure) => plain_failure(&failure),
    }
}

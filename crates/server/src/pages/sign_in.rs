//! Signing in and out; in a demonstration, becoming any sample user.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::UserId;
use serde::Deserialize;

use super::form::{Field, Form};
use super::frame::Frame;
use super::posted::{Posted, fields, is_form};
use super::{later, page, plain_failure};
use crate::accounts::{begin_session, password_at_the_door};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::oidc::HAS_OIDC;
use crate::who::{COOKIE, SignedIn, from_here};

/// What is said of a wrong password, of a user who does not exist and of one who is locked: the
/// same.
const WRONG: &str = "Wrong user or password. After ten wrong ones in a row no password of a user \
                     is looked at for a quarter of an hour.";

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/sign-in", get(blank).post(sign_in))
        .route("/become", post(become_user))
        .route("/sign-out", post(sign_out))
}

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// A sample user.
struct Sample {
    user: String,
    name: String,
    role: &'static str,
    place: String,
}

#[derive(askama::Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: Form,
    next: String,
    fault: Option<String>,
    samples: Vec<Sample>,
    nobody: bool,
    /// What people call the provider that signs them in.
    provider: Option<String>,
    has_providers: bool,
}

/// A path of our own, whatever was asked for: nobody is sent to another site.
pub(super) fn own(next: &str) -> String {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    if plain { next.to_owned() } else { "/".to_owned() }
}

async fn blank(
    State(desk): State<Desk>,
    who: Option<SignedIn>,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Response {
    let who = who.as_ref().map(|SignedIn(who)| who);
    match draw(&desk, who, &headers, (&own(&next.next), ""), None).await {
        Ok(response) => response,
        Err(failure) => plain_failure(&failure),
    }
}

pub(super) async fn draw(
    desk: &Desk,
    who: Option<&crate::who::Who>,
    headers: &HeaderMap,
    (next, user): (&str, &str),
    failure: Option<&Failure>,
) -> Result<Response, Failure> {
    let accounts = desk.ops.store.accounts().await?;
    let samples =
        accounts.iter().filter(|account| desk.settings.demo && account.disabled_at.is_none());
    let samples = samples.filter_map(|account| {
        let place = account.office.clone().or(account.country.map(|c| c.to_string()));
        Some(Sample {
            user: account.user.to_string(),
            name: account.name.clone(),
            role: account.roles.first()?.label(),
            place: place.unwrap_or_else(|| "every office".to_owned()),
        })
    });
    let form = Form::new("sign-in", "Sign in", "/sign-in", "Sign in").fields(vec![
        Field::text("user", "User").value(user).required(),
        Field::password("password", "Password").required(),
    ]);
    let shown = SignInPage {
        frame: Frame::of(desk, who, headers, "Sign in"),
        form,
        next: next.to_owned(),
        fault: failure.map(ToString::to_string),
        samples: samples.collect(),
        nobody: accounts.is_empty(),
        provider: desk.provider_name().map(str::to_owned),
        has_providers: HAS_OIDC,
    };
    let response = page(failure.map_or(StatusCode::OK, Failure::status), &shown);
    Ok(match failure {
        Some(failure) => later(response, failure),
        None => response,
    })
}

/// The fields of a form that comes from here. Nobody is signed in yet, so there is no mark to
/// check; what another site sends is told by its origin.
fn sent(headers: &HeaderMap, body: &Bytes) -> Result<HashMap<String, String>, Failure> {
    is_form(headers)?;
    from_here(headers)?;
    Ok(fields(body))
}

async fn sign_in(
    State(desk): State<Desk>,
    earlier: Option<SignedIn>,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
) -> Response {
    let mut fields = match sent(&headers, &body) {
        Ok(fields) => fields,
        Err(failure) => return plain_failure(&failure),
    };
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (user, password, next) = (take("user"), take("password"), own(&take("next")));
    let tried = async {
        desk.meter.sign_in((&headers, &extensions), Some(user.trim()))?;
        let account = password_at_the_door(&desk, user.trim(), password).await?;
        let account = account.ok_or(Failure::NotSignedIn)?;
        let role = account.roles.first().copied().ok_or(Failure::NotSignedIn)?;
        end(&desk, earlier).await?;
        begin_session(&desk, &account.user, role).await
    };
    match tried.await {
        Ok(secret) => welcome(&secret, &next),
        Err(failure) => {
            let wrong =
                Failure::Unreadable { status: StatusCode::UNAUTHORIZED, detail: WRONG.to_owned() };
            let told = if matches!(failure, Failure::NotSignedIn) { &wrong } else { &failure };
            let user: String = user.chars().take(64).collect();
            match draw(&desk, None, &headers, (&next, &user), Some(told)).await {
                Ok(response) => response,
                Err(failure) => plain_failure(&failure),
            }
        }
    }
}

/// In a demonstration: becomes any sample user.
async fn become_user(
    State(desk): State<Desk>,
    earlier: Option<SignedIn>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let begun = async {
        if !desk.settings.demo {
            return Err(Failure::NotFound("such page".to_owned()));
        }
        let mut fields = sent(&headers, &body)?;
        let user = UserId::new(fields.remove("user").unwrap_or_default())?;
        let account = desk.ops.store.account(&user).await?;
        let account = account.filter(|account| account.disabled_at.is_none());
        let role = account.and_then(|account| account.roles.first().copied());
        let role = role.ok_or_else(|| Failure::NotFound(format!("user {user}")))?;
        end(&desk, earlier).await?;
        let next = own(&fields.remove("next").unwrap_or_default());
        Ok((begin_session(&desk, &user, role).await?, next))
    };
    match begun.await {
        Ok((secret, next)) => welcome(&secret, &next),
        Err(failure) => plain_failure(&failure),
    }
}

async fn sign_out(State(desk): State<Desk>, posted: Posted) -> Response {
    if let Some(digest) = posted.who.session()
        && let Err(error) = desk.ops.store.end_session(digest).await
    {
        return plain_failure(&error.into());
    }
    with_cookie(Redirect::to("/sign-in").into_response(), "", "; Max-Age=0")
}

/// Ends the session that the browser had: a new one never goes on with an old secret.
pub(super) async fn end(desk: &Desk, earlier: Option<SignedIn>) -> Result<(), Failure> {
    if let Some(SignedIn(who)) = earlier
        && let Some(digest) = who.session()
    {
        desk.ops.store.end_session(digest).await?;
    }
    Ok(())
}

fn welcome(secret: &str, next: &str) -> Response {
    with_cookie(Redirect::to(next).into_response(), secret, "")
}

/// The cookie of a session that has begun.
pub(super) fn session_cookie(secret: &str) -> String {
    format!("{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

fn with_cookie(mut response: Response, secret: &str, more: &str) -> Response {
    let text = format!("{}{more}", session_cookie(secret));
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in ["//evil.example", "https://evil.example", "/\\evil", "", "/a?b=//c", "/%2f/x"]
        {
            assert_eq!(own(next), "/", "{next}");
        }
        assert_eq!(own("/cases/P0000012.1"), "/cases/P0000012.1");
    }
}

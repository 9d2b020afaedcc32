//! Who asks: somebody signed in by a browser, or a program with a token.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::{HeaderMap, Method, header, request::Parts};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Actor, Country};
use jiff::{SignedDuration, Timestamp};
use persistence::{Account, DeskSession};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::{Act, Asker};
use crate::problem::ApiFailure;
use crate::secret::{digest_of, same};
use crate::text::add;

/// The cookie of a session. The prefix makes browsers keep it to this host and to TLS.
pub(crate) const COOKIE: &str = "__Host-caseflight";
/// How long a session may lie idle.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How often its use is noted.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// The header in which a program in a browser sends what forms send as `csrf`.
const CSRF_HEADER: &str = "x-csrf-token";

/// Somebody who asks.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// In the history.
    pub(crate) actor: Actor,
    /// On pages.
    pub(crate) name: String,
    pub(crate) office: String,
    pub(crate) country: Option<Country>,
    every_office: bool,
    via: Via,
}

#[derive(Debug, Clone)]
enum Via {
    Session { digest: String, csrf: String },
    Token { scopes: Vec<String> },
}

/// Somebody signed in by a browser. Others are sent to sign in.
#[derive(Debug)]
pub(crate) struct SignedIn(pub(crate) Who);

/// Somebody who may use the API: by token, or by a session as pages have it.
#[derive(Debug)]
pub(crate) struct ApiUser(pub(crate) Who);

impl Who {
    fn new(desk: &Desk, account: Account, role: domain::Role, via: Via) -> Option<Self> {
        // A role that was taken away since is not theirs any more.
        if account.disabled_at.is_some() || !account.roles.contains(&role) {
            return None;
        }
        Some(Self {
            actor: Actor::new(role, account.user),
            name: account.name,
            office: account.office.unwrap_or_default(),
            country: account.country,
            every_office: desk.ops.rules.role(role).is_some_and(|rule| rule.every_office),
            via,
        })
    }

    /// As policies see them.
    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker {
            role: self.actor.role,
            office: &self.office,
            every_office: self.every_office,
            country: self.country.as_ref().map_or("", Country::as_str),
        }
    }

    /// Whether they see every office's cases.
    pub(crate) fn sees_every_office(&self) -> bool {
        self.every_office
    }

    /// Whether they work for a foreign state.
    pub(crate) fn is_consul(&self) -> bool {
        self.actor.role == domain::Role::ForeignConsularUser
    }

    /// What forms send back; empty for tokens, which send none.
    pub(crate) fn csrf(&self) -> &str {
        match &self.via {
            Via::Session { csrf, .. } => csrf,
            Via::Token { .. } => "",
        }
    }

    /// The digest of their session, to end it.
    pub(crate) fn session(&self) -> Option<&str> {
        match &self.via {
            Via::Session { digest, .. } => Some(digest),
            Via::Token { .. } => None,
        }
    }

    /// Refuses if they come with a token that is not good for `act`.
    pub(crate) fn in_scope(&self, act: Act) -> Result<(), Failure> {
        match &self.via {
            Via::Session { .. } => Ok(()),
            Via::Token { scopes } if scopes.iter().any(|s| s == act.scope().code()) => Ok(()),
            Via::Token { .. } => Err(Failure::Scope(act.scope().code())),
        }
    }
}

/// Whether a session is over at `now`.
fn is_over(session: &DeskSession, now: Timestamp) -> bool {
    now >= session.ends_at || now.duration_since(session.seen_at) >= IDLE
}

/// Who sent the cookie, if the session is good.
async fn by_cookie(desk: &Desk, headers: &HeaderMap) -> Result<Option<Who>, Failure> {
    let Some(secret) = cookie(headers, COOKIE) else { return Ok(None) };
    let digest = digest_of(secret);
    let store = &desk.ops.store;
    let Some((session, account)) = store.desk_session(&digest).await? else { return Ok(None) };
    let now = desk.wall.now().at();
    if is_over(&session, now) {
        store.end_session(&digest).await?;
        return Ok(None);
    }
    if now.duration_since(session.seen_at) >= TOUCH_EVERY {
        store.touch_session(&digest, now).await?;
    }
    Ok(Who::new(desk, account, session.role, Via::Session { digest, csrf: session.csrf }))
}

/// Whose token it is, if it is good.
async fn by_token(desk: &Desk, secret: &str) -> Result<Option<Who>, Failure> {
    let store = &desk.ops.store;
    let Some((token, account)) = store.desk_token(&digest_of(secret)).await? else {
        return Ok(None);
    };
    if token.revoked_at.is_some() || desk.wall.now().at() >= token.ends_at {
        return Ok(None);
    }
    Ok(Who::new(desk, account, token.role, Via::Token { scopes: token.scopes }))
}

/// The value of the cookie `name`.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Refuses a request that a browser says another site sent.
pub(crate) fn from_here(headers: &HeaderMap) -> Result<(), Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(Failure::Forged) };
    }
    let Some(origin) = text("origin") else { return Ok(()) };
    let host = origin.split_once("://").map(|(_, host)| host);
    if host.is_some() && host == text("host") { Ok(()) } else { Err(Failure::Forged) }
}

/// Refuses unless `sent` is what the forms of this session send.
pub(crate) fn from_our_form(who: &Who, sent: &str) -> Result<(), Failure> {
    if !who.csrf().is_empty() && same(sent, who.csrf()) { Ok(()) } else { Err(Failure::Forged) }
}

impl FromRequestParts<Desk> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        match by_cookie(desk, &parts.headers).await {
            Ok(Some(who)) => Ok(Self(who)),
            Ok(None) => {
                let back = if parts.method == Method::GET { parts.uri.path() } else { "/" };
                Err(Redirect::to(&format!("/sign-in?next={}", encoded(back))).into_response())
            }
            Err(failure) => Err(crate::pages::plain_failure(&failure)),
        }
    }
}

impl OptionalFromRequestParts<Desk> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Option<Self>, Response> {
        let found = by_cookie(desk, &parts.headers).await;
        found.map(|who| who.map(Self)).map_err(|failure| crate::pages::plain_failure(&failure))
    }
}

impl FromRequestParts<Desk> for ApiUser {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, ApiFailure> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let secret = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
            let who = match secret {
                Some(secret) => by_token(desk, secret.trim()).await?,
                None => None,
            };
            return who.map(Self).ok_or(ApiFailure(Failure::NotSignedIn));
        }
        let who = by_cookie(desk, &parts.headers).await?;
        let who = who.ok_or(ApiFailure(Failure::NotSignedIn))?;
        if !parts.method.is_safe() {
            from_here(&parts.headers)?;
            let sent = parts.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
            from_our_form(&who, sent.unwrap_or_default())?;
        }
        Ok(Self(who))
    }
}

/// `text` as it may stand in a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/') {
            out.push(char::from(byte));
        } else {
            add(&mut out, format_args!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(pairs: &[(&'static str, &'static str)], is_here: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        assert_eq!(from_here(&headers).is_ok(), is_here, "{pairs:?}");
    }

    #[test]
    fn what_another_site_sent_is_refused() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("origin", "https://desk.example"), ("host", "desk.example")], true);
        check(&[("origin", "https://evil.example"), ("host", "desk.example")], false);
        check(&[("origin", "null"), ("host", "desk.example")], false);
        check(&[], true);
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; __Host-caseflight=x; b=2"));
        assert_eq!(cookie(&headers, COOKIE), Some("x"));
        assert_eq!(cookie(&headers, "c"), None);
    }
}

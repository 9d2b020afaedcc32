//! What a form sent: read only if it comes from one of our own pages.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::Version;
use serde::de::DeserializeOwned;

use super::{failure_page, upload};
use crate::deeds::Asked;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::who::{SignedIn, Who, from_here, from_our_form};

/// What a form sent, and who sent it.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) who: Who,
    pub(super) headers: HeaderMap,
    /// Fields without the marks of the form itself.
    pub(super) typed: HashMap<String, String>,
    /// What was picked in a list: the one field that a form may send many times.
    pub(super) picked: Vec<String>,
    seen: Option<String>,
}

/// The fields of a form as browsers send them, the last of each name.
pub(super) fn fields(bytes: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// Every value of the one field that may be sent many times.
fn picked(bytes: &[u8]) -> Vec<String> {
    let picks = form_urlencoded::parse(bytes).filter(|(name, _)| name == "pick");
    picks.map(|(_, value)| value.into_owned()).collect()
}

/// Refuses what is no form.
pub(super) fn is_form(headers: &HeaderMap) -> Result<(), Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok(());
    }
    let detail = "send the form as a browser does".to_owned();
    Err(Failure::Unreadable { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, detail })
}

impl FromRequest<Desk> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let SignedIn(who) = SignedIn::from_request_parts(&mut parts, desk).await?;
        let mut headers = parts.headers.clone();
        // What was done before is not told again beside what became of this.
        headers.remove(header::COOKIE);
        let request = Request::from_parts(parts, body);
        let read = match is_form(&headers) {
            _ if upload::is_upload(&headers) => {
                upload::fields(request).await.map(|fields| (fields, Vec::new()))
            }
            Ok(()) => match Bytes::from_request(request, desk).await {
                Ok(bytes) => Ok((fields(&bytes), picked(&bytes))),
                Err(rejection) => Err(Failure::Unreadable {
                    status: rejection.status(),
                    detail: rejection.body_text(),
                }),
            },
            Err(failure) => Err(failure),
        };
        let (mut typed, picked) = match read {
            Ok(read) => read,
            Err(failure) => return Err(failure_page(desk, &who, &headers, &failure).await),
        };
        typed.remove("pick");
        let csrf = typed.remove("csrf").unwrap_or_default();
        let trusted = from_here(&headers).and_then(|()| from_our_form(&who, &csrf));
        if let Err(failure) = trusted {
            return Err(failure_page(desk, &who, &headers, &failure).await);
        }
        let seen = typed.remove("seen");
        Ok(Self { who, headers, typed, picked, seen })
    }
}

/// Fields that are boxes: sent as `on`, or not at all.
const BOXES: &[&str] = &["interpreter", "single_use", "alternate"];
/// Fields that are numbers.
const NUMBERS: &[&str] =
    &["alternates", "stop", "seats", "list_cap", "notice_days", "max_class3", "nurses"];

/// What a field says, as JSON would say it.
fn value(name: &str, text: &str) -> Result<serde_json::Value, Failure> {
    if BOXES.contains(&name) {
        return Ok((!text.is_empty()).into());
    }
    if NUMBERS.contains(&name) {
        let number = text.trim().parse::<u16>();
        let wrong = |_| vec![Fault::of(name, "must be a whole number from 0 to 65535")];
        return Ok(number.map_err(wrong)?.into());
    }
    Ok(text.into())
}

impl Posted {
    /// The fields as `T`. Empty ones count as left out.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        Self::read_from(&self.typed)
    }

    /// The same from some of the fields.
    pub(super) fn read_from<T: DeserializeOwned>(
        typed: &HashMap<String, String>,
    ) -> Result<T, Failure> {
        let mut sent = serde_json::Map::new();
        let is_left_out =
            |name: &str, text: &str| NUMBERS.contains(&name) && text.trim().is_empty();
        for (name, text) in typed.iter().filter(|(name, text)| !is_left_out(name, text)) {
            sent.insert(name.clone(), value(name, text)?);
        }
        let value = serde_json::Value::Object(sent);
        serde_json::from_value(value).map_err(|error| {
            let detail = error.to_string();
            // "missing field `kind`" and "unknown field `x`" name the field.
            let name = detail.split('`').nth(1).unwrap_or_default();
            Failure::Invalid(vec![Fault::of(name, detail.clone())])
        })
    }

    /// How it is asked, having seen the version that the form was drawn from.
    pub(super) fn asked(&self) -> Result<Asked<'_>, Failure> {
        let Some(seen) = &self.seen else { return Err(Failure::VersionMissing) };
        let mut faults = Faults::default();
        let version: Option<Version> = faults.version("seen", seen);
        let version = faults.done(version)?;
        Ok(Asked { who: &self.who, seen: Some(version) })
    }

    /// How it is asked where nothing can be overwritten.
    pub(super) fn asked_blind(&self) -> Asked<'_> {
        Asked { who: &self.who, seen: None }
    }
}

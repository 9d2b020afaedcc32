//! What handlers of the API are given: bodies, queries and paths whose faults are problems, and
//! the headers that a change carries.

use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use domain::Version;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::failure::Failure;
use crate::problem::ApiFailure;

/// A body of JSON: an object, as every description says.
#[derive(Debug)]
pub(crate) struct ApiJson<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiFailure> {
        let Json(Object(body)) = Json::<Object<T>>::from_request(request, state).await?;
        Ok(Self(body))
    }
}

/// A list has no names: read as an object, its values would be taken for members by their order.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Members(PhantomData))
    }
}

/// Reads a member that is an object itself.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Object::deserialize(from).map(|Object(value)| value)
}

/// Reads a member that is a list of objects.
pub(crate) fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let values = Vec::<Object<T>>::deserialize(from)?;
    Ok(values.into_iter().map(|Object(value)| value).collect())
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// What stands behind the question mark.
#[derive(Debug, FromRequestParts)]
#[from_request(via(Query), rejection(ApiFailure))]
pub(crate) struct ApiQuery<T>(pub(crate) T);

/// The parts of the path that vary.
#[derive(Debug, FromRequestParts)]
#[from_request(via(Path), rejection(ApiFailure))]
pub(crate) struct ApiPath<T>(pub(crate) T);

/// The version that the asker saw. A change without one is refused with 428.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub(crate) Version);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiFailure> {
        version_in(&parts.headers).map(Self).map_err(ApiFailure)
    }
}

/// Reads `If-Match: "7"`.
fn version_in(headers: &HeaderMap) -> Result<Version, Failure> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Err(Failure::VersionMissing) };
    let number = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    // A tag that we never gave fits nothing: the answer is the same as for an old one.
    number.map(Version).ok_or_else(|| Failure::Changed {
        what: "it".to_owned(),
        seen: Version(0),
        now: Version(0),
    })
}

/// The tag of a version.
pub(crate) fn etag(version: Version) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_was_given() {
        let mut headers = HeaderMap::new();
        assert!(matches!(version_in(&headers), Err(Failure::VersionMissing)));
        headers.insert(header::IF_MATCH, etag(Version(7)));
        assert_eq!(version_in(&headers).unwrap(), Version(7));
        for wrong in ["7", "*", "W/\"7\"", "\"x\""] {
            headers.insert(header::IF_MATCH, HeaderValue::from_static(wrong));
            assert!(matches!(version_in(&headers), Err(Failure::Changed { .. })), "{wrong}");
        }
    }
}

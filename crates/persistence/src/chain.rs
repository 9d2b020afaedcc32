//! The hash chain of a stream: each event's hash covers the one before it.

use domain::{Stamp, Version};
use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use serde::Serialize;

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands before the first event.
pub(crate) const START: Hash = [0; 32];

/// A stamp in the form that is hashed: fixed order, instants in microseconds.
#[derive(Debug, Serialize)]
struct Canonical<'a> {
    at: i64,
    by_role: &'a str,
    by_user: &'a str,
    rules: &'a str,
    reason: &'a str,
}

/// The columns of a stamp, as stored and hashed.
pub(crate) fn canonical(
    at: i64,
    by_role: &str,
    by_user: &str,
    rules: &str,
    reason: &str,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Canonical { at, by_role, by_user, rules, reason })
}

/// The same of a domain stamp.
pub(crate) fn canonical_stamp(stamp: &Stamp) -> Result<String, serde_json::Error> {
    canonical(
        micros(stamp.at),
        stamp.by.role.code(),
        stamp.by.user.as_str(),
        &stamp.rules,
        &stamp.reason,
    )
}

/// The hash of the event at `version`: of what stood before, the version, the stamp, the body.
pub(crate) fn link(before: &Hash, version: Version, stamp: &str, body: &str) -> Hash {
    let mut hash = Context::new(&SHA256);
    hash.update(before);
    hash.update(&version.0.to_le_bytes());
    hash.update(stamp.as_bytes());
    hash.update(body.as_bytes());
    let digest = hash.finish();
    let mut out = START;
    for (to, from) in out.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    out
}

/// An instant as stored.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// An instant to the microsecond, as it will come back.
pub(crate) fn rounded(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(micros(at)).unwrap_or(at)
}

/// The tag of an event's JSON: `{"type":"tag",…`.
pub(crate) fn tag(body: &str) -> Option<&str> {
    body.strip_prefix(r#"{"type":""#)?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let hash = link(&START, Version(1), "s", "b");
        assert_ne!(hash, link(&hash, Version(1), "s", "b"));
        assert_ne!(hash, link(&START, Version(2), "s", "b"));
        assert_ne!(hash, link(&START, Version(1), "t", "b"));
        assert_ne!(hash, link(&START, Version(1), "s", "c"));
    }

    #[test]
    fn the_tag_is_the_kind() {
        assert_eq!(tag(r#"{"type":"order_became_final"}"#), Some("order_became_final"));
        assert_eq!(tag(r#"{"version":1}"#), None);
    }
}

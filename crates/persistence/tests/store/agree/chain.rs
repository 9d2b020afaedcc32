//! The hash chain, worked out apart from the store.

use domain::{CaseEvent, Stamp};
use ring::digest::{Context, SHA256};
use serde::Serialize;

#[derive(Serialize)]
struct Canonical<'a> {
    at: i64,
    by_role: &'a str,
    by_user: &'a str,
    rules: &'a str,
    reason: &'a str,
}

/// The hash of an event that comes after `before`.
pub fn hash(before: Option<&[u8; 32]>, version: i64, stamp: &Stamp, event: &CaseEvent) -> [u8; 32] {
    let (at, by) = (stamp.at.as_microsecond(), &stamp.by);
    let (by_role, by_user) = (by.role.code(), by.user.as_str());
    let stamp = Canonical { at, by_role, by_user, rules: &stamp.rules, reason: &stamp.reason };
    let mut hash = Context::new(&SHA256);
    hash.update(before.unwrap_or(&[0; 32]));
    hash.update(&version.to_le_bytes());
    hash.update(serde_json::to_string(&stamp).unwrap().as_bytes());
    hash.update(serde_json::to_string(event).unwrap().as_bytes());
    hash.finish().as_ref().try_into().unwrap()
}

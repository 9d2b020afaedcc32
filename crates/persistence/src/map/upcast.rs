//! Events of older forms, read as the present one.
//!
//! What is stored never changes: its hash covers it byte for byte. When the form of an event
//! changes, its new form is written with `"v"` one higher, and an upcaster is added here that
//! turns the old one into it. None is ever taken away. Without `"v"` a body is of version 1.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::chain::tag;

/// From one version of a kind of event to the next.
pub(crate) struct Upcast {
    pub(crate) kind: &'static str,
    pub(crate) from: u64,
    pub(crate) up: fn(&mut Map<String, Value>),
}

/// All of them. So far every event has the form that it was first written in.
pub(crate) const ALL: &[Upcast] = &[];

/// The body as it would be written today.
pub(crate) fn upcast<'b>(body: &'b str, all: &[Upcast]) -> Result<Cow<'b, str>, serde_json::Error> {
    let Some(kind) = tag(body) else { return Ok(Cow::Borrowed(body)) };
    if all.iter().all(|one| one.kind != kind) {
        return Ok(Cow::Borrowed(body));
    }
    let mut value: Map<String, Value> = serde_json::from_str(body)?;
    let mut version = value.remove("v").and_then(|v| v.as_u64()).unwrap_or(1);
    while let Some(one) = all.iter().find(|one| one.kind == kind && one.from == version) {
        (one.up)(&mut value);
        version += 1;
    }
    serde_json::to_string(&value).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &[Upcast] = &[
        Upcast {
            kind: "moved",
            from: 1,
            up: |body| {
                let to = body.remove("where").unwrap_or_default();
                body.insert("to".to_owned(), to);
            },
        },
        Upcast {
            kind: "moved",
            from: 2,
            up: |body| {
                body.entry("on_foot").or_insert(Value::Bool(false));
            },
        },
    ];

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(upcast(body, EXAMPLES).unwrap(), expected);
    }

    #[test]
    fn an_old_form_becomes_the_present_one_step_by_step() {
        let present = r#"{"on_foot":false,"to":"KRO","type":"moved"}"#;
        check(r#"{"type":"moved","where":"KRO"}"#, present);
        check(r#"{"type":"moved","v":2,"to":"KRO"}"#, present);
        check(r#"{"type":"moved","v":3,"to":"KRO","on_foot":false}"#, present);
    }

    #[test]
    fn what_never_changed_is_read_as_it_is() {
        let body = r#"{"type":"opened",   "where":1}"#;
        check(body, body);
    }
}

//! The problems that every address may answer with, as its description tells them.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};

/// What a reading may answer besides what was asked for.
pub(crate) struct ReadProblems;

/// What a change may answer besides what was done.
pub(crate) struct ChangeProblems;

const READ: &[(&str, &str)] = &[
    ("400", "The request cannot be read"),
    ("401", "Not signed in"),
    ("403", "A policy, or the token's scope, says no"),
    ("404", "There is no such thing"),
    ("422", "Fields that cannot be used"),
    ("429", "Too much was asked for: see Retry-After"),
    ("500", "Something broke"),
    ("503", "Busy: try again"),
];

const CHANGE: &[(&str, &str)] = &[
    ("409", "A rule says no, or the same request is being answered"),
    ("412", "It has changed since it was read"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON"),
    ("428", "If-Match is missing"),
];

fn problem(words: &str) -> RefOr<Response> {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description(words);
    RefOr::T(response.content("application/problem+json", content).build())
}

fn all<'a>(
    list: impl Iterator<Item = &'a (&'a str, &'a str)>,
) -> BTreeMap<String, RefOr<Response>> {
    list.map(|(status, words)| ((*status).to_owned(), problem(words))).collect()
}

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        all(READ.iter())
    }
}

impl IntoResponses for ChangeProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        all(READ.iter().chain(CHANGE))
    }
}

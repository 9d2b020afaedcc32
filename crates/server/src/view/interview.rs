//! An interview, as its reader may see it.

use domain::{Case, Interview};
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;
use crate::sight::Sight;

/// An interview that an agency asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct InterviewView {
    #[schema(example = "P0000012-i1")]
    pub(crate) id: String,
    /// The request that it is about.
    pub(crate) document: String,
    /// How.
    #[schema(example = "video")]
    pub(crate) mode: &'static str,
    /// The day on which the agency asked for it.
    pub(crate) asked_on: String,
    /// When it takes place.
    #[schema(nullable = true)]
    pub(crate) at: Option<String>,
    /// Where, or by which line.
    #[schema(nullable = true)]
    pub(crate) place: Option<String>,
    /// The language to be interpreted.
    #[schema(nullable = true)]
    pub(crate) language: Option<String>,
    /// What became of it last.
    #[schema(nullable = true)]
    pub(crate) outcome: Option<&'static str>,
    /// What else was asked for, or why it was not attended, postponed or called off.
    #[schema(nullable = true)]
    pub(crate) note: Option<String>,
    /// Whether it is still to come.
    pub(crate) open: bool,
}

/// A consular user sees the interviews about requests to the own state: they asked for them.
pub(super) fn interview(one: &Interview, case: &Case, sight: &Sight) -> Option<InterviewView> {
    let request = case.documents.iter().find(|document| document.id == one.document);
    let own = request
        .is_some_and(|request| request.issuing_country.read() == case.person.nationality.read());
    if sight.fields.is_some() && !own {
        return None;
    }
    Some(InterviewView {
        id: one.id.to_string(),
        document: one.document.to_string(),
        mode: one.mode.code(),
        asked_on: one.asked_on.to_string(),
        at: maybe(one.at),
        place: maybe(one.place.as_ref()),
        language: maybe(one.language.as_ref()),
        outcome: one.outcome.map(|outcome| outcome.code()),
        note: maybe(one.note.as_ref()),
        open: one.is_open(),
    })
}

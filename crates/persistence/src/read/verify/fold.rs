//! A case or flight as its history says it is: its events, one applied after the other.

use std::borrow::Cow;

use domain::{Case, Flight, FlightPlan, Version};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Head;
use crate::entity::event;
use crate::map::{UPCASTS, upcast};
use crate::transition::Aggregate;

/// What a history begins with.
pub(super) trait Opened: Aggregate<Event: DeserializeOwned> {
    /// What the first event, written as `body`, opens. Its kind was looked at before, and beside
    /// that it is what it opens.
    fn opened(body: &str) -> Option<Self>;
}

impl Opened for Case {
    fn opened(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

impl Opened for Flight {
    fn opened(body: &str) -> Option<Self> {
        serde_json::from_str::<FlightPlan>(body).ok().map(Self::new)
    }
}

/// What the events in `rows` come to, in the very way in which they were applied when they were
/// recorded; `see` is shown each but the first. Or the version of the first that cannot be read.
pub(super) fn fold<'r, T: Opened>(
    rows: &'r [event::Model],
    mut see: impl FnMut(&'r event::Model, &T::Event),
) -> Result<T, Version> {
    let mut value: Option<T> = None;
    for row in rows {
        let unread = |_| Version(row.version);
        let body = upcast(&row.body, UPCASTS).map_err(unread)?;
        value = Some(match value {
            None => T::opened(&body).ok_or(Version(row.version))?,
            Some(value) => {
                let event: T::Event = serde_json::from_str(&body).map_err(unread)?;
                see(row, &event);
                value.after(&event, &mut T::Touched::default())
            }
        });
    }
    value.ok_or(Version(1))
}

/// The part of a first event that says what it opens.
#[derive(Deserialize)]
struct Opening<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// Whether `first` opens the case or flight of `head`, and no other.
pub(super) fn names(first: &event::Model, head: &Head) -> bool {
    let kind = if head.is_case == 0 { "scheduled" } else { "opened" };
    let Ok(body) = upcast(&first.body, UPCASTS) else { return false };
    serde_json::from_str::<Opening<'_>>(&body)
        .is_ok_and(|opening| opening.kind == kind && opening.id == head.id)
}

//! What a crash left behind, checked: is the history whole?
//!
//! A pure function over rows that somebody read, so that tests can plant faults, and every crash
//! test, on either database, ends with the same check. It knows nothing of how the rows came to
//! be; it says what cannot be so if each commit happened once, whole and in order.

mod acks;
mod feed;
mod finding;
mod index;
mod messages;
mod rows;
mod streams;
#[cfg(test)]
mod tests;

pub use finding::{Fault, Finding};
pub use rows::{Acknowledged, EventRow, Feed, FeedRow, HeadRow, History, InboxRow, Place};

use index::Index;

/// Everything wrong with the history, by stream and version; nothing, if it is whole.
///
/// ```
/// use worker::history::{EventRow, Fault, History, check};
///
/// let event = |version| EventRow {
///     stream: "case:1".to_owned(),
///     version,
///     message: None,
///     chained: true,
/// };
/// let history = History { events: vec![event(1), event(3)], ..History::default() };
///
/// let findings = check(&history);
/// assert_eq!(findings[0].fault, Fault::Gap { missing: 1 });
/// assert_eq!(findings[0].to_string(), "case:1 at version 3: 1 version missing before it");
/// ```
pub fn check(history: &History) -> Vec<Finding> {
    let index = Index::of(&history.events);
    let mut findings = Vec::new();
    streams::check(history, &index, &mut findings);
    messages::check(history, &index, &mut findings);
    acks::check(history, &index, &mut findings);
    if let Some(feed) = &history.feed {
        feed::check(feed, &index, &mut findings);
    }
    findings.sort();
    findings.dedup();
    findings
}

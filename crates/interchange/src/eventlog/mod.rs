//! The history of cases and flights as an event log, for process mining: OCEL 2.0 and XES.
//!
//! Objects and events go through one at a time, so a national year needs no more memory than a
//! page of it. There are ids and codes in a log, and no names, birth dates or numbers of people;
//! but it tells of holds and findings, so it is not for a foreign authority.

mod facts;
mod json;
mod links;
mod sqlite;
mod xes;

use std::io;

use jiff::Timestamp;

pub use facts::{case_objects, flight_objects};
pub use json::OcelJson;
pub use links::{Told, case_told, flight_told};
pub use sqlite::OcelSqlite;
pub use xes::Xes;

/// Kinds of object, each with its attributes; all are words.
pub(crate) const KINDS: &[(&str, &[&str])] = &[
    ("case", &["order_kind", "category", "removal_country", "office"]),
    ("person", &["nationality"]),
    ("document", &["kind", "issuing_country"]),
    ("hold", &["kind"]),
    ("flight", &["kind", "aircraft", "seats"]),
    ("manifest", &["list_cap"]),
];

/// What an event has beside its time and its objects; all are words.
pub(crate) const EVENT_ATTRIBUTES: &[&str] = &["role", "rules", "stage"];

/// One thing that events are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogObject {
    /// Its key, which no other object of any kind has.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Attributes, in the order of [`KINDS`]; what is not known is empty.
    pub attributes: Vec<String>,
    /// Other objects, and what they are to it.
    pub related: Vec<(String, &'static str)>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// The case or flight and its version.
    pub id: String,
    /// What happened.
    pub activity: String,
    /// When.
    pub at: Timestamp,
    /// In which role it was done.
    pub role: &'static str,
    /// Under which rules.
    pub rules: String,
    /// The stage that the case is at since, if it moved.
    pub stage: Option<&'static str>,
    /// What it was about, and how.
    pub related: Vec<(String, &'static str)>,
}

impl LogEvent {
    /// The attributes, in the order of [`EVENT_ATTRIBUTES`].
    pub(crate) fn attributes(&self) -> [&str; 3] {
        [self.role, &self.rules, self.stage.unwrap_or_default()]
    }
}

/// Where a log goes: first every object, then every event, then the end.
pub trait EventLog {
    /// Adds an object.
    fn object(&mut self, object: &LogObject) -> io::Result<()>;
    /// Adds an event. Those of one case or flight come together, in their order.
    fn event(&mut self, event: &LogEvent) -> io::Result<()>;
    /// Writes what is still to be written.
    fn finish(&mut self) -> io::Result<()>;
}

/// An instant as the logs write it: UTC, to the microsecond.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// When attributes hold that never change: readers take the beginning of time for "always".
pub(crate) const ALWAYS: &str = "1970-01-01T00:00:00.000000Z";

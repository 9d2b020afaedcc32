//! The event log, in order.

use std::collections::{BTreeMap, HashMap};

use super::EventRow;

/// The log by stream and version.
pub(super) struct Index<'a> {
    /// Each stream's events by version; of equal versions all.
    pub(super) streams: BTreeMap<&'a str, Vec<&'a EventRow>>,
    /// Each message's events.
    pub(super) messages: HashMap<&'a str, Vec<&'a EventRow>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(events: &'a [EventRow]) -> Self {
        let mut streams: BTreeMap<&str, Vec<&EventRow>> = BTreeMap::new();
        let mut messages: HashMap<&str, Vec<&EventRow>> = HashMap::new();
        for event in events {
            streams.entry(&event.stream).or_default().push(event);
            if let Some(message) = &event.message {
                messages.entry(message).or_default().push(event);
            }
        }
        for events in streams.values_mut() {
            events.sort_by_key(|event| event.version);
        }
        for events in messages.values_mut() {
            events.sort_by(|a, b| (&a.stream, a.version).cmp(&(&b.stream, b.version)));
        }
        Self { streams, messages }
    }

    /// All events of the version: one, in a sound log.
    pub(super) fn at(&self, stream: &str, version: i64) -> &[&'a EventRow] {
        let Some(events) = self.streams.get(stream) else { return &[] };
        let from = events.partition_point(|event| event.version < version);
        let to = events.partition_point(|event| event.version <= version);
        events.get(from..to).unwrap_or(&[])
    }
}

//! Each message once: its events stand together in a stream, and the inbox accounts for them.

use std::collections::HashMap;

use super::index::Index;
use super::{EventRow, Fault, Finding, History, InboxRow};

pub(super) fn check(history: &History, index: &Index<'_>, findings: &mut Vec<Finding>) {
    for (message, events) in &index.messages {
        for stream in events.chunk_by(|a, b| a.stream == b.stream) {
            runs(message, stream, findings);
        }
    }
    let Some(inbox) = &history.inbox else { return };
    let mut noted: HashMap<&str, &InboxRow> = HashMap::new();
    for row in inbox {
        if noted.insert(&row.message, row).is_some() {
            let message = row.message.clone();
            findings.push(Finding::of(Fault::InboxRepeated { message }));
        }
        accounts(row, index, findings);
    }
    for (message, events) in &index.messages {
        if noted.contains_key(message) {
            continue;
        }
        for event in events {
            let message = (*message).to_owned();
            let fault = Fault::NotInInbox { message };
            findings.push(Finding::at(&event.stream, event.version, fault));
        }
    }
}

/// The events of one message in one stream, by version: a second run was a second time. A second
/// time right behind the first looks like one run; only the inbox's count of events tells.
fn runs(message: &str, events: &[&EventRow], findings: &mut Vec<Finding>) {
    for (before, event) in events.iter().zip(events.iter().skip(1)) {
        if event.version - before.version > 1 {
            let fault = Fault::AppliedAgain { message: message.to_owned() };
            findings.push(Finding::at(&event.stream, event.version, fault));
        }
    }
}

/// What the inbox says of a message, against the log.
fn accounts(row: &InboxRow, index: &Index<'_>, findings: &mut Vec<Finding>) {
    let message = || row.message.clone();
    let events = index.messages.get(row.message.as_str()).map_or(&[][..], Vec::as_slice);
    if let Some(noted) = row.events
        && noted != events.len()
    {
        let found = events.len();
        findings.push(Finding::of(Fault::EventCount { message: message(), noted, found }));
    }
    for place in &row.wrote {
        let last = events.iter().rev().find(|event| event.stream == place.stream);
        if last.is_none_or(|event| event.version < place.version) {
            let fault = Fault::InboxAhead { message: message() };
            findings.push(Finding::at(&place.stream, place.version, fault));
        }
    }
    for event in events {
        let place = row.wrote.iter().find(|place| place.stream == event.stream);
        if place.is_none_or(|place| place.version < event.version) {
            let fault = Fault::NotNoted { message: message() };
            findings.push(Finding::at(&event.stream, event.version, fault));
        }
    }
}

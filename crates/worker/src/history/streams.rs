//! Each stream by itself: versions 1, 2, 3, …, chained, and its row at the last of them.

use std::collections::HashMap;

use super::index::Index;
use super::{EventRow, Fault, Finding, History};

pub(super) fn check(history: &History, index: &Index<'_>, findings: &mut Vec<Finding>) {
    for (stream, events) in &index.streams {
        versions(stream, events, findings);
    }
    if !history.heads.is_empty() {
        heads(history, index, findings);
    }
}

fn versions(stream: &str, events: &[&EventRow], findings: &mut Vec<Finding>) {
    let mut last = 0;
    for same in events.chunk_by(|a, b| a.version == b.version) {
        let Some(event) = same.first() else { continue };
        let version = event.version;
        let mut find = |fault| findings.push(Finding::at(stream, version, fault));
        if same.len() > 1 {
            find(Fault::Repeated { times: same.len() });
        }
        if same.iter().any(|event| !event.chained) {
            find(Fault::Unchained);
        }
        if version < 1 {
            find(Fault::BelowOne);
            continue;
        }
        let missing = version.saturating_sub(last).saturating_sub(1);
        if missing > 0 {
            find(Fault::Gap { missing });
        }
        last = version;
    }
}

fn heads(history: &History, index: &Index<'_>, findings: &mut Vec<Finding>) {
    let mut heads: HashMap<&str, i64> = HashMap::new();
    for head in &history.heads {
        let place = &head.place;
        if heads.insert(&place.stream, place.version).is_some() {
            findings.push(Finding::at(&place.stream, place.version, Fault::HeadRepeated));
        }
    }
    for (stream, events) in &index.streams {
        let last = events.last().map_or(0, |event| event.version);
        match heads.remove(stream) {
            None => findings.push(Finding::at(stream, last, Fault::NoHead)),
            Some(head) if head != last => {
                findings.push(Finding::at(stream, last, Fault::Head { head }));
            }
            Some(_) => {}
        }
    }
    // Rows without any event.
    for (stream, head) in heads.into_iter().filter(|(_, head)| *head != 0) {
        findings.push(Finding::at(stream, 0, Fault::Head { head }));
    }
}

//! What callers were told is in the log, and in the order in which they were told.

use std::collections::BTreeMap;

use super::index::Index;
use super::{Acknowledged, Fault, Finding, History};

pub(super) fn check(history: &History, index: &Index<'_>, findings: &mut Vec<Finding>) {
    let mut streams: BTreeMap<&str, Vec<&Acknowledged>> = BTreeMap::new();
    for ack in &history.acknowledged {
        let place = &ack.place;
        let events = index.at(&place.stream, place.version);
        let find = |fault| Finding::at(&place.stream, place.version, fault);
        if events.is_empty() {
            findings.push(find(Fault::AcknowledgedButLost));
        } else if let Some(message) = &ack.message
            && !events.iter().any(|event| event.message.as_ref() == Some(message))
        {
            findings.push(find(Fault::AcknowledgedButOther { message: message.clone() }));
        }
        streams.entry(&place.stream).or_default().push(ack);
    }
    for (stream, acks) in streams {
        order(stream, &acks, findings);
    }
}

/// Whatever began after another was answered comes after it.
fn order(stream: &str, acks: &[&Acknowledged], findings: &mut Vec<Finding>) {
    let times = |ack: &&Acknowledged| ack.between.map(|(from, to)| (from, to, ack.place.version));
    let mut by_begin: Vec<(u64, u64, i64)> = acks.iter().filter_map(times).collect();
    let mut by_end = by_begin.clone();
    by_begin.sort_unstable();
    by_end.sort_unstable_by_key(|(_, to, _)| *to);
    let mut ended = by_end.iter().peekable();
    let mut highest = i64::MIN;
    for (from, _, version) in by_begin {
        while let Some((_, _, before)) = ended.next_if(|(_, to, _)| *to < from) {
            highest = highest.max(*before);
        }
        if version <= highest {
            let fault = Fault::OutOfOrder { after: highest };
            findings.push(Finding::at(stream, version, fault));
        }
    }
}

//! The feed is the log in another order: every event once, positions without a gap.

use std::collections::BTreeMap;

use super::index::Index;
use super::{Fault, Feed, FeedRow, Finding, Place};

pub(super) fn check(feed: &Feed, index: &Index<'_>, findings: &mut Vec<Finding>) {
    let mut rows: Vec<&FeedRow> = feed.rows.iter().collect();
    rows.sort_by_key(|row| row.position);
    positions(&rows, findings);
    order(&rows, findings);
    union(&rows, &feed.pending, index, findings);
}

fn positions(rows: &[&FeedRow], findings: &mut Vec<Finding>) {
    let mut last = 0;
    for row in rows {
        let position = row.position;
        let place = &row.place;
        let step = position.saturating_sub(last);
        let fault = match step {
            1 => None,
            ..1 => Some(Fault::PositionRepeated { position }),
            2.. => Some(Fault::FeedGap { position, missing: step - 1 }),
        };
        findings.extend(fault.map(|fault| Finding::at(&place.stream, place.version, fault)));
        last = position;
    }
}

/// Within a stream, the feed goes by version.
fn order(rows: &[&FeedRow], findings: &mut Vec<Finding>) {
    let mut latest: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        let place = &row.place;
        let latest = latest.entry(&place.stream).or_insert(place.version);
        if place.version < *latest {
            let fault = Fault::FeedOrder { position: row.position };
            findings.push(Finding::at(&place.stream, place.version, fault));
        }
        *latest = place.version.max(*latest);
    }
}

/// What has a position and what waits for one is, together, the log.
fn union(rows: &[&FeedRow], pending: &[Place], index: &Index<'_>, findings: &mut Vec<Finding>) {
    let mut times: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    for place in rows.iter().map(|row| &row.place).chain(pending) {
        *times.entry((&place.stream, place.version)).or_default() += 1;
    }
    for ((stream, version), times) in &times {
        if *times > 1 {
            findings.push(Finding::at(stream, *version, Fault::FeedRepeated { times: *times }));
        }
        if index.at(stream, *version).is_empty() {
            findings.push(Finding::at(stream, *version, Fault::FeedAhead));
        }
    }
    for (stream, events) in &index.streams {
        for event in events {
            if !times.contains_key(&(stream, event.version)) {
                findings.push(Finding::at(stream, event.version, Fault::NotInFeed));
            }
        }
    }
}

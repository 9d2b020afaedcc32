//! The history of a whole database, checked after whatever happened to it.

use operations::Operations;
use persistence::Verified;
use worker::history::{EventRow, Feed, FeedRow, HeadRow, History, Place, check};

/// Everything wrong with what is on record; with the feed, which is brought up to date first.
pub(crate) async fn faults(ops: &Operations) -> Vec<String> {
    while ops.store.sequence_feed().await.unwrap() > 0 {}
    let (mut history, mut faults) = (History::default(), Vec::new());
    let mut after = None;
    let mut heads: Vec<(String, i64)> = Vec::new();
    loop {
        let page = ops.store.all_cases(after.as_ref(), 1_000).await.unwrap();
        let Some(last) = page.last else { break };
        after = Some(last);
        heads.extend(page.cases.iter().map(|case| (case.value.id.to_string(), case.version().0)));
    }
    for flight in ops.store.flights().await.unwrap() {
        heads.push((flight.value.id().to_string(), flight.version().0));
    }
    for (stream, version) in heads {
        let broken = match ops.store.verify_stream(&stream).await.unwrap() {
            Verified::Broken { version, .. } => Some(version.0),
            Verified::Intact { .. } => None,
            Verified::Differs { parts, .. } => {
                faults.push(format!("{stream}: {} differ from history", parts.join(", ")));
                None
            }
        };
        for event in ops.store.history(&stream).await.unwrap() {
            let chained = broken.is_none_or(|broken| event.version.0 < broken);
            let (stream, version) = (event.stream, event.version.0);
            history.events.push(EventRow { stream, version, message: None, chained });
        }
        history.heads.push(HeadRow { place: Place { stream, version } });
    }
    let mut feed = Feed::default();
    let mut position = 0;
    loop {
        let entries = ops.store.feed(position, 10_000).await.unwrap();
        let Some(last) = entries.last() else { break };
        position = last.position;
        feed.rows.extend(entries.into_iter().map(|entry| FeedRow {
            position: entry.position,
            place: Place { stream: entry.stream, version: entry.version },
        }));
    }
    history.feed = Some(feed);
    faults.extend(check(&history).iter().map(ToString::to_string));
    faults
}

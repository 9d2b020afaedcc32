//! Histories as they should be, made at random.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::*;

/// A commit: its stream, how many events, whether a message asked for it, whether the caller
/// heard of it.
type Commit = (u8, usize, bool, bool);

/// A history of up to forty commits to up to four streams, read in no particular order. The last
/// events still wait for their place in the feed.
pub(super) fn history() -> impl Strategy<Value = History> {
    let commits = vec((0..4_u8, 1..4_usize, any::<bool>(), any::<bool>()), 2..40);
    (commits, 0..5_usize)
        .prop_map(|(commits, waiting)| written(&commits, waiting))
        .prop_flat_map(|history| (Just(history.events.clone()).prop_shuffle(), Just(history)))
        .prop_map(|(events, history)| History { events, ..history })
}

fn written(commits: &[Commit], waiting: usize) -> History {
    let mut history = History::default();
    let mut versions: BTreeMap<String, i64> = BTreeMap::new();
    let mut order = Vec::new();
    let mut inbox = Vec::new();
    for (time, (stream, count, asked, heard)) in (0..).zip(commits) {
        let stream = format!("case:{stream}");
        let version = versions.entry(stream.clone()).or_default();
        let message = asked.then(|| format!("message:{time}"));
        for _ in 0..*count {
            *version += 1;
            let message = message.clone();
            order.push(Place { stream: stream.clone(), version: *version });
            let version = *version;
            history.events.push(EventRow {
                stream: stream.clone(),
                version,
                message,
                chained: true,
            });
        }
        let place = Place { stream: stream.clone(), version: *version };
        if *heard {
            let between = Some((2 * time, 2 * time + 3));
            let message = message.clone();
            history.acknowledged.push(Acknowledged { place: place.clone(), message, between });
        }
        if let Some(message) = message {
            inbox.push(InboxRow { message, wrote: vec![place], events: Some(*count) });
        }
    }
    let pending = order.split_off(order.len().saturating_sub(waiting));
    let rows = order.into_iter().zip(1..);
    let rows = rows.map(|(place, position)| FeedRow { position, place }).collect();
    let heads = versions.into_iter();
    history.heads =
        heads.map(|(stream, version)| HeadRow { place: Place { stream, version } }).collect();
    history.inbox = Some(inbox);
    history.feed = Some(Feed { rows, pending });
    history
}

proptest! {
    #[test]
    fn a_sound_history_has_no_findings(history in history()) {
        prop_assert_eq!(check(&history), vec![]);
    }
}

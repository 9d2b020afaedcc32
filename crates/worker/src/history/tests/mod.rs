//! A sound history has no findings, and no planted fault goes unfound.

mod planted;
mod sound;

use super::*;

fn place(stream: &str, version: i64) -> Place {
    Place { stream: stream.to_owned(), version }
}

fn event(stream: &str, version: i64) -> EventRow {
    EventRow { stream: stream.to_owned(), version, message: None, chained: true }
}

fn answers(message: &str, stream: &str, version: i64) -> EventRow {
    EventRow { message: Some(message.to_owned()), ..event(stream, version) }
}

#[track_caller]
fn lines(history: &History, expected: &[&str]) {
    let found: Vec<String> = check(history).iter().map(Finding::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn nothing_at_all_is_whole() {
    lines(&History::default(), &[]);
}

#[test]
fn a_message_may_change_several_streams_once_each() {
    let history = History {
        events: vec![answers("m", "a", 1), answers("m", "a", 2), answers("m", "b", 1)],
        inbox: Some(vec![InboxRow {
            message: "m".to_owned(),
            wrote: vec![place("a", 2), place("b", 1)],
            events: Some(3),
        }]),
        ..History::default()
    };
    lines(&history, &[]);
}

#[test]
fn a_message_that_changed_nothing_is_in_the_inbox_all_the_same() {
    let row = InboxRow { message: "m".to_owned(), wrote: vec![], events: Some(0) };
    lines(&History { inbox: Some(vec![row]), ..History::default() }, &[]);
}

#[test]
fn answers_that_overlapped_may_come_in_either_order() {
    let ack = |version, from, to| Acknowledged {
        place: place("a", version),
        message: None,
        between: Some((from, to)),
    };
    let events = vec![event("a", 1), event("a", 2)];
    let acknowledged = vec![ack(2, 0, 5), ack(1, 5, 9)];
    let history = History { events: events.clone(), acknowledged, ..History::default() };
    lines(&history, &[]);

    let acknowledged = vec![ack(2, 0, 5), ack(1, 6, 9)];
    let history = History { events, acknowledged, ..History::default() };
    lines(&history, &["a at version 1: begun after version 2 had been answered"]);
}

#[test]
fn one_version_acknowledged_twice_in_turn_was_promised_twice() {
    let ack =
        |from, to| Acknowledged { place: place("a", 1), message: None, between: Some((from, to)) };
    let history = History {
        events: vec![event("a", 1)],
        acknowledged: vec![ack(0, 1), ack(2, 3)],
        ..History::default()
    };
    lines(&history, &["a at version 1: begun after version 1 had been answered"]);
}

#[test]
fn a_row_without_events_says_nought() {
    let heads = |version| vec![HeadRow { place: place("a", version) }];
    lines(&History { heads: heads(0), ..History::default() }, &[]);
    let history = History { heads: heads(3), ..History::default() };
    lines(&history, &["a at version 0: the last event, but the stream's row says 3"]);
}

#[test]
fn words_name_ids_and_numbers_only() {
    let history = History {
        events: vec![event("a", 0), event("a", 1), event("a", 1), event("a", 4)],
        heads: vec![HeadRow { place: place("a", 3) }],
        feed: Some(Feed {
            rows: vec![FeedRow { position: 2, place: place("a", 1) }],
            pending: vec![place("b", 1)],
        }),
        ..History::default()
    };
    lines(
        &history,
        &[
            "a at version 0: versions begin with 1",
            "a at version 0: neither in the feed nor waiting for it",
            "a at version 1: 2 events of this version",
            "a at version 1: feed position 2: 1 missing before it",
            "a at version 4: 2 versions missing before it",
            "a at version 4: the last event, but the stream's row says 3",
            "a at version 4: neither in the feed nor waiting for it",
            "b at version 1: in the feed, but not in the log",
        ],
    );
}

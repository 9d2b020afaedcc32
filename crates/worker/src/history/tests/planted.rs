//! One fault in a sound history, and the finding that must name it, with stream and version.

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::*;
use super::sound::history;

/// Checks that among the findings there is this one.
fn named(
    history: &History,
    stream: &str,
    version: i64,
    fault: &Fault,
) -> Result<(), TestCaseError> {
    let findings = check(history);
    let found = findings.iter().any(|finding| {
        finding.stream.as_deref() == Some(stream)
            && finding.version == Some(version)
            && finding.fault == *fault
    });
    prop_assert!(found, "{fault:?} at {stream} {version} is not among {findings:?}");
    Ok(())
}

/// Checks that among the findings there is this one, of no stream.
fn named_of_none(history: &History, fault: &Fault) -> Result<(), TestCaseError> {
    let findings = check(history);
    let found = findings.iter().any(|finding| finding.stream.is_none() && finding.fault == *fault);
    prop_assert!(found, "{fault:?} is not among {findings:?}");
    Ok(())
}

/// The last version of a stream.
fn last(history: &History, stream: &str) -> i64 {
    let events = history.events.iter().filter(|event| event.stream == stream);
    events.map(|event| event.version).max().unwrap()
}

proptest! {
    #[test]
    fn a_lost_event_is_found(mut history in history(), pick: Index) {
        let lost = history.events.remove(pick.index(history.events.len()));
        let (stream, version) = (lost.stream.as_str(), lost.version);
        let after = history.events.iter().any(|event| event.stream == stream && event.version > version);
        if after {
            named(&history, stream, version + 1, &Fault::Gap { missing: 1 })?;
        } else if version > 1 {
            named(&history, stream, version - 1, &Fault::Head { head: version })?;
        } else {
            named(&history, stream, 0, &Fault::Head { head: version })?;
        }
        named(&history, stream, version, &Fault::FeedAhead)?;
    }

    #[test]
    fn an_event_written_twice_is_found(mut history in history(), pick: Index) {
        let twice = pick.get(&history.events).clone();
        history.events.push(EventRow { message: None, ..twice.clone() });
        named(&history, &twice.stream, twice.version, &Fault::Repeated { times: 2 })?;
    }

    #[test]
    fn a_changed_event_is_found(mut history in history(), pick: Index) {
        let at = pick.index(history.events.len());
        history.events[at].chained = false;
        let event = history.events[at].clone();
        named(&history, &event.stream, event.version, &Fault::Unchained)?;
    }

    #[test]
    fn a_row_behind_its_log_is_found(mut history in history(), pick: Index) {
        let at = pick.index(history.heads.len());
        history.heads[at].place.version -= 1;
        let head = history.heads[at].place.clone();
        let fault = Fault::Head { head: head.version };
        named(&history, &head.stream, head.version + 1, &fault)?;
    }

    #[test]
    fn a_lost_row_is_found(mut history in history(), pick: Index) {
        prop_assume!(history.heads.len() > 1);
        let lost = history.heads.remove(pick.index(history.heads.len())).place;
        named(&history, &lost.stream, lost.version, &Fault::NoHead)?;
    }

    #[test]
    fn an_acknowledged_commit_that_was_lost_is_found(mut history in history(), pick: Index) {
        prop_assume!(!history.acknowledged.is_empty());
        let lost = pick.get(&history.acknowledged).place.clone();
        history.events.retain(|event| event.stream != lost.stream || event.version < lost.version);
        named(&history, &lost.stream, lost.version, &Fault::AcknowledgedButLost)?;
    }

    #[test]
    fn an_acknowledged_commit_that_another_overwrote_is_found(mut history in history(), pick: Index) {
        let asked = |ack: &&Acknowledged| ack.message.is_some();
        let acks: Vec<Acknowledged> = history.acknowledged.iter().filter(asked).cloned().collect();
        prop_assume!(!acks.is_empty());
        let ack = pick.get(&acks);
        for event in &mut history.events {
            if event.stream == ack.place.stream && event.version == ack.place.version {
                event.message = Some("message:other".to_owned());
            }
        }
        let fault = Fault::AcknowledgedButOther { message: ack.message.clone().unwrap() };
        named(&history, &ack.place.stream, ack.place.version, &fault)?;
    }

    #[test]
    fn answers_out_of_order_are_found(mut history in history(), pick: Index) {
        let event = pick.get(&history.events).clone();
        let version = last(&history, &event.stream);
        prop_assume!(event.version < version);
        let ack = |version, from| Acknowledged {
            place: Place { stream: event.stream.clone(), version },
            message: None,
            between: Some((from, from + 1)),
        };
        history.acknowledged = vec![ack(event.version, 1_002), ack(version, 1_000)];
        named(&history, &event.stream, event.version, &Fault::OutOfOrder { after: version })?;
    }

    #[test]
    fn a_message_applied_again_is_found(mut history in history(), pick: Index) {
        let asked = |event: &&EventRow| event.message.is_some();
        let events: Vec<EventRow> = history.events.iter().filter(asked).cloned().collect();
        prop_assume!(!events.is_empty());
        let event = pick.get(&events);
        let message = event.message.clone().unwrap();
        let next = last(&history, &event.stream) + 1;
        history.events.push(EventRow { version: next, ..event.clone() });
        // Behind its own events it is one run with them, but one too many.
        named(&history, &event.stream, next, &Fault::NotNoted { message: message.clone() })?;
        let before: Vec<&EventRow> =
            history.events.iter().filter(|other| other.message.as_ref() == Some(&message)).collect();
        let count = before.len();
        let fault = Fault::EventCount { message: message.clone(), noted: count - 1, found: count };
        named_of_none(&history, &fault)?;
        let apart = before.iter().all(|other| other.version != next - 1);
        if apart {
            named(&history, &event.stream, next, &Fault::AppliedAgain { message })?;
        }
    }

    #[test]
    fn a_lost_inbox_row_is_found(mut history in history(), pick: Index) {
        let mut inbox = history.inbox.take().unwrap();
        prop_assume!(!inbox.is_empty());
        let lost = inbox.remove(pick.index(inbox.len()));
        history.inbox = Some(inbox);
        let place = &lost.wrote[0];
        let fault = Fault::NotInInbox { message: lost.message.clone() };
        named(&history, &place.stream, place.version, &fault)?;
    }

    #[test]
    fn an_inbox_row_there_twice_is_found(mut history in history(), pick: Index) {
        let inbox = history.inbox.as_mut().unwrap();
        prop_assume!(!inbox.is_empty());
        let twice = pick.get(inbox).clone();
        inbox.push(twice.clone());
        named_of_none(&history, &Fault::InboxRepeated { message: twice.message })?;
    }

    #[test]
    fn an_inbox_row_whose_events_are_not_there_is_found(mut history in history(), pick: Index) {
        let inbox = history.inbox.as_mut().unwrap();
        prop_assume!(!inbox.is_empty());
        let at = pick.index(inbox.len());
        inbox[at].wrote[0].version += 1_000;
        let row = inbox[at].clone();
        let place = &row.wrote[0];
        let fault = Fault::InboxAhead { message: row.message.clone() };
        named(&history, &place.stream, place.version, &fault)?;
    }

    #[test]
    fn an_event_that_never_reaches_the_feed_is_found(mut history in history(), pick: Index) {
        let feed = history.feed.as_mut().unwrap();
        prop_assume!(!feed.rows.is_empty());
        let at = pick.index(feed.rows.len());
        let lost = feed.rows.remove(at);
        let next = feed.rows.get(at).cloned();
        named(&history, &lost.place.stream, lost.place.version, &Fault::NotInFeed)?;
        if let Some(next) = next {
            let fault = Fault::FeedGap { position: next.position, missing: 1 };
            named(&history, &next.place.stream, next.place.version, &fault)?;
        }
    }

    #[test]
    fn an_event_twice_in_the_feed_is_found(mut history in history(), pick: Index) {
        let feed = history.feed.as_mut().unwrap();
        prop_assume!(!feed.rows.is_empty());
        let place = pick.get(&feed.rows).place.clone();
        feed.pending.push(place.clone());
        named(&history, &place.stream, place.version, &Fault::FeedRepeated { times: 2 })?;
    }

    #[test]
    fn a_position_given_twice_is_found(mut history in history(), pick: Index) {
        let feed = history.feed.as_mut().unwrap();
        prop_assume!(feed.rows.len() > 1);
        let at = 1 + pick.index(feed.rows.len() - 1);
        feed.rows[at].position -= 1;
        let row = feed.rows[at].clone();
        let fault = Fault::PositionRepeated { position: row.position };
        named(&history, &row.place.stream, row.place.version, &fault)?;
    }

    #[test]
    fn a_feed_that_turns_a_stream_round_is_found(mut history in history(), pick: Index) {
        let feed = history.feed.as_mut().unwrap();
        prop_assume!(!feed.rows.is_empty());
        let first = pick.index(feed.rows.len());
        let stream = feed.rows[first].place.stream.clone();
        let later = feed.rows.iter().rposition(|row| row.place.stream == stream).unwrap();
        prop_assume!(first < later);
        let early = feed.rows[first].place.clone();
        feed.rows[first].place = feed.rows[later].place.clone();
        feed.rows[later].place = early.clone();
        let fault = Fault::FeedOrder { position: feed.rows[later].position };
        named(&history, &early.stream, early.version, &fault)?;
    }
}

//! When a clock stands still, and when it begins anew.

use jiff::Timestamp;
use jiff::civil::Date;

use super::local::{self, Local};
use crate::rulebook::{ClockRule, Rulebook};
use crate::{Case, CustodyKind, HoldRevision};

/// A span of days; open while its end is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) from: Date,
    pub(super) to: Option<Date>,
}

/// The last day of a clock, and whether it stands still today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) start: Date,
    pub(super) last: Date,
    pub(super) still: bool,
}

/// When the hold took effect, and when it was over for good. None if it never was in effect by
/// `now`. An end that nobody confirmed is none.
fn span(hold: &HoldRevision, now: Timestamp, place: &Local, rules: &Rulebook) -> Option<Span> {
    let from = hold.from.filter(|from| from.at() <= now)?;
    let expires =
        || rules.hold_kind(&hold.kind, place.date(now)).is_some_and(|kind| kind.auto_expires);
    let to = hold.to.filter(|to| to.at() <= now && (hold.end_confirmed || expires()));
    Some(Span { from: place.date(from.at()), to: to.map(|to| place.date(to.at())) })
}

/// The spans of every hold of these kinds that was known by `now`.
pub(super) fn holds(
    case: &Case,
    kinds: &[std::sync::Arc<str>],
    now: Timestamp,
    place: &Local,
    rules: &Rulebook,
) -> Vec<Span> {
    case.holds
        .iter()
        .filter_map(|hold| hold.known_at(now))
        .filter(|hold| kinds.contains(&hold.kind))
        .filter_map(|hold| span(hold, now, place, rules))
        .collect()
}

/// The spans between the two notices that make a clock stand still.
fn notices(case: &Case, rule: &ClockRule, today: Date) -> Vec<Span> {
    let Some(between) = &rule.tolled_between else { return Vec::new() };
    let days = |kind: &str| {
        let mut days: Vec<Date> = case
            .notices
            .iter()
            .filter(|notice| &*notice.kind == kind && notice.on <= today)
            .map(|notice| notice.on)
            .collect();
        days.sort();
        days
    };
    let ends = days(&between.until);
    let end_of = |from: Date| ends.iter().copied().find(|end| *end >= from);
    days(&between.from).into_iter().map(|from| Span { from, to: end_of(from) }).collect()
}

/// The course of a clock of `days` that begins on `start`: moved to the end of what makes it
/// begin anew, and longer by the days on which it stood still.
pub(super) fn course(
    case: &Case,
    rule: &ClockRule,
    (start, days): (Date, i32),
    now: Timestamp,
    place: &Local,
    rules: &Rulebook,
) -> Course {
    let today = place.date(now);
    let restarts = holds(case, &rule.restarts_after, now, place, rules);
    let elsewhere = case.custody.kind.is(&CustodyKind::Criminal)
        && rule.restarts_after.iter().any(|kind| &**kind == "criminal_custody");
    if elsewhere || restarts.iter().any(|span| span.to.is_none()) {
        let start = today.max(start);
        return Course { start, last: local::plus(start, days), still: true };
    }
    let start = restarts.iter().filter_map(|span| span.to).fold(start, Date::max);
    let mut still = holds(case, &rule.tolled_by, now, place, rules);
    still.extend(notices(case, rule, today));
    let (last, still) = walk(start, days, still, today);
    Course { start, last, still }
}

/// Walks from `start` over `days`, leaving out the days inside `still`.
fn walk(start: Date, days: i32, mut still: Vec<Span>, today: Date) -> (Date, bool) {
    still.sort();
    let (mut cursor, mut left) = (start, days);
    for span in still {
        if span.from > local::plus(cursor, left) {
            break;
        }
        if span.from > cursor {
            left -= local::days_between(cursor, span.from);
            cursor = span.from;
        }
        match span.to {
            Some(to) => cursor = cursor.max(to),
            None => return (local::plus(cursor.max(today), left), true),
        }
    }
    (local::plus(cursor, left), false)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn span(from: Date, to: Option<Date>) -> Span {
        Span { from, to }
    }

    #[test]
    fn days_inside_a_span_do_not_count() {
        let spans = vec![span(date(2024, 1, 11), Some(date(2024, 1, 21)))];
        let walked = walk(date(2024, 1, 1), 30, spans, date(2024, 6, 1));
        assert_eq!(walked, (date(2024, 2, 10), false));
    }

    #[test]
    fn days_inside_two_overlapping_spans_are_left_out_once() {
        let spans = vec![
            span(date(2024, 1, 15), Some(date(2024, 1, 21))),
            span(date(2024, 1, 11), Some(date(2024, 1, 18))),
        ];
        let walked = walk(date(2024, 1, 1), 30, spans, date(2024, 6, 1));
        assert_eq!(walked, (date(2024, 2, 10), false));
    }

    #[test]
    fn a_span_after_the_end_changes_nothing() {
        let spans = vec![span(date(2024, 3, 1), None)];
        let walked = walk(date(2024, 1, 1), 30, spans, date(2024, 6, 1));
        assert_eq!(walked, (date(2024, 1, 31), false));
    }

    #[test]
    fn an_open_span_keeps_what_was_left_when_it_began() {
        let spans = vec![span(date(2024, 1, 11), None)];
        let walked = walk(date(2024, 1, 1), 30, spans, date(2024, 6, 1));
        assert_eq!(walked, (date(2024, 6, 21), true));
    }
}

//! What becomes of one held case: a unit to commit, and whether more follows.

use domain::clock::clocks;
use domain::{Case, CaseEvent, Moment, StageName};
use jiff::{SignedDuration, Timestamp};
use persistence::{Claimed, Loaded, OutMessage, Then, Unit};

use super::lane::{CASE_QUEUE, REQUEST_QUEUE, lane_of};
use super::{CaseDesk, Look, Said};
use crate::Operations;
use crate::agencies::{closed_until, request_lane};

/// How long a case rests at most before it is looked at again: a day, give or take an hour.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long after an opening those come who are not in order yet.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// How soon a case is looked at again that was claimed just before its agency was suspended.
const AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// For how long what was seen of a case may be acted on. Others cannot change the case unnoticed,
/// since its version is compared; but time goes on while a commit waits, and with it dated holds
/// and documents: after that the gate is asked again.
const FRESH: SignedDuration = SignedDuration::from_secs(1);

/// What was seen of a case, and when.
pub(super) struct Seen {
    at: Timestamp,
    said: Said,
}

impl Seen {
    /// What was seen, if it was just before `now`.
    fn fresh(self, now: Timestamp) -> Option<Said> {
        let age = now.duration_since(self.at);
        (!age.is_negative() && age <= FRESH).then_some(self.said)
    }
}

/// What is to be committed for a case.
pub(super) struct Decided {
    pub(super) unit: Unit,
    /// The next step, if one follows under the same lease: what was seen of the case as it will
    /// be then.
    pub(super) next: Option<Seen>,
    /// Whether it is a step.
    pub(super) step: bool,
}

/// What all activities say of `case` together.
fn look(ops: &Operations, desk: &CaseDesk<'_>, case: &Case, now: Moment) -> Said {
    let clocks = clocks(case, now.at(), &ops.rules);
    let (agency, actor, suspended) = (desk.agency, desk.actor, desk.suspended);
    let look = &Look { ops, agency, case, clocks: &clocks, actor, now, suspended };
    let mut all = Said::default();
    for activity in desk.activities {
        let said = (activity.look)(look);
        all.tell.extend(said.tell);
        all.due = [all.due, said.due].into_iter().flatten().min();
        if said.step.is_some() {
            all.step = said.step;
            break;
        }
    }
    all
}

impl Operations {
    /// Decides the next step of `case`, which is held by `held`. `seen` is what was seen of it when
    /// the step before was decided.
    #[tracing::instrument(name = "decide", level = "debug", skip_all)]
    pub(super) fn decide_held(
        &self,
        desk: &CaseDesk<'_>,
        held: &Claimed,
        case: Loaded<Case>,
        seen: Option<Seen>,
    ) -> Decided {
        let now = self.clock.now();
        let rest = |unit: Unit, then: Then| Unit {
            fences: vec![held.fence(then)],
            now: self.task_clock(),
            trace: self.store.place(),
            ..unit
        };
        let over = matches!(case.value.stage.name(), StageName::Removed | StageName::Closed);
        if over {
            let unit = rest(Unit::default(), Then::Done);
            return Decided { unit, next: None, step: false };
        }
        let said = seen.and_then(|seen| seen.fresh(now.at()));
        let said = said.unwrap_or_else(|| look(self, desk, &case.value, now));
        let lane = lane_of(CASE_QUEUE, &case.value);
        let Some((changes, reason)) = said.step else {
            let due = next_look(said.due, now.at(), case.value.id.as_str());
            let unit = rest(told(said.tell), Then::Rest { due: Some(due), lane: Some(lane) });
            return Decided { unit, next: None, step: false };
        };
        let events: Vec<CaseEvent> =
            changes.cases.into_iter().flat_map(|(_, events)| events).collect();
        if let Some(then) = waits_its_turn(self, desk, &events, (held, &case.value, now.at())) {
            let unit = rest(told(said.tell), then);
            return Decided { unit, next: None, step: false };
        }
        let transition = case.record(events, &self.stamp(desk.actor, now, reason));
        let after = transition.value();
        let mut next = look(self, desk, after, now);
        let lane = lane_of(CASE_QUEUE, after);
        let over = matches!(after.stage.name(), StageName::Removed | StageName::Closed);
        let (then, goes_on) = match next.step {
            _ if over => (Then::Done, false),
            Some(_) => (Then::Keep, true),
            None => {
                let due = next_look(next.due, now.at(), after.id.as_str());
                (Then::Rest { due: Some(due), lane: Some(lane) }, false)
            }
        };
        let mut tell = said.tell;
        if !goes_on {
            tell.append(&mut next.tell);
        }
        let unit = rest(Unit { cases: vec![transition], ..told(tell) }, then);
        let next = goes_on.then_some(Seen { at: now.at(), said: next });
        Decided { unit, next, step: true }
    }
}

fn told(outbox: Vec<OutMessage>) -> Unit {
    Unit { outbox, ..Unit::default() }
}

/// Where a case that would ask its agency rests, if it has to wait in the agency's queue. What
/// only records that an agency was asked before waits for nobody's hours.
fn waits_its_turn(
    ops: &Operations,
    desk: &CaseDesk<'_>,
    events: &[CaseEvent],
    (held, case, now): (&Claimed, &Case, Timestamp),
) -> Option<Then> {
    let country = country_of(case);
    let rest = |due| Then::Rest { due, lane: Some(request_lane(country)) };
    let after = |from: Timestamp, by| from.checked_add(by).unwrap_or(from);
    let is_queued = held.lane.starts_with(REQUEST_QUEUE);
    if desk.agency.keeps_hours() && tells(events) {
        if desk.suspended.contains(country) {
            return Some(rest(is_queued.then(|| after(now, AGAIN))));
        }
        if let Some(until) = closed_until(&ops.rules, case, now) {
            // Behind those who are in order already.
            return Some(rest(Some(after(until, A_SECOND))));
        }
    }
    // It asks an agency that can take only so much: it waits its turn in that lane.
    (asks(events) && desk.limited.contains(country) && !is_queued).then(|| rest(None))
}

/// Whether an agency is told something that it did not know.
fn tells(events: &[CaseEvent]) -> bool {
    events.iter().any(|event| matches!(event, CaseEvent::Disclosed { .. }))
}

/// The country whose agency a case asks.
fn country_of(case: &Case) -> &str {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read());
    country.map_or("-", |country| country.as_str())
}

/// Whether an agency is asked.
fn asks(events: &[CaseEvent]) -> bool {
    events.iter().any(|event| matches!(event, CaseEvent::DocumentRequested { .. }))
}

/// When to look again: at the next thing that is known to happen, within a day. The hours are
/// spread by the key, so that what was imported together does not come due together for ever.
fn next_look(due: Option<Timestamp>, now: Timestamp, key: &str) -> Timestamp {
    let spread = key.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 7_200);
    let daily = now.checked_add(A_DAY + SignedDuration::from_secs(spread - 3_600)).unwrap_or(now);
    let soonest = now.checked_add(SignedDuration::from_secs(1)).unwrap_or(now);
    due.map_or(daily, |due| due.min(daily)).max(soonest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_acted_on_within_a_second_and_never_if_the_clock_went_back() {
        let at = Timestamp::UNIX_EPOCH;
        let is_fresh = |after| Seen { at, said: Said::default() }.fresh(at + after).is_some();
        assert!(is_fresh(SignedDuration::ZERO) && is_fresh(FRESH));
        assert!(!is_fresh(FRESH + SignedDuration::from_micros(1)));
        assert!(!is_fresh(SignedDuration::from_micros(-1)));
    }

    #[test]
    fn a_case_is_looked_at_within_a_day_and_never_in_a_loop() {
        let now = Timestamp::UNIX_EPOCH;
        let after = |hours| now + SignedDuration::from_hours(hours);
        assert_eq!(next_look(Some(after(3)), now, "P1.1"), after(3));
        assert_eq!(next_look(Some(now), now, "P1.1"), now + SignedDuration::from_secs(1));
        for key in ["P0000001.1", "P0000002.1", "P0350000.1"] {
            let look = next_look(Some(after(900)), now, key);
            assert!(after(23) <= look && look <= after(25));
            assert_eq!(look, next_look(None, now, key));
        }
    }
}

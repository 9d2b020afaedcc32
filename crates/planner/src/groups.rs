//! Adds cases up into groups.

use crate::instance::Instance;
use crate::num::{at, ix, small};
use crate::problem::Group;
use std::collections::BTreeSet;

/// The groups, in order of their numbers.
pub(crate) fn build(instance: &Instance) -> Vec<Group> {
    let (c, w) = (&instance.cases, &instance.weights);
    let n = ix(c.group.iter().max().map_or(0, |g| g + 1));
    let empty = Group {
        ready: i64::MIN,
        document: (i64::MIN, i64::MAX),
        approval: (i64::MIN, i64::MAX),
        review_day: i64::MAX,
        ..Group::default()
    };
    let mut groups = vec![empty; n];
    for (k, g) in c.group.iter().enumerate() {
        let Some(group) = groups.get_mut(ix(*g)) else { continue };
        let ready = at(&c.ready, k);
        group.people += 1;
        group.seats += 1 + at(&c.escort_seats, k);
        group.high_risk += i64::from(at(&c.risk, k) == 2);
        group.medical += at(&c.medical, k);
        group.minors += at(&c.minor, k);
        group.country = ix(at(&c.country, k));
        group.facility = ix(at(&c.facility, k));
        group.ready = group.ready.max(ready);
        let left = at(&instance.countries.td_min_left_days, group.country);
        group.document.0 = group.document.0.max(at(&c.td_from, k));
        group.document.1 = group.document.1.min(at(&c.td_to, k) - left);
        group.approval.0 = group.approval.0.max(at(&c.ap_from, k));
        group.approval.1 = group.approval.1.min(at(&c.ap_to, k));
        let urgent = at(&c.td_to, k) - ready <= w.td_urgent_days;
        group.fixed_value += w.seat
            + w.aging_per_day * at(&c.days_detained, k).min(w.aging_cap)
            + if urgent { w.td_urgent } else { 0 };
        group.rounds = group.rounds.max(at(&c.rounds_waited, k));
        group.cost_per_day += at(&c.cost_per_day, k);
        group.near_review += i64::from(at(&c.review_day, k) - ready <= w.review_slack_days);
        group.review_day = group.review_day.min(at(&c.review_day, k));
    }
    for [g, f] in &instance.pinned {
        if let Some(group) = groups.get_mut(ix(*g)) {
            group.pinned = Some(ix(*f));
        }
    }
    groups
}

/// What each round beyond the promise counts for each person, in dollars: far above any other
/// value of a seat, so that those who are overdue come before everybody who is not.
const TIER: i64 = 100_000;

/// What seating the group on day `dep` is worth before ground transfer.
pub(crate) fn value(instance: &Instance, group: &Group, dep: i64) -> i64 {
    let w = &instance.weights;
    let wait = (dep - group.ready).max(0);
    let review = if dep <= group.review_day { w.review_met * group.near_review } else { 0 };
    let overdue = (group.rounds - w.rounds_promised).max(0);
    let tier = if w.rounds_promised > 0 { TIER * overdue * group.people } else { 0 };
    tier + group.fixed_value + group.cost_per_day * (w.wait_cap_days - wait).max(0) + review
}

/// Pairs of groups to keep apart, each once, and the same by group.
pub(crate) fn apart(instance: &Instance, n: usize) -> (Vec<(usize, usize)>, Vec<Vec<u32>>) {
    let group = |case: i64| ix(at(&instance.cases.group, ix(case)));
    let pairs: BTreeSet<(usize, usize)> = instance
        .keep_apart
        .iter()
        .map(|[a, b]| (group(*a).min(group(*b)), group(*a).max(group(*b))))
        .collect();
    let mut of = vec![Vec::new(); n];
    for (a, b) in &pairs {
        for (one, other) in [(*a, *b), (*b, *a)] {
            if let Some(list) = of.get_mut(one) {
                list.push(small(other));
            }
        }
    }
    (pairs.into_iter().collect(), of)
}

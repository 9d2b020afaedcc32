//! The rules between people: windows, groups, pairs to keep apart, pins.

use super::{Checked, few, known};
use crate::instance::{Instance, InstanceError};
use crate::num::{at, ix};
use std::collections::BTreeSet;

/// The greatest number of pairs to keep apart.
const PAIRS: usize = 100_000;
/// The greatest number of pins.
const PINS: usize = 100_000;
/// The greatest number of ways to fly that may be listed.
const WAYS: usize = 4_000_000;

pub(super) fn check(i: &Instance) -> Checked {
    windows(i)?;
    groups(i)?;
    pairs(i)?;
    allowed(i)
}

/// The ways to fly that are listed, if they are.
fn allowed(i: &Instance) -> Checked {
    let Some(list) = &i.allowed else { return Ok(()) };
    few("allowed", list.len(), WAYS)?;
    let groups = ix(i.cases.group.iter().max().map_or(0, |g| g + 1));
    for (k, [g, f, stop]) in list.iter().enumerate() {
        known(&format!("allowed[{k}][0]"), *g, "group", groups)?;
        known(&format!("allowed[{k}][1]"), *f, "flight", i.flights.dep.len())?;
        let stops = i.flights.pick.get(ix(*f)).map_or(0, Vec::len);
        known(&format!("allowed[{k}][2]"), *stop, "pick-up stop", stops)?;
    }
    Ok(())
}

fn windows(i: &Instance) -> Checked {
    let c = &i.cases;
    for (name, from, to) in [("td_to", &c.td_from, &c.td_to), ("ap_to", &c.ap_from, &c.ap_to)] {
        if let Some(k) = from.iter().zip(to).position(|(a, b)| b < a) {
            return Err(InstanceError::new(
                format!("cases[{k}].{name}"),
                format!(
                    "the window ends on day {} before it begins on day {}",
                    at(to, k),
                    at(from, k)
                ),
                "Correct one of the two days",
            ));
        }
    }
    Ok(())
}

fn groups(i: &Instance) -> Checked {
    let c = &i.cases;
    let mut first: Vec<Option<usize>> = vec![None; c.group.len()];
    let mut most = 0;
    for (k, g) in c.group.iter().enumerate() {
        most = most.max(ix(*g) + 1);
        let Some(slot) = first.get_mut(ix(*g)) else { continue };
        let head = *slot.get_or_insert(k);
        for (name, list) in [("country", &c.country), ("facility", &c.facility)] {
            if at(list, head) != at(list, k) {
                return Err(InstanceError::new(
                    format!("cases[{k}].{name}"),
                    format!("group {g} is spread over more than one {name}"),
                    "Those who fly together start and end together: split the group",
                ));
            }
        }
    }
    match first.iter().take(most).position(Option::is_none) {
        Some(g) => Err(InstanceError::new(
            "cases.group",
            format!("nobody is in group {g}"),
            "Number the groups from zero without gaps",
        )),
        None => Ok(()),
    }
}

fn pairs(i: &Instance) -> Checked {
    few("keep_apart", i.keep_apart.len(), PAIRS)?;
    for (k, [a, b]) in i.keep_apart.iter().enumerate() {
        known(&format!("keep_apart[{k}][0]"), *a, "case", i.cases.group.len())?;
        known(&format!("keep_apart[{k}][1]"), *b, "case", i.cases.group.len())?;
        if at(&i.cases.group, ix(*a)) == at(&i.cases.group, ix(*b)) {
            return Err(InstanceError::new(
                format!("keep_apart[{k}]"),
                "both people are in one group",
                "Split the group, or drop the pair",
            ));
        }
    }
    let groups = ix(i.cases.group.iter().max().map_or(0, |g| g + 1));
    few("pinned", i.pinned.len(), PINS)?;
    let mut seen = BTreeSet::new();
    for (k, [g, f]) in i.pinned.iter().enumerate() {
        known(&format!("pinned[{k}][0]"), *g, "group", groups)?;
        known(&format!("pinned[{k}][1]"), *f, "flight", i.flights.dep.len())?;
        if !seen.insert(*g) {
            return Err(InstanceError::new(
                format!("pinned[{k}]"),
                format!("group {g} is pinned twice"),
                "Keep one of the pins",
            ));
        }
    }
    Ok(())
}

//! The rules that concern the people alone, and the day of arrival on which most of them turn.

use crate::instance::Instance;
use crate::num::at;
use crate::problem::Group;

/// Why a group cannot take a flight to a drop-off, whatever the room; `None` if it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bar {
    Pinned,
    Document,
    Approval,
    Notice,
    Nurse,
    Family,
}

/// Applies the rules that concern the people alone, in the order in which they are told.
pub(crate) fn bar(i: &Instance, group: &Group, f: usize, drop: usize) -> Option<Bar> {
    let (dep, arrival) = (at(&i.flights.dep, f), arrival(i, f, drop));
    if group.pinned.is_some_and(|only| only != f) {
        return Some(Bar::Pinned);
    }
    if arrival < group.document.0 || arrival > group.document.1 {
        return Some(Bar::Document);
    }
    if arrival < group.approval.0 || arrival > group.approval.1 {
        return Some(Bar::Approval);
    }
    if group.ready + at(&i.countries.notice_days, group.country) > dep {
        return Some(Bar::Notice);
    }
    let nurse = at(&i.flights.nurse, f) == 1;
    if (group.medical > 0 && !nurse) || group.medical > at(&i.flights.med_max, f) {
        return Some(Bar::Nurse);
    }
    (group.minors > 0 && at(&i.flights.family_ok, f) == 0).then_some(Bar::Family)
}

/// The day on which flight `f` arrives at its `drop`-th drop-off.
pub(crate) fn arrival(i: &Instance, f: usize, drop: usize) -> i64 {
    at(&i.flights.dep, f) + i.flights.arr_off.get(f).map_or(0, |list| at(list, drop))
}

/// A list of a flight, or nothing.
pub(crate) fn list(table: &[Vec<i64>], f: usize) -> &[i64] {
    table.get(f).map(Vec::as_slice).unwrap_or_default()
}

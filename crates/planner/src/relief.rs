//! What would seat a group that is left out, and from which day on things look different.

use crate::num::at;
use crate::problem::RowKind;
use crate::reasons::Cause;
use crate::search::State;
use serde::{Deserialize, Serialize};

/// One thing that a group lacks on its nearest flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// Which limit.
    pub cause: Cause,
    /// By how much it would have to be raised: seats, names, places or people; for the share of
    /// high-risk people, how many more people of low risk would have to be aboard.
    pub amount: i64,
}

/// Everything that the option lacks; empty when nothing can be granted.
pub(crate) fn reliefs(state: &State<'_>, o: usize) -> Vec<Relief> {
    let p = state.p;
    let mut list: Vec<Relief> = Vec::new();
    for (r, a) in p.uses(o) {
        let Some(row) = p.rows.get(r) else { continue };
        let over = at(&state.used, r) + a - row.cap;
        if a <= 0 || over <= 0 {
            continue;
        }
        let amount = match row.kind {
            RowKind::Ratio => {
                let permille = at(&p.instance.flights.hr_permille, p.choice(o).f()).max(1);
                over.div_euclid(permille) + i64::from(over.rem_euclid(permille) > 0)
            }
            RowKind::Seats
            | RowKind::Leg
            | RowKind::Board { .. }
            | RowKind::Drop { .. }
            | RowKind::Medical
            | RowKind::List
            | RowKind::HighRisk
            | RowKind::Week { .. }
            | RowKind::Link { .. } => over,
        };
        let cause = crate::reasons::cause(row.kind);
        match list.iter_mut().find(|relief| relief.cause == cause) {
            Some(same) => same.amount = same.amount.max(amount),
            None => list.push(Relief { cause, amount }),
        }
    }
    list.sort_by_key(|relief| relief.cause);
    list
}

/// The next day on which the group could leave: that of its next flight after `o`, or, when a
/// week's cap is what binds, of its first flight that arrives in a later week.
pub(crate) fn eases(state: &State<'_>, o: usize, cause: Cause) -> Option<i64> {
    let p = state.p;
    let c = p.choice(o);
    let dep = |f: usize| at(&p.instance.flights.dep, f);
    let week = |o: usize| {
        let mut kinds = p.uses(o).filter_map(|(r, _)| p.rows.get(r));
        kinds.find_map(|row| match row.kind {
            RowKind::Week { week, .. } => Some(week),
            RowKind::Seats
            | RowKind::Leg
            | RowKind::Board { .. }
            | RowKind::Drop { .. }
            | RowKind::Ratio
            | RowKind::Medical
            | RowKind::List
            | RowKind::HighRisk
            | RowKind::Link { .. } => None,
        })
    };
    p.options_of(c.g())
        .filter(|k| dep(p.choice(*k).f()) > dep(c.f()))
        .filter(|k| cause != Cause::WeeklyCap || week(*k) != week(o))
        .map(|k| dep(p.choice(k).f()))
        .min()
}

/// The relief in words.
pub(crate) fn words(list: &[Relief]) -> String {
    let one = |relief: &Relief| {
        let n = relief.amount;
        let some = |one: &str, many: &str| format!("{n} more {}", if n == 1 { one } else { many });
        match relief.cause {
            Cause::NoSeat => some("seat", "seats"),
            Cause::BoardingLimit => some("place at the pick-up", "places at the pick-up"),
            Cause::ListCap => some("name on the list", "names on the list"),
            Cause::HighRiskShare => some("person of low risk aboard", "people of low risk aboard"),
            Cause::HighRiskPlaces => {
                some("place for high-risk people", "places for high-risk people")
            }
            Cause::MedicalPlaces => some("medical place", "medical places"),
            Cause::WeeklyCap => some("admission that week", "admissions that week"),
            Cause::LinkCap => some("place on the transfer", "places on the transfer"),
            Cause::NoFlight
            | Cause::Pinned
            | Cause::DocumentWindow
            | Cause::ApprovalWindow
            | Cause::Notice
            | Cause::NoNurse
            | Cause::NoFamilies
            | Cause::NoLink
            | Cause::LeadTime
            | Cause::NotFlown
            | Cause::NotWorth
            | Cause::KeepApart => String::new(),
        }
    };
    list.iter().map(one).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" and ")
}

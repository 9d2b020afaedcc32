//! Which holds stand in the way. A hold always wins.

use super::Step;
use crate::rulebook::{HoldKind, Rulebook};
use crate::{Case, Country, HoldRevision, Moment, Reason, ReasonCode};

/// How a hold stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It cannot be read: it bars.
    Unreadable,
    /// It begins later.
    Later,
    /// It bars what its kind bars.
    InForce,
    /// Its written end has passed and nobody confirmed it: it bars still.
    ToBeConfirmed,
    /// It has ended.
    Ended,
}

/// How what is known of a hold stands at `at`, and its kind.
pub fn standing<'r>(
    known: &HoldRevision,
    at: Moment,
    rules: &'r Rulebook,
) -> (Standing, Option<&'r HoldKind>) {
    let kind = rules.hold_kind_or_latest(&known.kind, at.date());
    let (Some(read), Some(from), None) = (kind, known.from, &known.defect) else {
        return (Standing::Unreadable, kind);
    };
    let ended = known.to.is_some_and(|to| to.at() <= at.at());
    let standing = if ended && (known.end_confirmed || read.auto_expires) {
        Standing::Ended
    } else if from.at() > at.at() {
        Standing::Later
    } else if ended {
        Standing::ToBeConfirmed
    } else {
        Standing::InForce
    };
    (standing, kind)
}

/// Every hold that bars `step` towards `country`: as it was known at `at`, or as it was recorded
/// since. The clocks of two machines are never quite the same, and what is on record counts at
/// once. To ask what was known at an earlier instant, ask about [`Case::as_known_at`].
///
/// A hold that cannot be read bars. One whose written end has passed bars until somebody with
/// authority confirms the end, unless its kind runs out by itself. A protection bars the country
/// wherever the flight touches it.
pub(super) fn reasons(
    case: &Case,
    country: Country,
    touched: &[Country],
    at: Moment,
    step: Step,
    rules: &Rulebook,
) -> Vec<Reason> {
    let mut why = Vec::new();
    for hold in &case.holds {
        let known = hold.known_at(at.at()).into_iter();
        for word in known.chain(hold.recorded_after(at.at())) {
            let since = word.recorded_at.map_or(at, |since| at.at_instant(since.max(at.at())));
            why.extend(reason(word, (country, touched), since, step, rules));
        }
    }
    why
}

/// Why `known` bars, if it does.
fn reason(
    known: &HoldRevision,
    (country, touched): (Country, &[Country]),
    at: Moment,
    step: Step,
    rules: &Rulebook,
) -> Option<Reason> {
    let found = match standing(known, at, rules) {
        (Standing::Unreadable, _) | (_, None) => {
            return Some(Reason::about(ReasonCode::HoldUnreadable, known.kind.clone()));
        }
        (Standing::Later | Standing::Ended, Some(_)) => return None,
        (Standing::InForce, Some(kind)) => (ReasonCode::Hold, kind),
        (Standing::ToBeConfirmed, Some(kind)) => (ReasonCode::HoldExpiryUnconfirmed, kind),
    };
    if !bars(found.1, step) {
        return None;
    }
    aimed_at(known, found, country, touched)
}

/// Whether `kind` bars `step`.
pub(super) const fn bars(kind: &HoldKind, step: Step) -> bool {
    match step {
        Step::Contact => kind.blocks.contact,
        Step::Nominate | Step::Assign | Step::Promote | Step::Confirm | Step::Transfer => {
            kind.blocks.manifest
        }
        Step::Board | Step::Depart => kind.blocks.board,
    }
}

fn aimed_at(
    known: &HoldRevision,
    (code, kind): (ReasonCode, &HoldKind),
    country: Country,
    touched: &[Country],
) -> Option<Reason> {
    match known.country.filter(|_| kind.per_destination) {
        Some(other) if other != country => (kind.protects_on_route && touched.contains(&other))
            .then(|| Reason::about(ReasonCode::ProtectedCountryOnRoute, other.as_str())),
        Some(_) | None => Some(Reason::about(code, kind.code.clone())),
    }
}

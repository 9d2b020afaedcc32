//! Which holds stand in the way. A hold always wins.

use super::Step;
use crate::rulebook::{HoldKind, Rulebook};
use crate::{Case, Country, HoldRevision, Moment, Reason, ReasonCode};

/// Every hold known at `at` that bars `step` towards `country`.
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
        let Some(known) = hold.known_at(at.at()) else { continue };
        let kind = rules.hold_kind_or_latest(&known.kind, at.date());
        let (Some(kind), Some(from), None) = (kind, known.from, &known.defect) else {
            why.push(Reason::about(ReasonCode::HoldUnreadable, known.kind.clone()));
            continue;
        };
        if from.at() > at.at() || is_over(known, kind, at) || !bars(kind, step) {
            continue;
        }
        why.extend(aimed_at(known, kind, country, touched, at));
    }
    why
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

fn has_ended(known: &HoldRevision, at: Moment) -> bool {
    known.to.is_some_and(|to| to.at() <= at.at())
}

fn is_over(known: &HoldRevision, kind: &HoldKind, at: Moment) -> bool {
    has_ended(known, at) && (known.end_confirmed || kind.auto_expires)
}

fn aimed_at(
    known: &HoldRevision,
    kind: &HoldKind,
    country: Country,
    touched: &[Country],
    at: Moment,
) -> Option<Reason> {
    let code =
        if has_ended(known, at) { ReasonCode::HoldExpiryUnconfirmed } else { ReasonCode::Hold };
    match known.country.filter(|_| kind.per_destination) {
        Some(other) if other != country => (kind.protects_on_route && touched.contains(&other))
            .then(|| Reason::about(ReasonCode::ProtectedCountryOnRoute, other.as_str())),
        Some(_) | None => Some(Reason::about(code, kind.code.clone())),
    }
}

//! Holds: anyone signed in may place one, at any stage; only the named authority lifts it.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::context::{Changes, Context, words};
use crate::rulebook::{HoldKind, Lift};
use crate::{Actor, Case, CaseEvent, Country, HoldId, HoldRevision, Moment, Refusal, Role};

/// A hold to place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceHold {
    /// The key of a hold to amend, or to give a new one; without it the hold is a new one under a
    /// key of its own, whatever was placed since the case was read.
    pub id: Option<HoldId>,
    /// Kind, a code of the rulebook.
    pub kind: Arc<str>,
    /// The country it concerns; none means every country.
    pub country: Option<Country>,
    /// From when.
    pub from: Moment,
    /// Until when, as written in the order.
    pub to: Option<Moment>,
    /// What it rests on.
    pub source_document: Arc<str>,
    /// Court docket number.
    pub docket_number: Option<Arc<str>>,
}

/// Places a hold. It takes effect with the commit; run [`super::sweep`] over the changes so that
/// a person it bars comes off every manifest in the same commit.
///
/// Anyone signed in may place any kind; refused if the rulebook has no such kind, because an
/// unreadable hold would bar for ever. The key of a hold that exists amends it, which only
/// those may do who could lift it.
pub fn place_hold(case: &Case, hold: PlaceHold, context: &Context<'_>) -> Result<Changes, Refusal> {
    words(&hold.source_document, "what the hold rests on")?;
    kind_of(&hold.kind, context)?;
    if hold.to.is_some_and(|to| to.at() <= hold.from.at()) {
        return Err(Refusal::WordsMissing { what: "an end that is later than the beginning" });
    }
    if let Some(country) = hold.country.filter(|country| !context.rules.knows_country(*country)) {
        return Err(Refusal::NoSuchThing {
            what: format!("country {country} in the rulebook: without one the hold bars all"),
        });
    }
    let id = hold.id.unwrap_or_else(|| HoldId::free(case));
    if let Some(before) = case.holds.iter().find(|known| known.id == id) {
        let latest = before.latest().ok_or_else(|| Refusal::NoSuchHold { hold: id.clone() })?;
        authority(latest, None, context)?;
    }
    let revision = HoldRevision {
        recorded_at: Some(context.now.at()),
        kind: hold.kind,
        country: hold.country,
        from: Some(hold.from),
        to: hold.to,
        end_confirmed: false,
        source_document: hold.source_document,
        docket_number: hold.docket_number,
        by: context.actor.to_string().into(),
        reason: None,
        defect: None,
    };
    Ok(Changes::one(case, CaseEvent::HoldRecorded { hold: id, revision }))
}

/// Records what a feed or docket says of a hold, as it says it, even if it cannot be read.
pub fn revise_hold(case: &Case, hold: HoldId, revision: HoldRevision) -> Changes {
    Changes::one(case, CaseEvent::HoldRecorded { hold, revision })
}

/// Lifts a hold: by whoever the rulebook names, some only with two people. Other holds stay.
pub fn lift_hold(
    case: &Case,
    id: &HoldId,
    document: &str,
    reason: &str,
    second: Option<&Actor>,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    words(document, "which document ends the hold")?;
    words(reason, "why the hold is lifted")?;
    let hold = case
        .holds
        .iter()
        .find(|hold| hold.id == *id)
        .ok_or_else(|| Refusal::NoSuchHold { hold: id.clone() })?;
    let latest = hold.latest().ok_or_else(|| Refusal::NoSuchHold { hold: id.clone() })?;
    if latest.defect.is_some() {
        return Err(Refusal::WordsMissing {
            what: "what the hold says, by amending it, before it is lifted",
        });
    }
    if latest.end_confirmed && ended(latest, context.now.at()) {
        return Err(Refusal::HoldAlreadyLifted { hold: id.clone() });
    }
    authority(latest, second, context)?;
    let mut revision = latest.clone();
    revision.recorded_at = Some(context.now.at());
    revision.to = Some(match latest.to {
        Some(to) if to.at() <= context.now.at() => to,
        _ => context.now,
    });
    // A hold that starts later and is lifted before never takes effect.
    if revision.from.is_some_and(|from| from.at() > context.now.at()) {
        revision.from = Some(context.now);
    }
    revision.end_confirmed = true;
    revision.source_document = document.into();
    revision.by = context.actor.to_string().into();
    revision.reason = Some(reason.into());
    Ok(Changes::one(case, CaseEvent::HoldRecorded { hold: id.clone(), revision }))
}

fn ended(revision: &HoldRevision, now: Timestamp) -> bool {
    revision.to.is_some_and(|to| to.at() <= now)
}

fn kind_of<'a>(kind: &Arc<str>, context: &Context<'a>) -> Result<&'a HoldKind, Refusal> {
    context
        .rules
        .hold_kind_or_latest(kind, context.today())
        .ok_or_else(|| Refusal::UnknownHoldKind { kind: kind.clone() })
}

fn authority(
    revision: &HoldRevision,
    second: Option<&Actor>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let first = context.actor;
    let refuse = || Refusal::RoleMayNot {
        role: first.role,
        what: format!("lift a hold of kind {}", revision.kind),
    };
    let Ok(kind) = kind_of(&revision.kind, context) else {
        // Nobody can tell whose hold it is: a steward or supervisor finds out and amends it.
        let stewards = [Role::DataSteward, Role::SupervisoryOfficer];
        return if stewards.contains(&first.role) { Ok(()) } else { Err(refuse()) };
    };
    let other = second.filter(|second| second.user != first.user);
    match &kind.may_lift {
        Lift::AnyOf(roles) => {
            // The system ends what runs out by itself, and what is left to it alone: holds for
            // stale data, which only fresh data ends.
            let left_to_people = roles.iter().any(|role| *role != Role::System);
            let by_clock = first.role == Role::System && !kind.auto_expires && left_to_people;
            if !roles.contains(&first.role) || by_clock {
                return Err(refuse());
            }
            let agreed = other.is_some_and(|second| roles.contains(&second.role));
            if kind.lift_needs_two && !agreed {
                return Err(Refusal::SamePerson { what: "the two who lift this hold" });
            }
            Ok(())
        }
        Lift::AllOf(roles) => {
            if !roles.contains(&first.role) {
                return Err(refuse());
            }
            let other = other.ok_or(Refusal::SamePerson { what: "the two who lift this hold" })?;
            let present = [first.role, other.role];
            if roles.iter().all(|role| present.contains(role)) { Ok(()) } else { Err(refuse()) }
        }
    }
}

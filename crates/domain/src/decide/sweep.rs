//! After any change of facts: whoever may no longer fly comes off, in the same commit.

use std::sync::Arc;

use super::context::{Changes, Context};
use super::strike::take_off;
use crate::gate::{self, Company, Party, Step, Trip};
use crate::rulebook::Rulebook;
use crate::{Case, Flight, Moment, Reason, ReasonCode, Stage, StrikeReason, reason};

/// A party that is on a flight, as the sweep needs it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Every member of the party, listed or not.
    pub party: &'a [&'a Case],
    /// The flight.
    pub flight: &'a Flight,
}

/// Adds to `changes` the strikes and stop orders that follow from them.
///
/// The gate is asked twice about the party as it will be: for the step it stands at, now, and
/// for boarding, at the time of departure. If either bars anyone, the whole party comes off.
/// After departure nobody can be struck: a recall is raised instead.
///
/// Whose family changes comes off as well, with all who were on the list as one family: the gate
/// has to be asked about those who belong together now, some of whom are not among these.
pub fn sweep(listed: &Listed<'_>, context: &Context<'_>, changes: &mut Changes) {
    let after: Vec<Case> = listed.party.iter().map(|case| changes.applied_to(case)).collect();
    let barred = if let Some(other) = regrouped(listed.party, &after) {
        after.iter().map(|case| (case, apart_from(case, other, listed, context))).collect()
    } else {
        let Ok(party) = Party::of(&after) else { return };
        let mut barred = bars(&party, listed.flight, context.now, context.rules);
        place_bars(&mut barred, listed.flight, context.rules);
        apart_bars(&mut barred, listed.flight);
        barred
    };
    if barred.iter().all(|(_, reasons)| reasons.is_empty()) {
        return;
    }
    for (case, reasons) in barred {
        let detail: Arc<str> = reason::join(&reasons).into();
        if matches!(&case.stage, Stage::Departed { flight } if flight == listed.flight.id()) {
            if !reasons.is_empty() {
                super::stop_order::raise(case, listed.flight, &detail, true, context, changes);
            }
            continue;
        }
        if case.stage.flight() != Some(listed.flight.id()) || !case.stage.is_listed() {
            continue;
        }
        take_off(case, listed.flight, strike_reason(&reasons, context), &detail, changes);
        super::stop_order::raise(case, listed.flight, &detail, false, context, changes);
    }
}

/// The first whose family is another than it was.
fn regrouped<'c>(before: &[&Case], after: &'c [Case]) -> Option<&'c Case> {
    let mut both = before.iter().zip(after);
    both.find(|(was, is)| was.person.family_unit != is.person.family_unit).map(|(_, is)| is)
}

/// What bars `case` of a family of which `other` is in another one now. Nobody is called back from
/// the air for that alone: whatever else bars them, does.
fn apart_from(
    case: &Case,
    other: &Case,
    listed: &Listed<'_>,
    context: &Context<'_>,
) -> Vec<Reason> {
    if !matches!(case.stage, Stage::Departed { .. }) {
        return vec![Reason::about(ReasonCode::FamilyIncomplete, other.person.id.as_str())];
    }
    let of_family = [ReasonCode::FamilyIncomplete, ReasonCode::MinorWithoutAdult];
    let Ok(alone) = Party::of([case]) else { return Vec::new() };
    let barred = bars(&alone, listed.flight, context.now, context.rules);
    let reasons = barred.into_iter().flat_map(|(_, reasons)| reasons);
    reasons.filter(|reason| !of_family.contains(&reason.code)).collect()
}

/// Whoever is to be taken elsewhere than their line says does not stay on it: the removal country
/// changed to another that the flight also goes to.
fn place_bars(barred: &mut [(&Case, Vec<Reason>)], flight: &Flight, rules: &Rulebook) {
    let Some(trip) = Trip::of(flight, rules) else { return };
    for (case, reasons) in barred.iter_mut().filter(|(_, reasons)| reasons.is_empty()) {
        let drop = trip.country_for(case).and_then(|country| trip.drop_in(country));
        let line = flight.manifest.line_of(&case.id);
        if line.is_some_and(|line| drop.is_none_or(|drop| drop.stop != line.drop_stop)) {
            reasons.push(Reason::plain(ReasonCode::OtherDestination));
        }
    }
}

/// If one member of the family is off the flight or comes off it, nobody stays on it.
fn apart_bars(barred: &mut [(&Case, Vec<Reason>)], flight: &Flight) {
    let on_it = |case: &Case| case.stage.flight() == Some(flight.id());
    let off = barred
        .iter()
        .find(|(case, reasons)| !on_it(case) || !reasons.is_empty())
        .map(|(case, _)| case.person.id.clone());
    let Some(off) = off else { return };
    for (case, reasons) in barred {
        if on_it(case) && reasons.is_empty() {
            reasons.push(Reason::about(ReasonCode::FamilyIncomplete, off.as_str()));
        }
    }
}

/// Everything that bars each member at the present step or at boarding.
fn bars<'c>(
    party: &Party<'c>,
    flight: &Flight,
    now: Moment,
    rules: &Rulebook,
) -> Vec<(&'c Case, Vec<Reason>)> {
    let Some(trip) = Trip::of(flight, rules) else {
        let unreadable = Reason::plain(ReasonCode::FlightUnreadable);
        return party.members().iter().map(|case| (*case, vec![unreadable.clone()])).collect();
    };
    let nobody = Company::nobody();
    let boarded = party.members().iter().any(|case| matches!(case.stage, Stage::Boarded { .. }));
    let step = if boarded { Step::Board } else { Step::Assign };
    let present = gate::forecast(party, &trip, step, now, &nobody, rules);
    let later = if now.at() < trip.departs().at() { trip.departs() } else { now };
    let boarding = gate::forecast(party, &trip, Step::Board, later, &nobody, rules);
    present
        .into_iter()
        .zip(boarding)
        .map(|((case, mut reasons), (_, more))| {
            for reason in more {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            (case, reasons)
        })
        .collect()
}

/// The coded reason of a strike that the gate's reasons lead to.
pub(super) fn strike_reason(reasons: &[Reason], context: &Context<'_>) -> StrikeReason {
    use ReasonCode as R;
    let Some(first) = reasons.first() else { return StrikeReason::FamilyMemberStruck };
    match first.code {
        R::Hold | R::HoldExpiryUnconfirmed => first
            .about
            .as_ref()
            .and_then(|kind| context.rules.hold_kind_or_latest(kind, context.today()))
            .map_or(StrikeReason::Hold, |kind| kind.strike_reason),
        R::HoldUnreadable
        | R::ProtectedCountryOnRoute
        | R::StatementUnreadable
        | R::StatementOpen
        | R::StatementUnproven
        | R::ThirdCountryNoticeMissing
        | R::ThirdCountryNoticeShort
        | R::CategoryNotExecutable
        | R::CategoryNeedsDocument
        | R::NoOrder
        | R::OrderNotFinal
        | R::Unreadable => StrikeReason::Hold,
        R::DocumentRefused => StrikeReason::ForeignRejection,
        R::DocumentExpiresTooSoon
        | R::DocumentConditionOpen
        | R::DocumentNotApproved
        | R::DocumentPending
        | R::DocumentExpired
        | R::DocumentUnreadable
        | R::DocumentOtherCountry
        | R::DocumentMissing => StrikeReason::DocumentExpired,
        R::MedicalUnfit
        | R::MedicalTbPending
        | R::MedicalClearanceMissing
        | R::MedicalClearanceStale
        | R::NoNurseOnFlight => StrikeReason::Medical,
        R::Custody => StrikeReason::Custody,
        R::BadRecord | R::PossibleDuplicate => StrikeReason::Identity,
        R::FamilyIncomplete | R::MinorWithoutAdult | R::UnaccompaniedChild => {
            StrikeReason::FamilyMemberStruck
        }
        R::KeepApart => StrikeReason::KeepApart,
        R::FlightUnreadable
        | R::FlightBadStop
        | R::NoCountryProfile
        | R::CharterNotAllowed
        | R::AirportNotAllowed
        | R::OtherDestination
        | R::NoRemovalCountry => StrikeReason::AdminError,
    }
}

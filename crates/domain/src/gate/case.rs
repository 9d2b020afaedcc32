//! All reasons that one case itself gives, in a stable order.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Step, Trip, document, holds, order, statements};
use crate::rulebook::{Executable, Proof, Rulebook};
use crate::{Case, Country, CustodyKind, MedicalStatus, Moment, Reason, ReasonCode};

/// Days that a medical clearance is good for.
const CLEARANCE_DAYS: i32 = 365;

/// Whether a step happens at the aircraft's door, where everything counts.
pub(super) const fn is_at_the_door(step: Step) -> bool {
    matches!(step, Step::Board | Step::Depart)
}

/// Every reason that stands against `case` taking `step` of `trip` at `at`.
pub(super) fn reasons(
    case: &Case,
    trip: &Trip,
    step: Step,
    at: Moment,
    rules: &Rulebook,
) -> Vec<Reason> {
    let day = trip.day();
    let mut why: Vec<Reason> = case.defects.iter().map(defect_reason).collect();
    why.extend(trip.problems().iter().cloned());
    why.extend(destination(case, trip));
    why.extend(order::reasons(case, day, rules));
    let country = trip.country_for(case);
    let papers = country
        .map_or_else(Vec::new, |country| document::reasons(case, country, day, at.date(), rules));
    let heard = statements::hear(case, at, trip.departs(), step);
    why.extend(category(case, day, papers.is_empty(), &heard, rules));
    why.extend(heard.reasons);
    if let Some(country) = country {
        let touched = trip.drop_in(country).map_or(&[][..], |drop| &drop.touched);
        why.extend(holds::reasons(case, country, touched, at, step, rules));
    }
    why.extend(papers);
    why.extend(custody(case, day));
    if is_at_the_door(step) {
        why.extend(medical(case, day, trip.is_without_nurse()));
    }
    let mut seen = std::collections::HashSet::new();
    why.retain(|reason| seen.insert(reason.clone()));
    why
}

/// A defect of the record, as a reason.
pub(super) fn defect_reason(defect: &crate::Defect) -> Reason {
    match defect {
        crate::Defect::BadRecord(column) => Reason::about(ReasonCode::BadRecord, column.clone()),
        crate::Defect::PossibleDuplicate(person) => {
            Reason::about(ReasonCode::PossibleDuplicate, person.as_str())
        }
    }
}

fn destination(case: &Case, trip: &Trip) -> Option<Reason> {
    let Some(removal) = &case.order.removal_country else {
        return Some(Reason::plain(ReasonCode::NoRemovalCountry));
    };
    let drops: Option<Country> = removal.read().copied().filter(|to| trip.drop_in(*to).is_some());
    drops.is_none().then(|| Reason::plain(ReasonCode::OtherDestination))
}

/// Whether the case category allows removal, given what is proven.
pub(super) fn category(
    case: &Case,
    day: Date,
    has_document: bool,
    heard: &statements::Heard,
    rules: &Rulebook,
) -> Option<Reason> {
    let code = case.order.category.to_string();
    let known = case.order.category.read().and_then(|code| rules.category(code, day));
    match known.map(|category| category.executable) {
        Some(Executable::Yes) => None,
        Some(Executable::NeedsDocument(proof)) => {
            let proven = match proof {
                Proof::NegativeFear => heard.no_fear_proven,
                Proof::NegativeCitizenship => heard.no_citizenship_proven,
                Proof::UsableDocument => has_document,
                Proof::NeverHere => false,
            };
            (!proven).then(|| Reason::about(ReasonCode::CategoryNeedsDocument, code))
        }
        Some(Executable::No) | None => Some(Reason::about(ReasonCode::CategoryNotExecutable, code)),
    }
}

fn custody(case: &Case, day: Date) -> Vec<Reason> {
    let mut why = Vec::new();
    if !case.custody.kind.is(&CustodyKind::Detained) {
        why.push(Reason::about(ReasonCode::Custody, case.custody.kind.to_string()));
    }
    let person = &case.person;
    let alone = person.is_minor_on(day) && person.family_unit.is_none();
    if person.unaccompanied.is(&true) || alone {
        why.push(Reason::plain(ReasonCode::UnaccompaniedChild));
    }
    why
}

fn medical(case: &Case, day: Date, without_nurse: bool) -> Option<Reason> {
    let status = case.medical.status.read();
    if status == Some(&MedicalStatus::Unfit) {
        return Some(Reason::plain(ReasonCode::MedicalUnfit));
    }
    if status == Some(&MedicalStatus::TbPending) {
        return Some(Reason::plain(ReasonCode::MedicalTbPending));
    }
    let cleared = case.medical.cleared_on.as_ref().and_then(|cleared| cleared.read());
    let Some(cleared) = cleared else {
        return Some(Reason::plain(ReasonCode::MedicalClearanceMissing));
    };
    if *cleared < day.saturating_sub(CLEARANCE_DAYS.days()) {
        return Some(Reason::plain(ReasonCode::MedicalClearanceStale));
    }
    let nurse = status == Some(&MedicalStatus::NurseRequired);
    (nurse && without_nurse).then(|| Reason::plain(ReasonCode::NoNurseOnFlight))
}

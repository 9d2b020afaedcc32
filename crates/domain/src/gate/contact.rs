//! Whether a foreign agency may be asked about a case at all.

use super::{Step, case, holds, order, statements};
use crate::rulebook::{Executable, Proof, Rulebook};
use crate::{Case, Moment, Reason, ReasonCode, clock};

/// Every reason against contacting the agency of the removal country.
///
/// Asking about somebody tells the state that the person is here and is to be removed: no
/// contact without a final order, while a claim is open, or while a hold bars contact (8 CFR
/// 208.6, 8 USC 1367). Criminal custody does not bar it: papers may be prepared meanwhile.
pub(super) fn reasons(subject: &Case, at: Moment, rules: &Rulebook) -> Vec<Reason> {
    let day = at.date();
    let mut why: Vec<Reason> = subject.defects.iter().map(case::defect_reason).collect();
    let country = subject.order.removal_country.as_ref().and_then(|country| country.read());
    match country {
        None => why.push(Reason::plain(ReasonCode::NoRemovalCountry)),
        Some(country) if rules.country(*country).is_none() => {
            why.push(Reason::about(ReasonCode::NoCountryProfile, country.as_str()));
        }
        Some(_) => (),
    }
    // An appeal may be filed until the last second of the day where the person is held.
    why.extend(order::reasons(subject, clock::day_there(subject, at, rules), rules));
    let heard = statements::hear(subject, at, Moment::utc(jiff::Timestamp::MAX), Step::Contact);
    let needs_paper =
        subject.order.category.read().and_then(|code| rules.category(code, day)).is_some_and(
            |known| known.executable == Executable::NeedsDocument(Proof::UsableDocument),
        );
    // The category that says "no document could be had" is no reason not to ask again.
    why.extend(case::category(subject, day, needs_paper, &heard, rules));
    why.extend(heard.reasons);
    if let Some(country) = country {
        why.extend(holds::reasons(subject, *country, &[], at, Step::Contact, rules));
    }
    let mut seen = std::collections::HashSet::new();
    why.retain(|reason| seen.insert(reason.clone()));
    why
}

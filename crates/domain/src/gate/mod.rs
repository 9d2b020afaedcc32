//! The gate: one pure function decides who may take which step. Unknown means no.
//!
//! Everything asks here: a caseworker's click, a batch, the planner's filter and the verdict
//! report. [`ask`] answers for a whole family at once, because a family flies together or not at
//! all. [`forecast`] gives the same reasons for a later instant, but no clearance.

mod case;
mod clearance;
mod company;
mod contact;
mod document;
mod holds;
mod order;
mod party;
mod statements;
mod trip;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use clearance::{Clearance, Cleared, ClearedParty, Step};
pub use company::{Companion, Company};
pub use document::usable_document;
pub use holds::{Standing, standing};
pub use order::is_order_final;
pub use party::{Party, PartyError};
pub use trip::{Drop, Trip};

use crate::rulebook::Rulebook;
use crate::{Case, CaseId, Moment, Reason, ReasonCode};

/// How old the hold feed may be when somebody boards or the doors close.
pub const FEED_MAX_AGE: SignedDuration = SignedDuration::from_mins(5);

/// How old it may be when somebody is confirmed or moved up: the litigation sweep of the day.
pub const FEED_MAX_AGE_TO_CONFIRM: SignedDuration = SignedDuration::from_hours(24);

/// How old the hold feed may be for `step`; none where a later step asks again.
pub const fn feed_max_age(step: Step) -> Option<SignedDuration> {
    match step {
        Step::Board | Step::Depart => Some(FEED_MAX_AGE),
        Step::Promote | Step::Confirm => Some(FEED_MAX_AGE_TO_CONFIRM),
        Step::Contact | Step::Nominate | Step::Assign | Step::Transfer => None,
    }
}

/// What the gate is asked about a flight.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Which step.
    pub step: Step,
    /// Which flight, as the gate sees it.
    pub trip: &'a Trip,
    /// When.
    pub now: Moment,
    /// Who is on the list already.
    pub company: &'a Company,
    /// When holds were last read from their sources, as [`crate::HoldFeed::read_at`] says.
    pub feed_read_at: Timestamp,
    /// The rules.
    pub rules: &'a Rulebook,
}

/// Who was barred, and why: every member of the party, with all reasons.
pub type Barred = Vec<(CaseId, Vec<Reason>)>;

/// Asks for a whole party: all of them are cleared, or nobody is.
///
/// The answer names every reason of every member at once, so that nobody removes one only to
/// meet the next. At the door nothing may stand against leaving as planned, nor against leaving
/// when people really do.
pub fn ask(party: &Party<'_>, ask: &Ask<'_>) -> Result<ClearedParty, Barred> {
    let of = |trip: &Trip| forecast(party, trip, ask.step, ask.now, ask.company, ask.rules);
    let mut answers = of(ask.trip);
    if let Some(flown) = ask.trip.as_flown(ask.step, ask.now) {
        for ((_, why), (_, also)) in answers.iter_mut().zip(of(&flown)) {
            let new: Vec<Reason> = also.into_iter().filter(|one| !why.contains(one)).collect();
            why.extend(new);
        }
    }
    let age = ask.now.at().duration_since(ask.feed_read_at);
    if feed_max_age(ask.step).is_some_and(|limit| age > limit) {
        for answer in &mut answers {
            answer.1.push(Reason::about(ReasonCode::Hold, "stale_data"));
        }
    }
    if ask.trip.flight().is_none() {
        for answer in &mut answers {
            answer.1.push(Reason::plain(ReasonCode::FlightUnreadable));
        }
    }
    if answers.iter().any(|(_, reasons)| !reasons.is_empty()) {
        return Err(answers
            .into_iter()
            .map(|(case, reasons)| (case.id.clone(), reasons))
            .collect());
    }
    let members = answers.into_iter().filter_map(|(case, _)| {
        let country = ask.trip.country_for(case)?;
        Some(Cleared::new(Clearance {
            case: case.id.clone(),
            step: ask.step,
            flight: ask.trip.flight().cloned(),
            country,
            at: ask.now.at(),
            rules: Arc::clone(ask.rules.version()),
        }))
    });
    Ok(ClearedParty::new(members.collect()))
}

/// Every member's reasons at `at`, as far as is known now. It clears nobody.
pub fn forecast<'c>(
    party: &Party<'c>,
    trip: &Trip,
    step: Step,
    at: Moment,
    company: &Company,
    rules: &Rulebook,
) -> Vec<(&'c Case, Vec<Reason>)> {
    let mut answers: Vec<(&Case, Vec<Reason>)> = party
        .members()
        .iter()
        .map(|member| (*member, case::reasons(member, trip, step, at, rules)))
        .collect();
    party::whole_or_not_at_all(&mut answers, trip);
    if answers.iter().all(|(_, reasons)| reasons.is_empty())
        && let Some(clash) = company.clash_with(party)
    {
        for (_, reasons) in &mut answers {
            reasons.push(Reason::about(ReasonCode::KeepApart, clash.as_str()));
        }
    }
    answers
}

/// Asks whether a foreign agency may be contacted about one case.
pub fn ask_contact(case: &Case, now: Moment, rules: &Rulebook) -> Result<Cleared, Vec<Reason>> {
    let reasons = contact::reasons(case, now, rules);
    match case.order.removal_country.as_ref().and_then(|country| country.read()) {
        Some(country) if reasons.is_empty() => Ok(Cleared::new(Clearance {
            case: case.id.clone(),
            step: Step::Contact,
            flight: None,
            country: *country,
            at: now.at(),
            rules: Arc::clone(rules.version()),
        })),
        _ => Err(reasons),
    }
}

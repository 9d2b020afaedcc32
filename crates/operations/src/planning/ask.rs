//! Asks the gate about every party and every flight: who may take which, and what bars the rest.

use domain::gate::{self, Company, Party, Step, Trip};
use domain::{Case, Moment, Reason, Stage, reason};
use jiff::civil::Date;

use super::Target;
use crate::Operations;
use crate::whole::Whole;

/// What the gate said.
pub(super) struct Asked<'c> {
    /// Parties that may take at least one flight, longest in custody first.
    pub(super) ready: Vec<Vec<&'c Case>>,
    /// The flights that each of them may take, as places in the window.
    pub(super) ways: Vec<Vec<usize>>,
    /// Everybody else.
    pub(super) barred: Vec<Bar<'c>>,
}

/// Why somebody may take no flight of the window: what was said of the first one to their country.
pub(super) struct Bar<'c> {
    pub(super) case: &'c Case,
    pub(super) code: String,
    pub(super) words: String,
}

/// Asks about assigning now and about boarding at departure.
pub(super) fn ask<'c>(
    ops: &Operations,
    targets: &[Target],
    whole: &'c Whole,
    now: Moment,
) -> Asked<'c> {
    let mut asked = Asked { ready: Vec::new(), ways: Vec::new(), barred: Vec::new() };
    for cases in crate::party::by_party(whole.cases()) {
        // Whoever is listed for a flight keeps that place; nobody is planned twice.
        if cases.iter().any(|case| case.stage.flight().is_some()) {
            continue;
        }
        let Ok(party) = Party::of(cases.iter().copied()) else { continue };
        let (mut ways, mut first) = (Vec::new(), None);
        let one_country = one_country(&cases);
        let at_stage = cases.iter().all(|case| case.stage == Stage::AgencyApproved);
        for (place, target) in targets.iter().enumerate() {
            if cases.iter().all(|case| target.trip.country_for(case).is_none()) {
                continue;
            }
            let said = answers(ops, &party, (&target.trip, &target.aboard), now);
            if at_stage && one_country && said.iter().all(|(_, reasons)| reasons.is_empty()) {
                ways.push(place);
            } else {
                first.get_or_insert((said, place));
            }
            // They take no flight of the window, so one of them says why.
            if !at_stage || !one_country {
                break;
            }
        }
        if !ways.is_empty() {
            asked.ready.push(cases);
            asked.ways.push(ways);
        } else if let Some((said, place)) = first {
            for (case, reasons) in said {
                let day = targets.get(place).map_or(now.date(), |target| target.trip.day());
                asked.barred.push(bar(ops, case, &reasons, (one_country, day)));
            }
        }
    }
    asked
}

/// Everything that bars each member from a flight, now or at its door.
pub(crate) fn answers<'c>(
    ops: &Operations,
    party: &Party<'c>,
    (trip, aboard): (&Trip, &Company),
    now: Moment,
) -> Vec<(&'c Case, Vec<Reason>)> {
    let mut said = gate::forecast(party, trip, Step::Assign, now, aboard, &ops.rules);
    let later = if now.at() < trip.departs().at() { trip.departs() } else { now };
    let door = gate::forecast(party, trip, Step::Board, later, aboard, &ops.rules);
    for ((_, reasons), (_, more)) in said.iter_mut().zip(door) {
        let new: Vec<Reason> =
            more.into_iter().filter(|reason| !reasons.contains(reason)).collect();
        reasons.extend(new);
    }
    said
}

/// Whether all of a party go to one country.
pub(super) fn one_country(cases: &[&Case]) -> bool {
    let of = |case: &Case| case.order.removal_country.as_ref().and_then(|c| c.read()).copied();
    let mut countries = cases.iter().map(|case| of(case));
    let first = countries.next().flatten();
    first.is_some() && countries.all(|country| country == first)
}

fn bar<'c>(
    ops: &Operations,
    case: &'c Case,
    reasons: &[Reason],
    (one_country, day): (bool, Date),
) -> Bar<'c> {
    let (code, words) = if !reasons.is_empty() {
        let said: Vec<String> =
            reasons.iter().map(|reason| crate::why::words(ops, reason, day)).collect();
        (reason::join(reasons), said.join("; "))
    } else if !one_country {
        let code = "family_to_several_countries";
        (code.to_owned(), "the family goes to several countries: seat it by hand".to_owned())
    } else {
        let (code, label) = (case.stage.name(), case.stage.name().label());
        (format!("stage:{code}"), format!("not everybody of the party is ready: {label}"))
    };
    Bar { case, code, words }
}

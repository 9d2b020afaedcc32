//! The rules once more, simple and direct: who may go where. Nothing here asks the gate.
//!
//! It knows only what happens in these sequences: records of people are readable.

use domain::rulebook::HoldKind;
use domain::{
    Answer, Appeal, Case, Country, CustodyKind, Document, DocumentKind, Flight, Known,
    MedicalStatus, Moment, StageName, StatementOutcome as Outcome, Stop, StopKind,
};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};

use crate::support::RULES;

const MAY_GO: &[&str] = &["3", "5B", "8C", "8E", "8F", "8I", "9", "10", "11", "12", "13", "16"];

/// Whether all of `family` may be on `flight`: on its list, or, at the door, on board.
pub(super) fn may_fly(family: &[&Case], flight: &Flight, door: bool, at: Moment) -> bool {
    let Some(departs) = flight.plan.departs_at else { return false };
    let adult = family.iter().any(|case| is_adult(case, departs.date()));
    let ended = family.iter().filter(|case| case.stage.name() == StageName::Closed);
    let whole = family.len() == 1 || ended.count() == 0;
    flight_is_sound(flight)
        && adult
        && whole
        && family.iter().all(|case| alone_may_fly(case, flight, departs, door, at))
}

/// Whether the agency of the removal country may be asked about `case`.
pub(super) fn may_be_asked_about(case: &Case, at: Moment) -> bool {
    let to = case.order.removal_country.as_ref().and_then(|country| country.read().copied());
    let Some(country) = to.filter(|country| RULES.country(*country).is_some()) else {
        return false;
    };
    let never = Moment::utc(jiff::Timestamp::MAX);
    case.defects.is_empty()
        && order_is_final(case, at.date())
        && category_allows(case, at, true)
        && statements_allow(case, at, never, false)
        && holds_allow(case, country, &[], |kind| kind.blocks.contact, at)
}

/// The removal country of `case`, if the flight drops people off there.
pub(super) fn destination(case: &Case, flight: &Flight) -> Option<Country> {
    let country = case.order.removal_country.as_ref()?.read().copied()?;
    drops(flight).iter().any(|(_, drop)| *drop == country).then_some(country)
}

/// Where the flight drops people off abroad: index of the stop and country.
pub(super) fn drops(flight: &Flight) -> Vec<(usize, Country)> {
    let stops = flight.plan.stops.iter().enumerate();
    stops
        .filter_map(|(index, stop)| match stop {
            Known::Read(Stop { kind: StopKind::DropOff, airport }) => {
                let country = RULES.airport(airport)?.country;
                (country != Country::USA).then_some((index, country))
            }
            Known::Read(_) | Known::Unreadable { .. } => None,
        })
        .collect()
}

fn flight_is_sound(flight: &Flight) -> bool {
    let plan = &flight.plan;
    let numbers = [&plan.seats, &plan.list_cap, &plan.max_class3, &plan.nurses];
    let stops = plan
        .stops
        .iter()
        .all(|stop| stop.read().is_some_and(|stop| RULES.airport(&stop.airport).is_some()));
    let landings = drops(flight).iter().all(|(_, country)| {
        RULES.country(*country).is_some_and(|profile| profile.manifest.charter_allowed)
    });
    !plan.unreadable && numbers.iter().all(|number| number.read().is_some()) && stops && landings
}

fn is_adult(case: &Case, day: Date) -> bool {
    let Some(born) = case.person.birth_date.read() else { return false };
    // Whoever is born on 29 February is of age on 1 March.
    let years = day.year() - born.year();
    years > 18 || (years == 18 && (day.month(), day.day()) >= (born.month(), born.day()))
}

fn alone_may_fly(case: &Case, flight: &Flight, departs: Moment, door: bool, at: Moment) -> bool {
    let Some(country) = destination(case, flight) else { return false };
    let day = departs.date();
    let papers = has_papers(case, country, day, at.date());
    let child_alone = !is_adult(case, day) && case.person.family_unit.is_none();
    let blocks = |kind: &HoldKind| if door { kind.blocks.board } else { kind.blocks.manifest };
    case.defects.is_empty()
        && order_is_final(case, day)
        && papers
        && category_allows(case, at, papers)
        && statements_allow(case, at, departs, door)
        && holds_allow(case, country, &touched_before(flight, country), blocks, at)
        && case.custody.kind == Known::Read(CustodyKind::Detained)
        && case.person.unaccompanied == Known::Read(false)
        && !child_alone
        && (!door || is_fit(case, flight, day))
}

fn order_is_final(case: &Case, day: Date) -> bool {
    let order = &case.order;
    let (Some(kind), Some(appeal)) = (order.kind.read(), order.appeal.read()) else { return false };
    let Some(date) = order.date.as_ref().and_then(|date| date.read()) else { return false };
    let waits = match (&**kind, appeal) {
        ("none", _) | (_, Appeal::Pending) => return false,
        ("ij", Appeal::None | Appeal::Reserved) => 30,
        ("voluntary_departure", _) => 120,
        ("administrative", Appeal::None | Appeal::Reserved | Appeal::Dismissed) => 14,
        _ => 0,
    };
    *date <= day && (waits == 0 || day > date.saturating_add(waits.days()))
}

/// The latest statement of a kind: by when it was made, then by when it was recorded.
fn latest<'c>(case: &'c Case, kind: &str, at: Moment) -> Option<&'c domain::Statement> {
    let made = |statement: &&domain::Statement| statement.made_at.map(|made| made.at());
    let heard = case.statements.iter().filter(|statement| {
        &*statement.kind == kind && made(statement).is_some_and(|made| made <= at.at())
    });
    heard.max_by_key(made)
}

fn is_proven(case: &Case, kind: &str, at: Moment) -> bool {
    latest(case, kind, at).is_some_and(|last| {
        last.outcome == Some(Outcome::Negative) && last.officer.is_some() && last.evidence.is_some()
    })
}

fn category_allows(case: &Case, at: Moment, papers: bool) -> bool {
    match case.order.category.read().map(|code| &**code) {
        Some("8G") => is_proven(case, "fear_of_return", at),
        Some("8H") => is_proven(case, "citizenship", at),
        Some("5F") => papers,
        Some(code) => MAY_GO.contains(&code),
        None => false,
    }
}

fn statements_allow(case: &Case, at: Moment, departs: Moment, door: bool) -> bool {
    // What was said at no time, or at a time to come, was not written down right.
    let torn = case.statements.iter().any(|statement| {
        statement.defect.is_some() || statement.made_at.is_none_or(|made| made.at() > at.at())
    });
    let settled = |kind| latest(case, kind, at).is_none() || is_proven(case, kind, at);
    let complaint = match latest(case, "medical", at) {
        Some(last) if door => match last.outcome {
            Some(Outcome::Negative) => true,
            Some(Outcome::Affirmative) => {
                let said = last.made_at.map(|made| made.date());
                said.is_some_and(|said| cleared_on(case).is_some_and(|cleared| cleared >= said))
            }
            Some(Outcome::Pending) | None => false,
        },
        Some(_) | None => true,
    };
    let home = case.order.removal_country.as_ref() == Some(&case.person.nationality);
    let day_before = departs.at() - SignedDuration::from_hours(24);
    let noticed = latest(case, "third_country", at)
        .and_then(|notice| notice.made_at)
        .is_some_and(|made| made.at() <= day_before);
    let kinds = ["fear_of_return", "citizenship", "third_country"];
    !torn && kinds.into_iter().all(settled) && complaint && (home || noticed)
}

fn cleared_on(case: &Case) -> Option<Date> {
    case.medical.cleared_on.as_ref()?.read().copied()
}

fn holds_allow(
    case: &Case,
    country: Country,
    touched: &[Country],
    blocks: impl Fn(&HoldKind) -> bool,
    at: Moment,
) -> bool {
    case.holds.iter().all(|hold| {
        let known = hold
            .revisions
            .iter()
            .rfind(|revision| revision.recorded_at.is_none_or(|recorded| recorded <= at.at()));
        let Some(known) = known else { return true };
        let kind = RULES.hold_kind(&known.kind, at.date());
        let (Some(kind), Some(from), None) = (kind, known.from, &known.defect) else {
            return false;
        };
        let over = known.to.is_some_and(|to| to.at() <= at.at())
            && (known.end_confirmed || kind.auto_expires);
        let concerns = match known.country {
            Some(other) if kind.per_destination && other != country => {
                kind.protects_on_route && touched.contains(&other)
            }
            Some(_) | None => true,
        };
        at.at() < from.at() || over || !blocks(kind) || !concerns
    })
}

fn touched_before(flight: &Flight, country: Country) -> Vec<Country> {
    let end = drops(flight).iter().find(|(_, drop)| *drop == country).map_or(0, |(at, _)| *at);
    let stops = flight.plan.stops.iter().take(end).filter_map(|stop| stop.read());
    stops.filter_map(|stop| RULES.airport(&stop.airport)).map(|airport| airport.country).collect()
}

/// Whether a document of the country lasts through arrival and buffer, and the agency's last
/// word about the person is no refusal.
pub(super) fn has_papers(case: &Case, country: Country, day: Date, known_on: Date) -> bool {
    let Some(profile) = RULES.country(country) else { return false };
    let through = day.saturating_add(profile.manifest.arrival_buffer_days.days());
    let own = || {
        case.documents.iter().filter(|document| {
            document.defect.is_none() && document.issuing_country == Known::Read(country)
        })
    };
    let refused = own()
        .filter(|document| document.answer == Some(Answer::Refused))
        .map(|document| document.answered_on.unwrap_or(Date::MAX))
        .max();
    let is_met = |document: &Document| {
        let open = document.condition.as_ref();
        open.is_none_or(|it| it.met_on.is_some_and(|met| met <= known_on))
    };
    // What the agency said last depends on something: an earlier word is no way round it.
    let depends = own()
        .filter(|document| {
            let answered = document.answered_on.is_none_or(|on| on <= known_on);
            let is_open = match document.answer {
                Some(Answer::Approved) => true,
                Some(Answer::Refused | Answer::Pending) => false,
                // Without a number it is no document, and nobody's word.
                None => document.number.is_some(),
            };
            is_open && answered && !is_met(document)
        })
        .map(|document| document.answered_on.unwrap_or(Date::MAX))
        .max();
    let approved = own()
        .filter(|document| {
            let alone = document.kind == Known::Read(DocumentKind::Passport)
                && !profile.manifest.per_person_approval
                && document.answer.is_none();
            (alone || document.answer == Some(Answer::Approved))
                && document.answered_on.is_none_or(|on| on <= known_on)
                && is_met(document)
                && document.number.is_some()
                && document.issued_on.is_some_and(|on| on <= known_on)
                && document.expires_on.is_some_and(|on| on >= through)
        })
        .map(|document| document.answered_on.unwrap_or(Date::MIN))
        .max();
    let newest = |approved: Date| [refused, depends].into_iter().flatten().all(|no| no <= approved);
    approved.is_some_and(newest)
}

fn is_fit(case: &Case, flight: &Flight, day: Date) -> bool {
    let recent = cleared_on(case).is_some_and(|on| on >= day.saturating_sub(365.days()));
    match case.medical.status.read() {
        Some(MedicalStatus::Ok) => recent,
        Some(MedicalStatus::NurseRequired) => recent && flight.plan.nurses != Known::Read(0),
        Some(MedicalStatus::Unfit | MedicalStatus::TbPending) | None => false,
    }
}

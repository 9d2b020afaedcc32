//! Clocks that start with a document, a statement, a clearance, custody or a court's order.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::local::{self, Local};
use super::{Clock, Desk, Reading, case};
use crate::rulebook::{ClockRule, CountryProfile, Length};
use crate::{Answer, Case, Country, Document, Statement, StatementKind, StatementOutcome};

/// Every clock of this kind that the records of `case` start.
pub(super) fn clocks(case: &Case, desk: &Desk<'_>) -> Vec<Clock> {
    let mut found: Vec<Clock> =
        case.documents.iter().flat_map(|document| of_request(case, document, desk)).collect();
    found.extend(of_interviews(case, desk));
    found.extend(of_validity(case, desk));
    found.extend(of_medical(case, desk));
    found.extend(of_papers(case, desk));
    found.extend(of_third_country(case, desk));
    found.extend(of_court_orders(case, desk));
    found
}

fn destination(case: &Case) -> Option<Country> {
    case.order.removal_country.as_ref()?.read().copied()
}

fn profile<'a>(document: &Document, desk: &Desk<'a>) -> Option<&'a CountryProfile> {
    desk.rules.country(*document.issuing_country.read()?)
}

/// A request: the agency's answer, its chase when it is overdue, the reply that ICAO asks for.
fn of_request(case: &Case, document: &Document, desk: &Desk<'_>) -> Vec<Clock> {
    let Some(asked) = document.requested_on.filter(|day| *day <= desk.today()) else {
        return Vec::new();
    };
    let answered = matches!(document.answer, Some(Answer::Approved | Answer::Refused))
        && document.answered_on.is_none_or(|day| day <= desk.today());
    let until = |name: &str, length: Length| {
        let rule = desk.rule(name)?;
        let due = desk.place.end_after(asked, length)?;
        let reading = Reading::new(asked, due).about(document.id.as_str()).met(answered);
        Some(desk.clock(rule, reading))
    };
    let sla = profile(document, desk).map(|profile| profile.travel_document.answer_sla_days);
    let mut found = Vec::new();
    found.extend(desk.rule("document_reply").and_then(|rule| until(&rule.name, rule.length)));
    if let Some(sla) = sla {
        found.extend(until("agency_answer", Length::Days(sla)));
        let last = local::plus(asked, sla);
        if !answered && last < desk.today() {
            found.extend(chase(case, document, last, desk));
        }
    }
    found
}

/// The next time to chase, counted from the last time or from the day the answer was due.
fn chase(case: &Case, document: &Document, due: Date, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("agency_chase")?;
    let chased = case::served(case, &rule.name, desk.today()).filter(|day| *day >= due);
    let start = chased.unwrap_or(due);
    let next = desk.place.end_after(start, rule.length)?;
    Some(desk.clock(rule, Reading::new(start, next).about(document.id.as_str())))
}

/// An interview that is to come: its own time, or the days within which one is to be found.
fn of_interviews(case: &Case, desk: &Desk<'_>) -> Vec<Clock> {
    let Some(rule) = desk.rule("agency_interview") else { return Vec::new() };
    let clock = |interview: &crate::Interview| {
        let found = desk.place.end_after(interview.asked_on, rule.length)?;
        let due = interview.at.unwrap_or(found);
        let reading = Reading::new(interview.asked_on, due).about(interview.id.as_str());
        Some(desk.clock(rule, reading))
    };
    case.interviews.iter().filter(|one| one.is_open()).filter_map(clock).collect()
}

/// The last day on which one can leave on the best document there is.
fn of_validity(case: &Case, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("document_validity")?;
    let country = destination(case)?;
    let buffer = desk.rules.country(country)?.manifest.arrival_buffer_days;
    let usable = |document: &&Document| {
        document.defect.is_none()
            && document.number.is_some()
            && document.issuing_country.is(&country)
            && !matches!(document.answer, Some(Answer::Refused | Answer::Pending))
    };
    let (document, expires) = case
        .documents
        .iter()
        .filter(usable)
        .filter_map(|document| Some((document, document.expires_on?)))
        .max_by_key(|(_, expires)| *expires)?;
    let due = desk.place.end_of(local::plus(expires, -buffer));
    let start = document.issued_on.unwrap_or(expires);
    Some(desk.clock(rule, Reading::new(start, due).about(document.id.as_str())))
}

fn of_medical(case: &Case, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("medical_clearance")?;
    let cleared = *case.medical.cleared_on.as_ref()?.read()?;
    let due = desk.place.end_after(cleared, rule.length)?;
    Some(desk.clock(rule, Reading::new(cleared, due)))
}

/// Papers after somebody was taken in without an order.
fn of_papers(case: &Case, desk: &Desk<'_>) -> Option<Clock> {
    let rule = desk.rule("processing_papers")?;
    let since = *case.custody.since.as_ref()?.read()?;
    let due = desk.place.end_after(since, rule.length)?;
    Some(desk.clock(rule, Reading::new(since, due).met(case.order.date.is_some())))
}

/// The notice of removal to a third country, and the screening of a fear voiced there.
fn of_third_country(case: &Case, desk: &Desk<'_>) -> Vec<Clock> {
    let nationality = case.person.nationality.read().copied();
    if destination(case).is_none_or(|country| Some(country) == nationality) {
        return Vec::new();
    }
    let notice = latest(case, StatementKind::ThirdCountry, desk).map(|statement| {
        let rule = desk.rule("third_country_notice")?;
        exact(statement, rule, false, desk)
    });
    let screening = latest(case, StatementKind::Fear, desk).map(|statement| {
        let rule = desk.rule("fear_screening")?;
        exact(statement, rule, statement.outcome != Some(StatementOutcome::Pending), desk)
    });
    notice.into_iter().chain(screening).flatten().collect()
}

/// The latest statement of `kind` that was made by now.
fn latest<'a>(case: &'a Case, kind: StatementKind, desk: &Desk<'_>) -> Option<&'a Statement> {
    case.statements
        .iter()
        .filter(|statement| &*statement.kind == kind.code() && statement.defect.is_none())
        .filter(|statement| statement.made_at.is_some_and(|made| made.at() <= desk.now))
        .max_by_key(|statement| statement.made_at)
}

/// A clock of hours from the instant of a statement, by the clock where it was made.
fn exact(statement: &Statement, rule: &ClockRule, met: bool, desk: &Desk<'_>) -> Option<Clock> {
    let made = statement.made_at?;
    let due = match rule.length {
        Length::Hours(hours) => made.plus(SignedDuration::from_hours(i64::from(hours))),
        Length::Minutes(_) | Length::Days(_) | Length::BusinessDays(_) | Length::ByCountry => {
            Local::of_moment(made).end_after(made.date(), rule.length)?
        }
    };
    let reading = Reading::new(made.date(), due).about(statement.id.as_str()).met(met);
    Some(desk.clock(rule, reading))
}

/// The written end of a district court's order; it bars until counsel has confirmed that end.
fn of_court_orders(case: &Case, desk: &Desk<'_>) -> Vec<Clock> {
    let Some(rule) = desk.rule("temporary_restraining_order") else { return Vec::new() };
    let clock = |hold: &crate::Hold| {
        let known = hold.known_at(desk.now)?;
        let from = known.from.filter(|from| from.at() <= desk.now)?;
        let to = known.to.filter(|_| &*known.kind == "district_court_order")?;
        let met = known.end_confirmed && to.at() <= desk.now;
        let reading = Reading::new(from.date(), to).about(hold.id.as_str()).met(met);
        Some(desk.clock(rule, reading))
    };
    case.holds.iter().filter_map(clock).collect()
}

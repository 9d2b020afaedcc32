//! What the person said, and whether a finding about it is proven.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Step;
use super::case::is_at_the_door;
use crate::{Case, Moment, Reason, ReasonCode, Statement, StatementKind, StatementOutcome};

/// What follows from the statements made so far.
pub(super) struct Heard {
    pub(super) reasons: Vec<Reason>,
    pub(super) no_fear_proven: bool,
    pub(super) no_citizenship_proven: bool,
}

/// Notice before removal to a third country.
const THIRD_COUNTRY_NOTICE: SignedDuration = SignedDuration::from_hours(24);

/// Hears the latest statement of each kind. One that is dated later than `at` cannot be right, and
/// bars until it is: to ask what was said up to an earlier instant, ask about
/// [`Case::as_known_at`]. A free comment proves nothing.
pub(super) fn hear(case: &Case, at: Moment, departs: Moment, step: Step) -> Heard {
    let mut why = Vec::new();
    let mut last: BTreeMap<&str, (Moment, &Statement)> = BTreeMap::new();
    for statement in &case.statements {
        let kind = &*statement.kind;
        let made = statement.made_at.filter(|made| made.at() <= at.at());
        let (None, Some(made)) = (&statement.defect, made) else {
            why.push(Reason::about(ReasonCode::StatementUnreadable, kind));
            continue;
        };
        if last.get(kind).is_none_or(|(before, _)| made.at() >= before.at()) {
            last.insert(kind, (made, statement));
        }
    }
    for (kind, (made, statement)) in &last {
        why.extend(judge(case, kind, *made, statement, step));
    }
    why.extend(third_country(case, &last, departs));
    let proven = |kind: StatementKind| {
        last.get(kind.code()).is_some_and(|(_, statement)| statement.is_proven_negative())
    };
    Heard {
        reasons: why,
        no_fear_proven: proven(StatementKind::Fear),
        no_citizenship_proven: proven(StatementKind::Citizenship),
    }
}

fn judge(
    case: &Case,
    kind: &str,
    made: Moment,
    statement: &Statement,
    step: Step,
) -> Option<Reason> {
    if kind == StatementKind::Medical.code() {
        return is_at_the_door(step).then(|| complaint(case, made, statement)).flatten();
    }
    if statement.outcome != Some(StatementOutcome::Negative) {
        return Some(Reason::about(ReasonCode::StatementOpen, kind));
    }
    (!statement.is_proven_negative()).then(|| Reason::about(ReasonCode::StatementUnproven, kind))
}

/// A complaint that was confirmed needs a clearance on the day or later.
fn complaint(case: &Case, made: Moment, statement: &Statement) -> Option<Reason> {
    match statement.outcome {
        Some(StatementOutcome::Negative) => None,
        Some(StatementOutcome::Affirmative) => {
            let cleared = case.medical.cleared_on.as_ref().and_then(|cleared| cleared.read());
            let since = cleared.is_some_and(|cleared| *cleared >= made.date());
            (!since).then(|| Reason::plain(ReasonCode::MedicalClearanceMissing))
        }
        Some(StatementOutcome::Pending) | None => {
            Some(Reason::about(ReasonCode::StatementOpen, StatementKind::Medical.code()))
        }
    }
}

fn third_country(
    case: &Case,
    last: &BTreeMap<&str, (Moment, &Statement)>,
    departs: Moment,
) -> Option<Reason> {
    let removal = case.order.removal_country.as_ref()?;
    if *removal == case.person.nationality {
        return None;
    }
    match last.get(StatementKind::ThirdCountry.code()) {
        None => Some(Reason::plain(ReasonCode::ThirdCountryNoticeMissing)),
        Some((served, _)) => (served.plus(THIRD_COUNTRY_NOTICE).at() > departs.at())
            .then(|| Reason::plain(ReasonCode::ThirdCountryNoticeShort)),
    }
}

//! Tests of the clocks that start with the order.

mod flight;
mod record;

use jiff::civil::date;

use super::*;
use crate::*;

fn known<T>(value: T) -> Known<T> {
    Known::Read(value)
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// Somebody held in Louisiana with an order in absentia of 2 January 2024.
fn sample() -> Case {
    let day = |y, m, d| Some(known(date(y, m, d)));
    let china: Country = "CHN".parse().unwrap();
    Case {
        id: CaseId::new("P0000001.1").unwrap(),
        opened_at: moment("2024-01-02T09:00:00-06:00").at(),
        stage: Stage::Detained,
        person: Person {
            id: PersonId::new("P0000001").unwrap(),
            seq: 1,
            a_number: known("A900000001".into()),
            fin: "9900000001".into(),
            family_name: "Muster".into(),
            given_names: "Kim".into(),
            birth_date: known(date(1980, 1, 1)),
            sex: known(Sex::Female),
            nationality: known(china),
            birth_country: known(china),
            class_level: known(ClassLevel::Low),
            criminality: known(Criminality::None),
            family_unit: None,
            unaccompanied: known(false),
            keep_apart: Vec::new(),
            attorney: known(false),
        },
        custody: Custody {
            kind: known(CustodyKind::Detained),
            facility: "ZALEXLA".into(),
            office: "NOL".into(),
            since: day(2023, 12, 1),
        },
        order: Order {
            kind: known("in_absentia".into()),
            date: day(2024, 1, 2),
            appeal: known(Appeal::None),
            category: known("8C".into()),
            removal_country: Some(known(china)),
        },
        medical: Medical { status: known(MedicalStatus::Ok), cleared_on: day(2024, 1, 10) },
        holds: Vec::new(),
        documents: Vec::new(),
        statements: Vec::new(),
        interviews: Vec::new(),
        notices: Vec::new(),
        defects: Vec::new(),
    }
}

fn order(kind: &str, appeal: Appeal) -> Case {
    let mut case = sample();
    case.order.kind = known(kind.into());
    case.order.appeal = known(appeal);
    case
}

fn hold(kind: &str, from: &str, to: Option<&str>) -> Hold {
    let revision = HoldRevision {
        recorded_at: None,
        kind: kind.into(),
        country: None,
        from: Some(moment(from)),
        to: to.map(moment),
        end_confirmed: to.is_some(),
        source_document: "order".into(),
        docket_number: None,
        by: "legal_counsel:u1".into(),
        reason: None,
        defect: None,
    };
    Hold { id: HoldId::new("H0000001").unwrap(), revisions: vec![revision] }
}

fn notice(kind: &str, on: Date) -> Notice {
    Notice { kind: kind.into(), on }
}

/// The clock called `name` at noon of `day` in Louisiana: its end and how it stands.
fn read(case: &Case, name: &str, day: Date) -> Option<String> {
    let now = moment(&format!("{day}T12:00:00-06:00")).at();
    let rules = Rulebook::embedded().unwrap();
    let clocks = clocks(case, now, &rules);
    let clock = clocks.into_iter().find(|clock| &*clock.name == name)?;
    Some(format!("{} {}", clock.due, clock.state))
}

#[track_caller]
fn check(case: &Case, name: &str, day: Date, expected: &str) {
    assert_eq!(read(case, name, day).as_deref(), Some(expected), "{name}");
}

#[test]
fn the_removal_period_ends_after_90_days_by_the_clock_of_the_facility() {
    let end = "2024-04-01T23:59:59-05:00";
    check(&sample(), "removal_period", date(2024, 2, 1), &format!("{end} running"));
    check(&sample(), "removal_period", date(2024, 3, 25), &format!("{end} near"));
    check(&sample(), "removal_period", date(2024, 4, 2), &format!("{end} overdue"));
}

#[test]
fn the_removal_period_begins_anew_when_a_judicial_stay_ends() {
    let (from, to) = ("2024-01-20T09:00:00-06:00", "2024-02-20T09:00:00-06:00");
    let mut case = sample();
    case.holds = vec![hold("judicial_stay", from, None)];
    let still = "2024-04-30T23:59:59-05:00 tolled";
    check(&case, "removal_period", date(2024, 1, 31), still);
    case.holds = vec![hold("judicial_stay", from, Some(to))];
    let anew = "2024-05-20T23:59:59-05:00 running";
    check(&case, "removal_period", date(2024, 3, 1), anew);
}

#[test]
fn an_end_that_nobody_confirmed_ends_nothing() {
    let mut case = sample();
    let (from, to) = ("2024-01-20T09:00:00-06:00", "2024-02-20T09:00:00-06:00");
    case.holds = vec![hold("judicial_stay", from, Some(to))];
    case.holds[0].revisions[0].end_confirmed = false;
    let still = "2024-05-30T23:59:59-05:00 tolled";
    check(&case, "removal_period", date(2024, 3, 1), still);
}

#[test]
fn the_removal_period_does_not_begin_in_criminal_custody() {
    let mut case = sample();
    case.custody.kind = known(CustodyKind::Criminal);
    let still = "2024-05-30T23:59:59-05:00 tolled";
    check(&case, "removal_period", date(2024, 3, 1), still);
    assert_eq!(read(&case, "custody_review_90", date(2024, 3, 1)), None);
}

#[test]
fn the_removal_period_stands_still_while_the_person_will_not_cooperate() {
    let mut case = sample();
    case.notices = vec![notice("failure_to_comply", date(2024, 2, 1))];
    let still = "2024-04-30T23:59:59-05:00 tolled"; // 60 days are left
    check(&case, "removal_period", date(2024, 3, 1), still);
    case.notices.push(notice("compliance", date(2024, 3, 2)));
    let longer = "2024-05-01T23:59:59-05:00 running";
    check(&case, "removal_period", date(2024, 3, 3), longer);
}

#[test]
fn custody_reviews_come_at_60_90_and_180_days_and_then_every_year() {
    let mut case = sample();
    let day = date(2024, 1, 5);
    check(&case, "custody_review_notice", day, "2024-03-02T23:59:59-06:00 running");
    check(&case, "custody_review_90", day, "2024-04-01T23:59:59-05:00 running");
    check(&case, "custody_review_180", day, "2024-06-30T23:59:59-05:00 running");
    assert_eq!(read(&case, "custody_review_annual", day), None);
    case.notices = vec![
        notice("custody_review_90", date(2024, 3, 28)),
        notice("custody_review_180", date(2024, 6, 28)),
    ];
    let day = date(2024, 7, 1);
    check(&case, "custody_review_90", day, "2024-04-01T23:59:59-05:00 met");
    check(&case, "custody_review_annual", day, "2025-06-28T23:59:59-05:00 running");
}

#[test]
fn the_appeal_window_of_a_judges_order_is_30_days() {
    let case = order("ij", Appeal::Reserved);
    let end = "2024-02-01T23:59:59-06:00";
    check(&case, "bia_appeal", date(2024, 1, 30), &format!("{end} near"));
    check(&case, "bia_appeal", date(2024, 2, 2), &format!("{end} met"));
    assert_eq!(read(&case, "removal_period", date(2024, 2, 1)), None);
    check(&case, "removal_period", date(2024, 2, 2), "2024-05-02T23:59:59-05:00 running");
}

#[test]
fn no_window_runs_on_a_waived_or_pending_appeal() {
    let day = date(2024, 1, 30);
    assert_eq!(read(&order("ij", Appeal::Waived), "bia_appeal", day), None);
    assert_eq!(read(&order("ij", Appeal::Pending), "bia_appeal", day), None);
    assert_eq!(read(&order("ij", Appeal::Pending), "removal_period", date(2024, 5, 1)), None);
}

#[test]
fn an_administrative_order_waits_14_days_and_voluntary_departure_120() {
    let day = date(2024, 1, 5);
    let administrative = order("administrative", Appeal::None);
    check(&administrative, "administrative_wait", day, "2024-01-16T23:59:59-06:00 running");
    let voluntary = order("voluntary_departure", Appeal::Waived);
    check(&voluntary, "voluntary_departure", day, "2024-05-01T23:59:59-05:00 running");
}

#[test]
fn a_court_can_be_asked_for_30_days_and_a_judge_to_reopen_for_90_or_180() {
    let day = date(2024, 1, 10);
    check(&sample(), "petition_for_review", day, "2024-02-01T23:59:59-06:00 running");
    check(&sample(), "motion_to_reconsider", day, "2024-02-01T23:59:59-06:00 running");
    check(&sample(), "motion_to_reopen", day, "2024-06-30T23:59:59-05:00 running");
    let stipulated = order("stipulated", Appeal::Waived);
    check(&stipulated, "motion_to_reopen", day, "2024-04-01T23:59:59-05:00 running");
}

#[test]
fn somebody_under_supervision_has_no_clocks_of_detention_but_unreadable_custody_has() {
    let day = date(2024, 3, 1);
    let mut case = sample();
    case.custody.kind = known(CustodyKind::Supervision);
    assert_eq!(read(&case, "removal_period", day), None);
    assert_eq!(read(&case, "custody_review_90", day), None);
    case.custody.kind = Known::unreadable("jail");
    check(&case, "custody_review_90", day, "2024-04-01T23:59:59-05:00 running");
}

//! Tests of the clocks that start with a document, a statement, a notice or a hold.

use jiff::civil::date;

use super::{Date, Rulebook, clocks};
use super::{check, hold, known, moment, notice, read, sample};
use crate::*;

fn request(on: Date) -> Document {
    Document {
        id: DocumentId::new("D1").unwrap(),
        kind: known(DocumentKind::LaissezPasser),
        number: None,
        issuing_country: known("CHN".parse().unwrap()),
        issued_on: None,
        expires_on: None,
        single_use: true,
        mrz: None,
        requested_on: Some(on),
        answer: Some(Answer::Pending),
        answered_on: None,
        condition: None,
        defect: None,
    }
}

fn statement(kind: StatementKind, at: &str, outcome: StatementOutcome) -> Statement {
    Statement {
        id: StatementId::new("S1").unwrap(),
        kind: kind.code().into(),
        made_at: Some(moment(at)),
        language: "zh".into(),
        interpreter: true,
        officer: Some("u1".into()),
        evidence: Some("form".into()),
        outcome: Some(outcome),
        defect: None,
    }
}

#[test]
fn a_document_is_to_be_asked_for_by_day_30() {
    let mut case = sample();
    let end = "2024-02-01T23:59:59-06:00";
    check(&case, "document_packet", date(2024, 2, 3), &format!("{end} overdue"));
    case.documents = vec![request(date(2024, 1, 20))];
    check(&case, "document_packet", date(2024, 2, 3), &format!("{end} met"));
}

#[test]
fn an_agency_is_chased_every_14_days_once_its_answer_is_overdue() {
    let mut case = sample();
    case.documents = vec![request(date(2024, 1, 20))];
    check(&case, "agency_answer", date(2024, 2, 1), "2024-02-19T23:59:59-06:00 running");
    assert_eq!(read(&case, "agency_chase", date(2024, 2, 1)), None);
    check(&case, "agency_answer", date(2024, 2, 21), "2024-02-19T23:59:59-06:00 overdue");
    check(&case, "document_reply", date(2024, 2, 21), "2024-02-19T23:59:59-06:00 overdue");
    check(&case, "agency_chase", date(2024, 2, 21), "2024-03-04T23:59:59-06:00 running");
    case.notices = vec![notice("agency_chase", date(2024, 3, 1))];
    check(&case, "agency_chase", date(2024, 3, 2), "2024-03-15T23:59:59-05:00 running");
    case.documents[0].answer = Some(Answer::Approved);
    check(&case, "agency_answer", date(2024, 3, 2), "2024-02-19T23:59:59-06:00 met");
    assert_eq!(read(&case, "agency_chase", date(2024, 3, 2)), None);
}

#[test]
fn the_best_document_runs_out_a_buffer_before_its_last_day() {
    let mut case = sample();
    let mut old = request(date(2024, 1, 20));
    old.number = Some("E1".into());
    old.answer = Some(Answer::Approved);
    old.expires_on = Some(date(2024, 5, 1));
    let mut new = old.clone();
    new.id = DocumentId::new("D2").unwrap();
    new.expires_on = Some(date(2024, 6, 30));
    case.documents = vec![new, old];
    check(&case, "document_validity", date(2024, 6, 20), "2024-06-27T23:59:59-05:00 near");
    check(&case, "document_validity", date(2024, 6, 28), "2024-06-27T23:59:59-05:00 overdue");
}

#[test]
fn a_medical_clearance_is_good_for_365_days() {
    check(&sample(), "medical_clearance", date(2024, 6, 1), "2025-01-09T23:59:59-06:00 running");
    check(&sample(), "medical_clearance", date(2025, 1, 10), "2025-01-09T23:59:59-06:00 overdue");
}

#[test]
fn papers_are_due_two_days_after_somebody_was_taken_in_without_an_order() {
    let mut case = sample();
    check(&case, "processing_papers", date(2024, 1, 2), "2023-12-03T23:59:59-06:00 met");
    case.order.date = None;
    check(&case, "processing_papers", date(2023, 12, 2), "2023-12-03T23:59:59-06:00 running");
    check(&case, "processing_papers", date(2024, 1, 2), "2023-12-03T23:59:59-06:00 overdue");
}

#[test]
fn the_72_hours_count_from_the_end_of_the_day_of_service() {
    let mut case = sample();
    case.notices = vec![notice("seventy_two_hour_notice", date(2024, 3, 4))];
    let end = "2024-03-07T23:59:59-06:00";
    check(&case, "seventy_two_hour_notice", date(2024, 3, 5), &format!("{end} running"));
    check(&case, "seventy_two_hour_notice", date(2024, 3, 8), &format!("{end} met"));
}

#[test]
fn a_third_country_notice_runs_24_hours_to_the_second() {
    let (at, day) = ("2024-03-04T18:30:00-07:00", date(2024, 3, 5));
    let mut case = sample();
    case.statements = vec![
        statement(StatementKind::ThirdCountry, at, StatementOutcome::Negative),
        statement(StatementKind::Fear, at, StatementOutcome::Pending),
    ];
    assert_eq!(read(&case, "third_country_notice", day), None); // goes to the own country
    case.order.removal_country = Some(known("MEX".parse().unwrap()));
    check(&case, "third_country_notice", day, "2024-03-05T18:30:00-07:00 running");
    check(&case, "third_country_notice", date(2024, 3, 6), "2024-03-05T18:30:00-07:00 met");
    check(&case, "fear_screening", date(2024, 3, 6), "2024-03-05T18:30:00-07:00 overdue");
}

#[test]
fn a_request_for_review_is_acknowledged_within_ten_working_days() {
    let mut case = sample();
    case.notices = vec![notice("review_request", date(2024, 6, 28))];
    let end = "2024-07-15T23:59:59-05:00"; // 4 July is none
    check(&case, "review_request_acknowledgement", date(2024, 7, 1), &format!("{end} running"));
    case.notices.push(notice("review_request_acknowledgement", date(2024, 7, 10)));
    check(&case, "review_request_acknowledgement", date(2024, 8, 1), &format!("{end} met"));
}

#[test]
fn a_pregnancy_is_evaluated_every_week_and_an_interview_on_fear_comes_in_ten_days() {
    let mut case = sample();
    case.holds = vec![hold("pregnancy", "2024-03-04T09:00:00-06:00", None)];
    let day = date(2024, 3, 5);
    check(&case, "pregnancy_evaluation", day, "2024-03-11T23:59:59-05:00 running");
    check(&case, "pregnancy_notification", day, "2024-03-07T23:59:59-06:00 running");
    case.notices = vec![notice("pregnancy_evaluation", date(2024, 3, 9))];
    let day = date(2024, 3, 10);
    check(&case, "pregnancy_evaluation", day, "2024-03-16T23:59:59-05:00 running");
    case.holds = vec![hold("reasonable_fear_pending", "2024-03-04T09:00:00-06:00", None)];
    check(&case, "reasonable_fear_interview", day, "2024-03-14T23:59:59-05:00 running");
}

#[test]
fn a_district_courts_order_waits_for_counsel_when_its_written_end_has_passed() {
    let mut case = sample();
    let (from, to) = ("2024-03-04T09:00:00-06:00", "2024-03-18T09:00:00-05:00");
    case.holds = vec![hold("district_court_order", from, Some(to))];
    case.holds[0].revisions[0].end_confirmed = false;
    check(&case, "temporary_restraining_order", date(2024, 3, 19), &format!("{to} overdue"));
    case.holds[0].revisions[0].end_confirmed = true;
    check(&case, "temporary_restraining_order", date(2024, 3, 19), &format!("{to} met"));
}

#[test]
fn an_unknown_facility_counts_by_the_clock_of_the_capital() {
    let mut case = sample();
    case.custody.facility = "NOWHERE".into();
    check(&case, "removal_period", date(2024, 2, 1), "2024-04-01T23:59:59-04:00 running");
}

#[test]
fn a_case_that_was_closed_has_no_clocks() {
    let mut case = sample();
    case.stage = Stage::Closed { outcome: Outcome::ReliefGranted };
    let rules = Rulebook::embedded().unwrap();
    assert_eq!(clocks(&case, moment("2024-03-01T12:00:00-06:00").at(), &rules), []);
}

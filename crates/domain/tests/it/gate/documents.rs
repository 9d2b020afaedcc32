//! Travel documents: the right country, the agency's word, and valid through arrival and buffer.

use domain::gate::usable_document;
use domain::{Answer, Case, Condition, Document, DocumentId, DocumentKind, Known};

use super::{check, check_at, check_flight};
use crate::support::{DEPARTS, RULES, clean_case, country, day, document, flight_over, moment};

fn spoilt(change: impl FnOnce(&mut Document)) -> impl FnOnce(&mut Case) {
    |case| change(&mut case.documents[0])
}

#[test]
fn a_document_must_last_through_the_last_day_of_the_buffer() {
    // The flight leaves on 29 June and China's buffer is three days.
    let until = |last: &'static str| spoilt(move |document| document.expires_on = Some(day(last)));
    check(until("2024-07-02"), "");
    check(until("2024-07-01"), "document_expires_too_soon");
    check(until("2024-06-29"), "document_expires_too_soon");
    check(until("2024-06-28"), "document_expired");
}

#[test]
fn each_thing_that_is_wrong_with_a_document_has_its_name() {
    check(|c| c.documents.clear(), "document_missing");
    check(spoilt(|d| d.defect = Some("row".into())), "document_unreadable");
    check(spoilt(|d| d.issuing_country = Known::Read(country("VNM"))), "document_other_country");
    check(spoilt(|d| d.issuing_country = Known::unreadable("?")), "document_other_country");
    check(spoilt(|d| d.answer = Some(Answer::Refused)), "document_refused");
    check(spoilt(|d| d.answer = Some(Answer::Pending)), "document_pending");
    check(spoilt(|d| d.answer = None), "document_not_approved");
    check(spoilt(|d| d.number = None), "document_missing");
    check(spoilt(|d| d.issued_on = None), "document_missing");
    check(spoilt(|d| d.expires_on = None), "document_missing");
}

/// Another document of the same country is at hand, on which nothing depends.
#[test]
fn what_an_agency_made_its_approval_depend_on_is_not_got_round_by_another_document() {
    let with_passport = |answered: Option<&'static str>| {
        move |c: &mut Case| {
            let mut other = c.documents[0].clone();
            c.documents[0].condition = Some(Condition { words: "escort".into(), met_on: None });
            other.id = DocumentId::new("D7").unwrap();
            other.answered_on = answered.map(day);
            c.documents.push(other);
        }
    };
    check(with_passport(None), "document_condition_open");
    let same_day = clean_case("P1").documents[0].answered_on.unwrap();
    assert_eq!(same_day, day("2024-06-08"));
    check(with_passport(Some("2024-06-07")), "document_condition_open");
    check(with_passport(Some("2024-06-09")), "");
}

#[test]
fn an_approval_on_a_condition_is_none_until_the_condition_is_met() {
    let condition = |met: Option<&str>| {
        let met_on = met.map(day);
        spoilt(move |d| d.condition = Some(Condition { words: "with a doctor".into(), met_on }))
    };
    check(condition(None), "document_condition_open");
    check(condition(Some("2024-06-29")), "");
    // Not known yet on the day of the question.
    check(condition(Some("2024-06-30")), "document_condition_open");
}

#[test]
fn what_the_agency_answers_and_issues_later_is_not_known_yet() {
    check(spoilt(|d| d.answered_on = Some(day("2024-06-30"))), "document_pending");
    check(spoilt(|d| d.answered_on = Some(day("2024-06-29"))), "");
    check(spoilt(|d| d.issued_on = Some(day("2024-06-30"))), "document_missing");
    check(spoilt(|d| d.issued_on = Some(day("2024-06-29"))), "");
    // On the eve of the answer nothing is known, though the flight leaves much later.
    check_at("2024-06-07T23:59:59-05:00", |_| (), "document_pending");
    check_at("2024-06-10T00:00:00-05:00", |_| (), "");
}

#[test]
fn a_passport_does_without_an_answer_only_where_the_country_says_so() {
    let unasked = |country_code: &'static str| {
        move |case: &mut Case| {
            let home = country(country_code);
            case.person.nationality = Known::Read(home);
            case.order.removal_country = Some(Known::Read(home));
            let passport = &mut case.documents[0];
            passport.issuing_country = Known::Read(home);
            passport.kind = Known::Read(DocumentKind::Passport);
            (passport.answer, passport.answered_on) = (None, None);
        }
    };
    check(unasked("CHN"), "document_not_approved");
    let guatemala = flight_over("F000002", "p:KAEX>d:MGGT");
    check_flight(&guatemala, unasked("GTM"), "");
    let paper = |case: &mut Case| {
        unasked("GTM")(case);
        case.documents[0].kind = Known::Read(DocumentKind::EmergencyCertificate);
    };
    check_flight(&guatemala, paper, "document_not_approved");
}

#[test]
fn a_refusal_after_the_approval_bars_and_one_before_does_not() {
    let refused = |answered: Option<&'static str>| {
        move |case: &mut Case| {
            let mut refused = document("D2");
            refused.answer = Some(Answer::Refused);
            refused.answered_on = answered.map(day);
            case.documents.push(refused);
        }
    };
    // The good document was approved on 8 June.
    check(refused(Some("2024-06-08")), "");
    check(refused(Some("2024-06-09")), "document_refused");
    check(refused(None), "document_refused");
    check(
        |c| {
            refused(Some("2024-06-09"))(c);
            refused(Some("2024-05-01"))(c);
        },
        "document_refused",
    );
    check(
        |c| {
            refused(Some("2024-06-09"))(c);
            let mut again = document("D3");
            again.answered_on = Some(day("2024-06-10"));
            c.documents.push(again);
        },
        "",
    );
    // Somebody refused about whom an approval has no date on record.
    check(
        |c| {
            refused(Some("2024-05-01"))(c);
            c.documents[0].answered_on = None;
        },
        "document_refused",
    );
}

#[test]
fn of_several_bad_documents_the_trouble_of_the_best_is_told() {
    type Spoil = fn(&mut Document);
    let best_first: [(Spoil, &str); 7] = [
        (|d| d.expires_on = Some(day("2024-07-01")), "document_expires_too_soon"),
        (|d| d.answer = None, "document_not_approved"),
        (|d| d.answer = Some(Answer::Pending), "document_pending"),
        (|d| d.answer = Some(Answer::Refused), "document_refused"),
        (|d| d.expires_on = Some(day("2024-06-01")), "document_expired"),
        (|d| d.defect = Some("row".into()), "document_unreadable"),
        (|d| d.issuing_country = Known::Read(country("VNM")), "document_other_country"),
    ];
    for (index, (_, told)) in best_first.iter().enumerate() {
        let worse_first = best_first[index..].iter().rev();
        check(
            |c| {
                c.documents.clear();
                c.documents.extend(worse_first.map(|(spoil, _)| {
                    let mut spoilt = document("D1");
                    spoil(&mut spoilt);
                    spoilt
                }));
            },
            told,
        );
    }
}

#[track_caller]
fn check_usable(change: impl FnOnce(&mut Case), expected: Option<&str>) {
    let mut case = clean_case("P1");
    change(&mut case);
    let today = moment(DEPARTS).date();
    let found = usable_document(&case, country("CHN"), today, today, &RULES);
    assert_eq!(found.map(|document| document.id.as_str()), expected);
}

#[test]
fn the_document_to_travel_on_is_the_usable_one_that_lasts_longest() {
    check_usable(|_| (), Some("D1"));
    let add = |id: &str, expires: &str, change: fn(&mut Document)| {
        let mut more = document(id);
        more.id = DocumentId::new(id).unwrap();
        more.expires_on = Some(day(expires));
        change(&mut more);
        more
    };
    let longer = add("D2", "2024-10-01", |_| ());
    check_usable(|c| c.documents.insert(0, longer), Some("D2"));
    let shorter = add("D2", "2024-07-15", |_| ());
    check_usable(|c| c.documents.push(shorter), Some("D1"));
    let unapproved = add("D2", "2025-10-01", |d| d.answer = None);
    check_usable(|c| c.documents.push(unapproved), Some("D1"));
    // Within the buffer is not long enough.
    check_usable(|c| c.documents[0].expires_on = Some(day("2024-07-02")), Some("D1"));
    check_usable(|c| c.documents[0].expires_on = Some(day("2024-07-01")), None);
    let refused = add("D2", "2025-10-01", |d| d.answer = Some(Answer::Refused));
    let after_all = |c: &mut Case| {
        c.documents[0].answered_on = Some(day("2024-06-01"));
        c.documents.push(refused);
    };
    check_usable(after_all, None);
}

#[test]
fn of_two_that_last_equally_long_the_refused_one_is_never_taken() {
    // An old refusal leaves the later approval standing, but its own paper is worthless.
    let mut refused = document("D2");
    refused.answer = Some(Answer::Refused);
    refused.answered_on = Some(day("2024-01-01"));
    refused.expires_on = Some(day("2030-01-01"));
    check_usable(|c| c.documents.push(refused), Some("D1"));
}

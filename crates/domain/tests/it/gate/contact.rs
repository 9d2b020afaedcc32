//! Whether the foreign agency may be asked about somebody at all.

use domain::gate::{Step, ask_contact};
use domain::{
    Appeal, Case, Custody, CustodyKind, Defect, Known, MedicalStatus, StatementKind as Kind,
    StatementOutcome as Outcome, reason,
};

use crate::support::{
    DEPARTS, RULES, clean_case, country, hold, moment, noticed, on, statement, unproven_statement,
};

const MAY: &str = "2024-05-02T10:00:00-05:00";

#[track_caller]
fn check(spoil: impl FnOnce(&mut Case), expected: &str) {
    let mut case = clean_case("P1");
    case.documents.clear();
    spoil(&mut case);
    let said = match ask_contact(&case, moment(DEPARTS), &RULES) {
        Ok(_) => String::new(),
        Err(reasons) => reason::join(&reasons),
    };
    assert_eq!(said, expected);
}

#[test]
fn a_clearance_for_contact_says_for_whom_what_and_when() {
    let case = clean_case("P1");
    let cleared = ask_contact(&case, moment(DEPARTS), &RULES).unwrap();
    let clearance = cleared.clearance();
    assert_eq!(clearance.case, case.id);
    assert_eq!(clearance.step, Step::Contact);
    assert_eq!(clearance.flight, None);
    assert_eq!(clearance.country, country("CHN"));
    assert_eq!(clearance.at, moment(DEPARTS).at());
    assert_eq!(clearance.rules, *RULES.version());
}

#[test]
fn papers_may_be_prepared_for_somebody_who_may_not_fly_yet() {
    check(|_| (), "");
    check(|c| c.custody.kind = Known::Read(CustodyKind::Criminal), "");
    let criminal = |c: &mut Case| {
        c.custody = Custody { kind: Known::Read(CustodyKind::Criminal), ..c.custody.clone() };
        c.holds.push(hold("criminal_custody"));
    };
    check(criminal, "");
    check(|c| c.medical.status = Known::Read(MedicalStatus::Unfit), "");
    check(|c| c.statements.push(statement(Kind::Medical, MAY, Outcome::Pending)), "");
    check(|c| c.holds.push(hold("judicial_stay")), "");
}

#[test]
fn a_claim_for_protection_bars_contact() {
    check(|c| c.holds.push(hold("asylum_pending")), "hold:asylum_pending");
    check(|c| c.holds.push(hold("credible_fear_pending")), "hold:credible_fear_pending");
    let fear = |c: &mut Case| c.statements.push(statement(Kind::Fear, MAY, Outcome::Pending));
    check(fear, "statement_open:fear_of_return");
    let unproven = |c: &mut Case| c.statements.push(unproven_statement(Kind::Fear, MAY));
    check(unproven, "statement_unproven:fear_of_return");
}

#[test]
fn a_protection_from_one_country_bars_contact_with_that_country_only() {
    let from = |code: &'static str| {
        move |c: &mut Case| {
            let mut granted = hold("withholding_granted");
            granted.revisions[0].country = Some(country(code));
            c.holds.push(granted);
        }
    };
    check(from("CHN"), "hold:withholding_granted");
    check(from("VNM"), "");
}

#[test]
fn no_contact_without_a_final_order() {
    check(|c| c.order.kind = Known::Read("none".into()), "no_order");
    check(|c| c.order.appeal = Known::Read(Appeal::Pending), "order_not_final");
    let window = |dated: &'static str| {
        move |c: &mut Case| {
            c.order.appeal = Known::Read(Appeal::Reserved);
            c.order.date = on(dated);
        }
    };
    check(window("2024-05-30"), "order_not_final");
    check(window("2024-05-29"), "");
}

#[test]
fn contact_needs_a_country_with_a_profile() {
    check(|c| c.order.removal_country = None, "no_removal_country");
    let torn = Some(Known::unreadable("?"));
    check(|c| c.order.removal_country = torn, "no_removal_country;third_country_notice_missing");
    let senegal = |c: &mut Case| {
        c.person.nationality = Known::Read(country("SEN"));
        c.order.removal_country = Some(Known::Read(country("SEN")));
    };
    check(senegal, "no_country_profile:SEN");
}

#[test]
fn contact_with_a_third_country_needs_the_notice_but_not_its_24_hours() {
    let third = |c: &mut Case| c.person.nationality = Known::Read(country("VNM"));
    check(third, "third_country_notice_missing");
    let noticed_just_now = |c: &mut Case| {
        third(c);
        c.statements.push(noticed("2024-06-29T15:00:00-05:00"));
    };
    check(noticed_just_now, "");
}

#[test]
fn a_category_that_bars_removal_bars_contact_except_for_want_of_the_document_asked_for() {
    let category =
        |code: &'static str| move |c: &mut Case| c.order.category = Known::Read(code.into());
    check(category("5F"), "");
    check(category("5C"), "category_not_executable:5C");
    check(category("8G"), "category_needs_document:8G");
    check(category("1C"), "category_needs_document:1C");
    check(category("99"), "category_not_executable:99");
}

#[test]
fn what_cannot_be_read_bars_contact() {
    check(|c| c.defects.push(Defect::BadRecord("fin".into())), "bad_record:fin");
    let mut torn = hold("criminal_custody");
    torn.revisions[0].defect = Some("row".into());
    check(|c| c.holds.push(torn), "hold_unreadable:criminal_custody");
}

#[test]
fn the_same_reason_is_told_once() {
    check(
        |c| {
            c.holds.push(hold("tps"));
            c.holds.push(hold("tps"));
        },
        "hold:tps",
    );
}

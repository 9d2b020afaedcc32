//! Orders and the windows in which they are not final yet; case categories.

use std::fmt::Write as _;

use domain::gate::{Step, is_order_final};
use domain::{Appeal, Known};
use jiff::ToSpan as _;

use super::{check, reasons};
use crate::support::{DEPARTS, RULES, clean_case, day, empty_flight, moment, on};

/// How many days after the order it is first final, for each kind and state of the appeal.
#[test]
fn each_kind_of_order_is_final_after_the_days_of_this_table() {
    let mut table = String::new();
    let flies_on = day("2024-06-29");
    for kind in RULES.order_kinds() {
        for appeal in Appeal::ALL {
            let first = (-1..=200).find(|age| {
                let mut case = clean_case("P1");
                case.order.kind = Known::Read(kind.code.clone());
                case.order.appeal = Known::Read(*appeal);
                let dated = flies_on.checked_sub(age.days()).unwrap();
                case.order.date = Some(Known::Read(dated));
                let said = reasons(&case, &empty_flight(), Step::Board, moment(DEPARTS));
                assert!(["", "no_order", "order_not_final"].contains(&&*said), "{said}");
                assert_eq!(said.is_empty(), is_order_final(&case, moment(DEPARTS), &RULES));
                said.is_empty()
            });
            let first = first.map_or("never".to_owned(), |age| age.to_string());
            writeln!(table, "{} {appeal}: {first}", kind.code).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn no_order_is_told_apart_from_an_order_that_is_not_final() {
    check(|c| c.order.kind = Known::Read("none".into()), "no_order");
    check(|c| c.order.date = None, "no_order");
    check(|c| c.order.date = Some(Known::unreadable("31 June")), "no_order");
    check(|c| c.order.date = on("2024-06-30"), "order_not_final");
    check(|c| c.order.date = on("2024-06-29"), "");
    check(|c| c.order.appeal = Known::Read(Appeal::Pending), "order_not_final");
}

#[test]
fn an_appeal_that_cannot_be_read_never_shortens_the_wait() {
    check(
        |c| {
            c.order.appeal = Known::unreadable("?");
            c.order.date = on("2024-05-30");
        },
        "order_not_final",
    );
    check(
        |c| {
            c.order.appeal = Known::unreadable("?");
            c.order.date = on("2024-05-29");
        },
        "",
    );
}

#[test]
fn an_order_is_found_final_only_if_kind_and_appeal_can_be_read() {
    let mut case = clean_case("P1");
    assert!(is_order_final(&case, moment(DEPARTS), &RULES));
    case.order.kind = Known::unreadable("?");
    assert!(!is_order_final(&case, moment(DEPARTS), &RULES));
    case.order.kind = Known::Read("decree".into());
    assert!(!is_order_final(&case, moment(DEPARTS), &RULES));
    case.order.kind = Known::Read("ij".into());
    case.order.appeal = Known::unreadable("?");
    assert!(!is_order_final(&case, moment(DEPARTS), &RULES));
}

/// What each category says of somebody about whom nothing else is on record but a document.
#[test]
fn each_category_says_what_this_table_says() {
    let mut table = String::new();
    for category in RULES.categories() {
        let mut case = clean_case("P1");
        case.order.category = Known::Read(category.code.clone());
        let said = reasons(&case, &empty_flight(), Step::Board, moment(DEPARTS));
        writeln!(table, "{}: {said}", category.code).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_category_that_is_unknown_or_cannot_be_read_is_not_executable() {
    let unknown = |c: &mut domain::Case| c.order.category = Known::Read("99".into());
    check(unknown, "category_not_executable:99");
    let torn = |c: &mut domain::Case| c.order.category = Known::unreadable("8?");
    check(torn, "category_not_executable:8?");
}

#[test]
fn a_category_that_needs_a_travel_document_needs_one_that_is_usable() {
    check(|c| c.order.category = Known::Read("5F".into()), "");
    check(
        |c| {
            c.order.category = Known::Read("5F".into());
            c.documents[0].expires_on = Some(day("2024-06-30"));
        },
        "category_needs_document:5F;document_expires_too_soon",
    );
}

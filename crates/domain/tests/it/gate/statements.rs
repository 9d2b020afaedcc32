//! What the person said: the latest of each kind, proven or not, up to the instant.

use domain::gate::Step;
use domain::{Case, Known, StatementKind as Kind, StatementOutcome as Outcome};

use super::{check, check_at, check_step};
use crate::support::{country, moment, noticed, on, statement, unproven_statement};

const MAY: &str = "2024-05-02T10:00:00-05:00";
const JUNE: &str = "2024-06-02T10:00:00-05:00";

#[test]
fn the_latest_statement_of_a_kind_counts() {
    for kind in [Kind::Fear, Kind::Citizenship] {
        let open = format!("statement_open:{kind}");
        for outcome in [Outcome::Pending, Outcome::Affirmative] {
            check(|c| c.statements.push(statement(kind, MAY, outcome)), &open);
            let settled = |c: &mut Case| {
                c.statements.push(statement(kind, JUNE, Outcome::Negative));
                c.statements.push(statement(kind, MAY, outcome));
            };
            check(settled, "");
            let voiced_again = |c: &mut Case| {
                c.statements.push(statement(kind, JUNE, outcome));
                c.statements.push(statement(kind, MAY, Outcome::Negative));
            };
            check(voiced_again, &open);
        }
    }
}

#[test]
fn of_two_statements_of_one_instant_the_later_recorded_counts() {
    check(
        |c| {
            c.statements.push(statement(Kind::Fear, MAY, Outcome::Negative));
            c.statements.push(statement(Kind::Fear, MAY, Outcome::Pending));
        },
        "statement_open:fear_of_return",
    );
}

#[test]
fn a_statement_counts_from_the_second_it_was_made() {
    let voiced = |c: &mut Case| c.statements.push(statement(Kind::Fear, JUNE, Outcome::Pending));
    check_at("2024-06-02T10:00:00-05:00", voiced, "statement_open:fear_of_return;document_pending");
    // One of later cannot be right. A question about the past does not hear it.
    let before = "2024-06-02T09:59:59-05:00";
    check_at(before, voiced, "statement_unreadable:fear_of_return;document_pending");
    let then = |c: &mut Case| {
        voiced(c);
        *c = c.as_known_at(moment(before).at()).into_owned();
    };
    check_at(before, then, "document_pending");
}

#[test]
fn a_statement_without_outcome_is_open() {
    let mut unheard = statement(Kind::Fear, MAY, Outcome::Negative);
    unheard.outcome = None;
    check(|c| c.statements.push(unheard), "statement_open:fear_of_return");
}

#[test]
fn a_negative_finding_needs_officer_and_evidence() {
    let unproven = "statement_unproven:fear_of_return";
    check(|c| c.statements.push(unproven_statement(Kind::Fear, MAY)), unproven);
    let mut nobody = statement(Kind::Fear, MAY, Outcome::Negative);
    nobody.officer = None;
    check(|c| c.statements.push(nobody), unproven);
}

#[test]
fn a_statement_that_cannot_be_read_bars() {
    let unreadable = "statement_unreadable:fear_of_return";
    let mut torn = statement(Kind::Fear, MAY, Outcome::Negative);
    torn.defect = Some("row".into());
    check(|c| c.statements.push(torn.clone()), unreadable);
    // A later good one does not make it readable.
    check(
        |c| {
            c.statements.push(torn);
            c.statements.push(statement(Kind::Fear, JUNE, Outcome::Negative));
        },
        unreadable,
    );
    let mut undated = statement(Kind::Fear, MAY, Outcome::Negative);
    undated.made_at = None;
    check(|c| c.statements.push(undated), unreadable);
}

#[test]
fn a_torn_statement_of_later_than_the_instant_bars_all_the_same() {
    let mut torn = statement(Kind::Fear, "2024-06-29T15:10:01-05:00", Outcome::Pending);
    torn.defect = Some("row".into());
    check(|c| c.statements.push(torn), "statement_unreadable:fear_of_return");
}

#[test]
fn several_kinds_are_told_in_the_order_of_their_codes() {
    check(
        |c| {
            c.statements.push(statement(Kind::Fear, MAY, Outcome::Pending));
            c.statements.push(statement(Kind::Citizenship, JUNE, Outcome::Pending));
        },
        "statement_open:citizenship;statement_open:fear_of_return",
    );
}

#[test]
fn two_categories_need_a_finding_that_is_proven() {
    for (category, kind) in [("8G", Kind::Fear), ("8H", Kind::Citizenship)] {
        let needs = format!("category_needs_document:{category}");
        let of = |c: &mut Case| c.order.category = Known::Read(category.into());
        check(of, &needs);
        check(
            |c| {
                of(c);
                c.statements.push(unproven_statement(kind, MAY));
            },
            &format!("{needs};statement_unproven:{kind}"),
        );
        check(
            |c| {
                of(c);
                c.statements.push(statement(kind, MAY, Outcome::Negative));
            },
            "",
        );
    }
    check(
        |c| {
            c.order.category = Known::Read("8G".into());
            c.statements.push(statement(Kind::Citizenship, MAY, Outcome::Negative));
        },
        "category_needs_document:8G",
    );
}

#[test]
fn a_medical_complaint_bars_at_the_door_only() {
    let voiced = |c: &mut Case| c.statements.push(statement(Kind::Medical, MAY, Outcome::Pending));
    for step in Step::ALL {
        let door = matches!(step, Step::Board | Step::Depart);
        check_step(*step, voiced, if door { "statement_open:medical" } else { "" });
    }
    check(|c| c.statements.push(unproven_statement(Kind::Medical, MAY)), "");
}

#[test]
fn a_confirmed_complaint_needs_a_clearance_of_its_day_or_later() {
    let confirmed = |cleared: &'static str| {
        move |c: &mut Case| {
            c.statements.push(statement(Kind::Medical, MAY, Outcome::Affirmative));
            c.medical.cleared_on = on(cleared);
        }
    };
    check(confirmed("2024-05-01"), "medical_clearance_missing");
    check(confirmed("2024-05-02"), "");
    // The complaint's own calendar counts: at 23:30 in Louisiana it is still the first of May.
    let late = |c: &mut Case| {
        let late = "2024-05-01T23:30:00-05:00";
        c.statements.push(statement(Kind::Medical, late, Outcome::Affirmative));
        c.medical.cleared_on = on("2024-05-01");
    };
    check(late, "");
}

#[test]
fn a_third_country_needs_a_notice_of_24_hours_to_the_second() {
    let from_vietnam = |c: &mut Case| c.person.nationality = Known::Read(country("VNM"));
    check(from_vietnam, "third_country_notice_missing");
    let noticed_at = |made: &'static str| {
        move |c: &mut Case| {
            from_vietnam(c);
            c.statements.push(noticed(made));
        }
    };
    check(noticed_at("2024-06-28T15:10:00-05:00"), "");
    check(noticed_at("2024-06-28T15:10:01-05:00"), "third_country_notice_short");
    // Nobody needs a notice of removal home.
    check(|_| (), "");
}

#[test]
fn an_open_answer_to_the_notice_bars_like_any_open_statement() {
    let afraid = |c: &mut Case| {
        c.person.nationality = Known::Read(country("VNM"));
        c.statements.push(statement(Kind::ThirdCountry, MAY, Outcome::Affirmative));
    };
    check(afraid, "statement_open:third_country");
}

#[test]
fn a_nationality_that_cannot_be_read_is_a_third_country() {
    check(|c| c.person.nationality = Known::unreadable("?"), "third_country_notice_missing");
}

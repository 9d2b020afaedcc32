//! An approval on a condition is none until the condition is met.

use domain::decide::{Changes, meet_condition, record_document};
use domain::{Answer, Condition, Document, DocumentId, Refusal, Role, Stage};

use super::documents::{answer, answered, asked};
use crate::support::{Desk, check, day};

fn on_condition(paper: &mut Document) {
    paper.condition = Some(Condition { words: "with a doctor".into(), met_on: None });
}

fn meet(desk: &Desk, reason: &str) -> Result<Changes, Refusal> {
    let id = DocumentId::new("D2").unwrap();
    desk.by(Role::CountryDeskOfficer, |context| {
        meet_condition(&desk.cases[0], &id, reason, context)
    })
}

#[test]
fn an_approval_on_a_condition_leads_on_only_when_the_condition_is_met() {
    let desk = asked(Stage::DocumentRequested);
    let result = answer(&desk, answered(on_condition));
    check(&result, "P1.1 document_recorded");
    let desk = desk.after(&result.unwrap());
    check(&meet(&desk, " "), "R008: say how the condition was met");
    let result = meet(&desk, "Dr. Fall comes along");
    check(&result, "P1.1 document_recorded agency_approved");
    let after = desk.after(&result.unwrap());
    assert_eq!(after.cases[0].stage, Stage::AgencyApproved);
    check(&meet(&after, "once more"), "R019: there is no open condition of D2");
    // The agency says otherwise later: on no condition at all, or on another one.
    check(&answer(&desk, answered(|_| ())), "P1.1 document_recorded agency_approved");
    let again = answer(&after, answered(on_condition));
    assert!(after.after(&again.unwrap()).cases[0].documents[0].has_open_condition());
}

#[test]
fn no_answer_or_correction_brings_a_condition_that_is_met_already() {
    let desk = asked(Stage::DocumentRequested);
    let met = |paper: &mut Document| {
        on_condition(paper);
        paper.condition.as_mut().unwrap().met_on = Some(day("2024-06-20"));
    };
    check(&answer(&desk, answered(met)), "R019: there is no open condition of D2");
    let refused = answered(|paper| {
        on_condition(paper);
        paper.answer = Some(Answer::Refused);
    });
    check(&answer(&desk, refused), "R019: there is no open condition of D2");
    let open = desk.after(&answer(&desk, answered(on_condition)).unwrap());
    let corrected = open.by(Role::DeportationOfficer, |context| {
        record_document(&open.cases[0], answered(|_| ()), context)
    });
    assert!(open.after(&corrected.unwrap()).cases[0].documents[0].has_open_condition());
}

#[test]
fn the_country_desk_says_that_a_condition_is_met_and_nobody_else() {
    let desk = asked(Stage::DocumentRequested);
    let desk = desk.after(&answer(&desk, answered(on_condition)).unwrap());
    let id = DocumentId::new("D2").unwrap();
    for (role, label) in [
        (Role::System, "system"),
        (Role::ForeignConsularUser, "foreign consular user"),
        (Role::FlightScheduler, "flight scheduler"),
    ] {
        let met = desk.by(role, |context| meet_condition(&desk.cases[0], &id, "met", context));
        let refused =
            format!("R004: a {label} may not record that the condition of an approval is met");
        check(&met, &refused);
    }
}

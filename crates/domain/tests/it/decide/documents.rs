//! Requests, answers, and documents that come and go.

use domain::decide::{
    Changes, Context, accept_document, expire_document, record_answer, record_document,
    request_document,
};
use domain::gate::{Cleared, Step, ask_contact};
use domain::{Actor, Answer, Case, CaseEvent, Document, DocumentId, Known, Refusal, Role, Stage};

use crate::support::{Desk, RULES, agency, check, country, day, document, moment, named};

fn pending(requested: Option<&str>) -> Document {
    let mut asked = document("D2");
    (asked.number, asked.issued_on, asked.expires_on) = (None, None, None);
    asked.requested_on = requested.map(day);
    (asked.answer, asked.answered_on) = (Some(Answer::Pending), None);
    asked
}

/// Somebody with a final order and no document.
fn papers_wanted() -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = Stage::OrderFinal;
    desk.cases[0].documents.clear();
    desk
}

fn contact(desk: &Desk) -> Cleared {
    ask_contact(&desk.cases[0], desk.now, &RULES).unwrap()
}

fn request(
    desk: &Desk,
    to: &str,
    paper: Document,
    cleared: Option<&Cleared>,
) -> Result<Changes, Refusal> {
    desk.by(Role::DeportationOfficer, |context| {
        request_document(&desk.cases[0], &agency(to), paper, cleared, context)
    })
}

const ELSEWHERE: &str = "R016: the gate's clearance does not cover case P1.1 for this step now";

#[test]
fn an_approval_is_of_the_document_that_the_agency_saw() {
    let desk = Desk::of(&["P1"]);
    let changed = |change: fn(&mut Document)| {
        let mut paper = desk.cases[0].documents[0].clone();
        change(&mut paper);
        let result = desk.by(Role::DeportationOfficer, |context| {
            record_document(&desk.cases[0], paper, context)
        });
        desk.after(&result.unwrap()).cases[0].documents[0].answer
    };
    assert_eq!(changed(|_| ()), Some(Answer::Approved));
    assert_eq!(changed(|paper| paper.mrz = None), Some(Answer::Approved));
    assert_eq!(changed(|paper| paper.expires_on = Some(day("2024-07-01"))), Some(Answer::Approved));
    assert_eq!(changed(|paper| paper.expires_on = Some(day("2036-01-01"))), Some(Answer::Pending));
    assert_eq!(changed(|paper| paper.number = Some("X9".into())), Some(Answer::Pending));
    let vietnam = |paper: &mut Document| paper.issuing_country = Known::Read(country("VNM"));
    assert_eq!(changed(vietnam), Some(Answer::Pending));
}

#[test]
fn a_cleared_contact_asks_the_agency() {
    let desk = papers_wanted();
    let result = request(&desk, "chn_nia", pending(Some("2024-06-26")), Some(&contact(&desk)));
    check(&result, "P1.1 document_requested");
    let after = desk.after(&result.unwrap());
    assert_eq!(after.cases[0].stage, Stage::DocumentRequested);
    assert_eq!(after.cases[0].documents, [pending(Some("2024-06-26"))]);
}

#[test]
fn whoever_requests_a_document_does_not_approve_it() {
    let desk = papers_wanted();
    let officer = named(Role::DeportationOfficer, "u1");
    let asking = |who: &Actor, second: Option<&Actor>| {
        let proof = contact(&desk);
        let context = Context { now: desk.now, actor: who, rules: &RULES, second };
        let paper = pending(Some("2024-06-26"));
        request_document(&desk.cases[0], &agency("chn_nia"), paper, Some(&proof), &context)
    };
    let same = "R003: who requests a document and who approves it must be two different people";
    check(&asking(&officer, None), same);
    check(&asking(&officer, Some(&named(Role::SupervisoryOfficer, "u1"))), same);
    let supervisor = named(Role::SupervisoryOfficer, "u2");
    check(&asking(&supervisor, Some(&supervisor)), same);
    let another = named(Role::DeportationOfficer, "u3");
    let role = "R004: a deportation officer may not approve a request for a document";
    check(&asking(&officer, Some(&another)), role);
    let machine = named(Role::System, "engine");
    let role = "R004: a system may not approve a request for a document";
    check(&asking(&officer, Some(&machine)), role);
    let approver = |result: Result<Changes, Refusal>| {
        let events = result.unwrap().cases.remove(0).1;
        match &events[0] {
            CaseEvent::DocumentRequested { approved_by, .. } => approved_by.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(approver(asking(&officer, Some(&supervisor))), Some(supervisor));
    // The system does on time what people set up.
    assert_eq!(approver(asking(&machine, None)), None);
}

#[test]
fn a_request_needs_the_clearance_of_this_case_this_instant_and_this_agency() {
    let desk = papers_wanted();
    let paper = || pending(Some("2024-06-26"));
    check(&request(&desk, "chn_nia", paper(), None), ELSEWHERE);
    let cleared = contact(&desk);
    check(&request(&desk, "gtm_igm", paper(), Some(&cleared)), ELSEWHERE);
    let mut later = desk.clone();
    later.now = moment("2024-06-26T09:00:01-05:00");
    check(&request(&later, "chn_nia", paper(), Some(&cleared)), ELSEWHERE);
    let mut other = Desk::of(&["P2"]);
    other.cases[0].stage = Stage::OrderFinal;
    check(&request(&desk, "chn_nia", paper(), Some(&contact(&other))), ELSEWHERE);
}

#[test]
fn a_clearance_for_a_flight_is_none_for_contact() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = Stage::OrderFinal;
    for step in [Step::Contact, Step::Nominate] {
        let party = desk.cleared(step);
        let cleared = party.members().first();
        check(&request(&desk, "chn_nia", pending(Some("2024-06-26")), cleared), ELSEWHERE);
    }
}

#[test]
fn a_request_that_the_docket_shows_was_made_needs_no_clearance() {
    let mut desk = papers_wanted();
    let with = |desk: &mut Desk, on| desk.cases[0].documents = vec![pending(on)];
    with(&mut desk, Some("2024-06-26"));
    check(&request(&desk, "chn_nia", pending(None), None), "P1.1 document_requested");
    with(&mut desk, Some("2024-06-27"));
    check(&request(&desk, "chn_nia", pending(None), None), ELSEWHERE);
    with(&mut desk, None);
    check(&request(&desk, "chn_nia", pending(None), None), ELSEWHERE);
    desk.cases[0].documents = vec![document("D1")];
    check(&request(&desk, "chn_nia", pending(None), None), ELSEWHERE);
    // A clearance that does not fit is no better for the request having been made.
    with(&mut desk, Some("2024-06-26"));
    let cleared = contact(&desk);
    check(&request(&desk, "gtm_igm", pending(None), Some(&cleared)), ELSEWHERE);
}

#[test]
fn nobody_is_asked_about_at_another_stage() {
    let mut desk = papers_wanted();
    desk.cases[0].stage = Stage::Detained;
    let refused = "R001: case P1.1 is in stage detained: it is not possible to ask the agency for \
                   a travel document";
    check(&request(&desk, "chn_nia", pending(None), Some(&contact(&desk))), refused);
}

fn accept(desk: &Desk) -> Result<Changes, Refusal> {
    desk.by(Role::DeportationOfficer, |context| accept_document(&desk.cases[0], context))
}

#[test]
fn a_document_that_needs_no_request_is_accepted_if_it_is_usable() {
    let mut desk = papers_wanted();
    check(&accept(&desk), "R010: case P1.1 has no usable travel document");
    desk.cases[0].documents.push(document("D1"));
    check(&accept(&desk), "P1.1 document_accepted");
    assert_eq!(desk.after(&accept(&desk).unwrap()).cases[0].stage, Stage::AgencyApproved);
    desk.cases[0].order.removal_country = None;
    check(&accept(&desk), "R010: case P1.1 has no usable travel document");
    desk.cases[0].order.removal_country = Some(Known::Read(country("VNM")));
    check(&accept(&desk), "R010: case P1.1 has no usable travel document");
    let refused = "R001: case P1.1 is in stage agency_approved: it is not possible to accept a \
                   document that needs no request";
    check(&accept(&Desk::of(&["P1"])), refused);
}

pub(super) fn answer(desk: &Desk, paper: Document) -> Result<Changes, Refusal> {
    desk.by(Role::CountryDeskOfficer, |context| record_answer(&desk.cases[0], paper, context))
}

pub(super) fn asked(stage: Stage) -> Desk {
    let mut desk = papers_wanted();
    desk.cases[0].stage = stage;
    desk.cases[0].documents = vec![pending(Some("2024-06-01"))];
    desk
}

pub(super) fn answered(change: impl FnOnce(&mut Document)) -> Document {
    let mut paper = document("D2");
    change(&mut paper);
    paper
}

#[test]
fn an_approval_leads_on_once_the_document_is_usable() {
    let desk = asked(Stage::DocumentRequested);
    check(&answer(&desk, answered(|_| ())), "P1.1 document_recorded agency_approved");
    // Approved, but nothing issued yet: the case waits.
    check(&answer(&desk, answered(|d| d.number = None)), "P1.1 document_recorded");
    check(&answer(&desk, pending(Some("2024-06-01"))), "P1.1 document_recorded");
    for stage in [Stage::Detained, Stage::OrderFinal, Stage::AgencyApproved] {
        check(&answer(&asked(stage), answered(|_| ())), "P1.1 document_recorded");
    }
}

#[test]
fn a_refusal_leads_back_unless_another_document_will_do() {
    let refused = || answered(|d| d.answer = Some(Answer::Refused));
    for stage in [Stage::DocumentRequested, Stage::AgencyApproved] {
        let desk = asked(stage);
        let result = answer(&desk, refused());
        check(&result, "P1.1 document_recorded agency_refused");
        assert_eq!(desk.after(&result.unwrap()).cases[0].stage, Stage::OrderFinal);
        let mut another = desk.clone();
        let mut good = document("D1");
        good.answered_on = Some(day("2024-06-09"));
        another.cases[0].documents.push(good);
        check(&answer(&another, refused()), "P1.1 document_recorded");
    }
    check(&answer(&asked(Stage::OrderFinal), refused()), "P1.1 document_recorded");
}

#[test]
fn an_answer_is_to_a_request_on_record() {
    let desk = papers_wanted();
    check(&answer(&desk, document("D9")), "R019: there is no request D9");
}

#[test]
fn a_passport_that_nobody_asked_for_has_no_answer() {
    let mut desk = asked(Stage::DocumentRequested);
    let mut passport = document("D7");
    (passport.requested_on, passport.answer, passport.answered_on) = (None, None, None);
    desk.cases[0].documents.push(passport.clone());
    for said in [Answer::Refused, Answer::Approved] {
        passport.answer = Some(said);
        check(&answer(&desk, passport.clone()), "R019: there is no request D7");
    }
}

#[test]
fn a_record_is_replaced_by_its_key_and_a_new_one_added() {
    let desk = Desk::of(&["P1"]);
    let record = |paper: Document| -> Case {
        let result = desk.by(Role::DeportationOfficer, |context| {
            record_document(&desk.cases[0], paper, context)
        });
        check(&result, "P1.1 document_recorded");
        desk.after(&result.unwrap()).cases.remove(0)
    };
    let mut corrected = document("D1");
    corrected.mrz = Some("read again".into());
    assert_eq!(record(corrected.clone()).documents, [corrected]);
    assert_eq!(record(document("D5")).documents, [document("D1"), document("D5")]);
}

#[test]
fn a_document_is_found_expired_only_when_nothing_is_usable() {
    let mut desk = Desk::of(&["P1"]);
    let expire = |desk: &Desk| {
        let document = DocumentId::new("D1").unwrap();
        desk.by(Role::DeportationOfficer, |context| {
            expire_document(&desk.cases[0], &document, context)
        })
    };
    check(&expire(&desk), "R020: it is too early to find the document expired");
    // Three days before its end it cannot last through the buffer of any flight.
    desk.cases[0].documents[0].expires_on = Some(day("2024-06-29"));
    check(&expire(&desk), "R020: it is too early to find the document expired");
    desk.cases[0].documents[0].expires_on = Some(day("2024-06-28"));
    check(&expire(&desk), "P1.1 document_expired");
    assert_eq!(desk.after(&expire(&desk).unwrap()).cases[0].stage, Stage::OrderFinal);
    desk.cases[0].stage = Stage::OrderFinal;
    let refused = "R001: case P1.1 is in stage order_final: it is not possible to find the \
                   document expired";
    check(&expire(&desk), refused);
}

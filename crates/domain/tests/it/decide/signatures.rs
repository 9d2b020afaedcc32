//! A consular user signs their own answer, and nobody else's.

use domain::decide::{Changes, record_answer, sign_answer, signed_words};
use domain::{Answer, Document, Refusal, Role, Stage, Stamp};

use crate::support::{Desk, actor, check, document};

/// Somebody whose request waits, and what the consul answers.
fn answered() -> (Desk, Document) {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].stage = Stage::DocumentRequested;
    let mut asked = document("D2");
    (asked.number, asked.answer, asked.answered_on) = (None, Some(Answer::Pending), None);
    desk.cases[0].documents = vec![asked];
    (desk, document("D2"))
}

fn sign(
    desk: &Desk,
    role: Role,
    recorded: &Document,
    signed: &Document,
) -> Result<Changes, Refusal> {
    desk.by(role, |context| {
        let case = &desk.cases[0];
        let mut changes = record_answer(case, recorded.clone(), context)?;
        let proof = ("ab12".into(), "password".into());
        sign_answer(case, signed, proof, &mut changes, context).map(|()| changes)
    })
}

#[test]
fn a_consular_user_signs_what_they_answer() {
    let (desk, answer) = answered();
    let signed = sign(&desk, Role::ForeignConsularUser, &answer, &answer);
    check(&signed, "P1.1 document_recorded agency_approved answer_signed");
}

#[test]
fn nobody_signs_for_a_consul() {
    let (desk, answer) = answered();
    let refused = sign(&desk, Role::CountryDeskOfficer, &answer, &answer);
    check(&refused, "R004: a country desk officer may not sign an agency's answer");
}

#[test]
fn what_is_signed_is_what_is_recorded() {
    let (desk, answer) = answered();
    let mut other = answer.clone();
    other.number = Some("L7654321".into());
    let refused = sign(&desk, Role::ForeignConsularUser, &answer, &other);
    check(&refused, "R019: there is no answer to D2");
}

#[test]
fn every_fact_of_an_answer_is_among_the_signed_words() {
    let (desk, answer) = answered();
    let case = &desk.cases[0];
    let by = actor(Role::ForeignConsularUser);
    let stamp = Stamp { at: desk.now.at(), by, rules: "r".into(), reason: "answer".into() };
    let words = signed_words(case, &answer, &stamp);
    let change = |change: fn(&mut Document)| {
        let mut changed = answer.clone();
        change(&mut changed);
        assert_ne!(signed_words(case, &changed, &stamp), words);
    };
    change(|document| document.answer = Some(Answer::Refused));
    change(|document| document.number = None);
    change(|document| document.answered_on = None);
    change(|document| document.issued_on = None);
    change(|document| document.expires_on = None);
    let mut later = stamp.clone();
    later.at = jiff::Timestamp::MAX;
    assert_ne!(signed_words(case, &answer, &later), words);
}

//! A consular user answers for everybody of theirs on a list, and signs it once.

use domain::decide::{Changes, Listed, SeenList, answered, sign_list, signed_list_words, sweep};
use domain::{
    Answer, Document, DocumentId, Flight, FlightStatus, Refusal, Role, StageName, Stamp, Version,
};

use crate::support::{Desk, actor, check, country};

fn two() -> Desk {
    Desk::of(&["P1", "P2"]).at(StageName::Manifested)
}

fn seen(flight: &Flight) -> SeenList {
    SeenList {
        flight: flight.id().clone(),
        version: Version(4),
        revision: flight.manifest.revision,
        country: country("CHN"),
    }
}

/// The request of the case at `index` with `answer`; none leaves it open.
fn answer(desk: &Desk, index: usize, answer: Option<Answer>) -> Option<Document> {
    let case = &desk.cases[index];
    let id = case.documents[0].id.clone();
    answer.map(|answer| answered(case, &id, answer, desk.now.date()).unwrap())
}

fn signed(desk: &Desk, role: Role, answers: [Option<Answer>; 2]) -> Result<Changes, Refusal> {
    let lines: Vec<_> = (0..)
        .zip(&desk.cases)
        .map(|(index, case)| (case, answer(desk, index, answers[index])))
        .collect();
    let proof = ("ab12".into(), "password".into());
    desk.by(role, |context| sign_list(&desk.flight, &seen(&desk.flight), &lines, &proof, context))
}

const CONSUL: Role = Role::ForeignConsularUser;
const YES: Option<Answer> = Some(Answer::Approved);
const NO: Option<Answer> = Some(Answer::Refused);

#[test]
fn all_answers_and_the_signature_of_the_list_are_one_change() {
    let done = signed(&two(), CONSUL, [YES, NO]);
    check(
        &done,
        "P1.1 document_recorded answer_signed; P2.1 document_recorded answer_signed; \
         flight list_signed",
    );
}

#[test]
fn whoever_is_left_open_is_on_the_signed_list_and_has_no_answer() {
    let done = signed(&two(), CONSUL, [None, YES]);
    check(&done, "P2.1 document_recorded answer_signed; flight list_signed");
    check(
        &signed(&two(), CONSUL, [None, None]),
        "R008: say what is answered about at least one person",
    );
}

#[test]
fn whoever_is_refused_comes_off_and_the_others_stay() {
    let desk = two();
    let mut changes = signed(&desk, CONSUL, [YES, NO]).unwrap();
    desk.by(CONSUL, |context| {
        for case in &desk.cases {
            let listed = Listed { party: &[case], flight: &desk.flight };
            sweep(&listed, context, &mut changes);
        }
    });
    let after = desk.after(&changes);
    let stages: Vec<StageName> = after.cases.iter().map(|case| case.stage.name()).collect();
    assert_eq!(stages[0], StageName::Manifested);
    assert!(!after.cases[1].stage.is_listed(), "{stages:?}");
    assert_eq!(after.flight.stop_orders.len(), 1);
}

#[test]
fn nobody_signs_a_list_for_a_consul() {
    for role in [Role::CountryDeskOfficer, Role::System] {
        let refused = signed(&two(), role, [YES, YES]);
        assert!(matches!(refused, Err(Refusal::RoleMayNot { .. })), "{role}: {refused:?}");
    }
}

#[test]
fn a_list_is_signed_until_the_aircraft_has_left() {
    for status in FlightStatus::ALL {
        let left = matches!(
            status,
            FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Cancelled
        );
        let done = signed(&two().status(*status), CONSUL, [YES, YES]);
        assert_eq!(done.is_err(), left, "{status}");
    }
}

#[test]
fn a_signature_puts_nobody_on_a_list() {
    let mut desk = two();
    desk.flight.manifest.lines.remove(1);
    let done = signed(&desk, CONSUL, [YES, YES]);
    check(&done, "R014: case P2.1 is not on the manifest of flight F000001");
}

#[test]
fn nobody_answers_for_another_state() {
    let mut desk = two();
    desk.cases[1].documents[0].issuing_country = domain::Known::Read(country("GTM"));
    let done = signed(&desk, CONSUL, [YES, YES]);
    assert!(matches!(done, Err(Refusal::NoSuchThing { .. })), "{done:?}");
}

#[test]
fn an_answer_that_stands_keeps_its_day() {
    let desk = two();
    let before = &desk.cases[0].documents[0];
    assert_eq!(answer(&desk, 0, YES).unwrap(), *before);
    assert_eq!(answer(&desk, 0, NO).unwrap().answered_on, Some(desk.now.date()));
    let none = DocumentId::new("D9").unwrap();
    let refused = answered(&desk.cases[0], &none, Answer::Approved, desk.now.date());
    assert!(matches!(refused, Err(Refusal::NoSuchThing { .. })));
}

#[test]
fn the_list_each_case_each_answer_and_their_order_are_among_the_signed_words() {
    let desk = two();
    let by = actor(CONSUL);
    let stamp = Stamp { at: desk.now.at(), by, rules: "r".into(), reason: "list".into() };
    let list = seen(&desk.flight);
    let lines: Vec<_> = (0..)
        .zip(&desk.cases)
        .map(|(index, case)| (case.id.clone(), answer(&desk, index, YES)))
        .collect();
    let words = signed_list_words(&list, &lines, &stamp);
    for line in ["flight F000001", "version 4", "nationals of CHN", "case P1.1", "answer approved"]
    {
        assert!(words.lines().any(|known| known == line), "{line}: {words}");
    }
    let other = |list: &SeenList, lines: &[_], stamp: &Stamp| {
        assert_ne!(signed_list_words(list, lines, stamp), words);
    };
    other(&SeenList { version: Version(5), ..list.clone() }, &lines, &stamp);
    other(&SeenList { revision: 9, ..list.clone() }, &lines, &stamp);
    other(&list, &[lines[1].clone(), lines[0].clone()], &stamp);
    other(&list, &lines[..1], &stamp);
    other(&list, &[(lines[0].0.clone(), None), lines[1].clone()], &stamp);
    let mut changed = lines.clone();
    changed[1] = (lines[1].0.clone(), answer(&desk, 1, NO));
    other(&list, &changed, &stamp);
    other(&list, &lines, &Stamp { by: actor(Role::CountryDeskOfficer), ..stamp.clone() });
    // A number on record cannot pretend to be another line.
    let mut forged = lines.clone();
    if let Some(document) = &mut forged[0].1 {
        document.number = Some("L1\nanswer refused".into());
    }
    assert_eq!(signed_list_words(&list, &forged, &stamp).lines().count(), words.lines().count());
}

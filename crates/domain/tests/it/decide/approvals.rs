//! A record that is corrected after an agency approved: whom did it approve?

use domain::decide::{Listed, meet_condition, record_answer, record_document, sweep};
use domain::gate::ask_contact;
use domain::{Answer, Condition, Document, Known, Person, Role, Sex, Stage, StageName};

use super::corrections::{correct, right, torn, torn_word};
use super::documents::{answer, answered, asked};
use crate::support::{Desk, RULES, check, country, day};

#[test]
fn an_approval_of_somebody_else_depends_on_the_agencys_word() {
    type Change = fn(&mut Person);
    let others: &[(&str, Change)] = &[
        ("family name", |p| p.family_name = "ZHOU".into()),
        ("given names", |p| p.given_names = "WEI MING".into()),
        ("birth date", |p| p.birth_date = Known::Read(day("1990-05-18"))),
        ("a birth date that nobody can read", |p| p.birth_date = torn_word()),
        ("sex", |p| p.sex = Known::Read(Sex::Other)),
        ("nationality", |p| p.nationality = Known::Read(country("GTM"))),
    ];
    for (what, change) in others {
        let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
        let mut person = right().person;
        change(&mut person);
        let mut changed = correct(&desk, Role::DataSteward, (Some(&person), None)).unwrap();
        check(&Ok(changed.clone()), "P1.1 person_corrected document_recorded");
        let after = desk.after(&changed).cases.remove(0);
        let barred = ask_contact(&after, desk.now, &RULES);
        assert!(after.documents[0].has_open_condition(), "{what}: {barred:?}");
        let words = &*after.documents[0].condition.as_ref().unwrap().words;
        assert_eq!(words, "that it holds for the record as corrected on 2024-06-26");
        let party = desk.party();
        desk.by(Role::DeportationOfficer, |context| {
            sweep(&Listed { party: &party, flight: &desk.flight }, context, &mut changed);
        });
        let off = "P1.1 person_corrected document_recorded struck; flight line_struck";
        check(&Ok(changed), &format!("{off} stop_order_raised"));
    }
}

#[test]
fn an_approval_stands_where_the_agency_would_see_nobody_else() {
    let changes: &[fn(&mut Person)] = &[
        |p| p.family_name = p.family_name.to_lowercase().into(),
        |p| p.given_names = format!(" {}-", p.given_names).into(),
        |p| p.fin = "9900000009".into(),
        |p| p.birth_country = Known::Read(country("GTM")),
    ];
    for change in changes {
        let mut person = right().person;
        change(&mut person);
        let tried = correct(&Desk::of(&["P1"]), Role::DataSteward, (Some(&person), None));
        check(&tried, "P1.1 person_corrected");
    }
    // What could not be read before is filled in.
    let desk = torn();
    let tried = correct(&desk, Role::DataSteward, (Some(&right().person), None));
    check(&tried, "P1.1 person_corrected defect_resolved");
}

#[test]
fn what_an_approval_depended_on_already_is_not_forgotten() {
    let mut desk = Desk::of(&["P1"]);
    let words = |words: &str, met_on| Some(Condition { words: words.into(), met_on });
    let mut person = right().person;
    person.family_name = "ZHOU".into();
    for (before, after) in [
        (None, ""),
        (words("with a doctor", None), "with a doctor; "),
        (words("with a doctor", Some(day("2024-06-20"))), ""),
    ] {
        desk.cases[0].documents[0].condition = before;
        let changed = correct(&desk, Role::DataSteward, (Some(&person), None)).unwrap();
        let now = desk.after(&changed).cases.remove(0).documents.remove(0).condition.unwrap();
        let own = "that it holds for the record as corrected on 2024-06-26";
        assert_eq!((&*now.words, now.met_on), (format!("{after}{own}").as_str(), None));
    }
    // Corrected once more on the same day.
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None)).unwrap();
    let desk = desk.after(&changed);
    person.given_names = "WEI MING".into();
    check(&correct(&desk, Role::DataSteward, (Some(&person), None)), "P1.1 person_corrected");
}

/// P1 was asked about, and is called otherwise since.
fn renamed() -> Desk {
    let desk = asked(Stage::DocumentRequested);
    let mut person = desk.cases[0].person.clone();
    person.family_name = "ZHOU".into();
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None));
    check(&changed, "P1.1 person_corrected document_recorded");
    let desk = desk.after(&changed.unwrap());
    assert!(!desk.cases[0].documents[0].has_open_condition(), "nobody approved yet");
    desk
}

#[test]
fn an_answer_to_a_request_that_was_out_may_be_about_somebody_else() {
    let desk = renamed();
    let approved = answer(&desk, answered(|_| ()));
    check(&approved, "P1.1 document_recorded document_recorded");
    let desk = desk.after(&approved.unwrap());
    let paper = &desk.cases[0].documents[0];
    let words = &*paper.condition.as_ref().unwrap().words;
    assert_eq!(words, "that it holds for the record as corrected on 2024-06-26");
    assert_eq!(
        (paper.has_open_condition(), &desk.cases[0].stage),
        (true, &Stage::DocumentRequested)
    );
    let met = desk.by(Role::CountryDeskOfficer, |context| {
        meet_condition(&desk.cases[0], &paper.id, "the consul wrote", context)
    });
    check(&met, "P1.1 document_recorded agency_approved");
    // The agency says it again: that is its word about the record as it is.
    check(&answer(&desk, answered(|_| ())), "P1.1 document_recorded agency_approved");
}

#[test]
fn what_the_first_answer_depends_on_itself_is_kept_beside_it() {
    let desk = renamed();
    let with_a_doctor = answered(|paper| {
        paper.condition = Some(Condition { words: "with a doctor".into(), met_on: None });
    });
    let desk = desk.after(&answer(&desk, with_a_doctor).unwrap());
    let words = desk.cases[0].documents[0].condition.clone().unwrap().words;
    let own = "that it holds for the record as corrected on 2024-06-26";
    assert_eq!(*words, *format!("with a doctor; {own}"));
}

#[test]
fn whatever_the_agency_says_first_may_be_about_somebody_else() {
    let desk = renamed();
    // Whoever hands the request on with its answer says nothing about the correction.
    let asked = desk.cases[0].documents[0].clone();
    let same = Document { condition: asked.condition.clone(), ..answered(|_| ()) };
    check(&answer(&desk, same), "P1.1 document_recorded document_recorded");
    let refused = Document { answer: Some(Answer::Refused), ..asked.clone() };
    let refused = answer(&desk, refused);
    check(&refused, "P1.1 document_recorded document_recorded agency_refused");
    // What it approves after all, it approves of the record as it was.
    let refused = desk.after(&refused.unwrap());
    check(&answer(&refused, answered(|_| ())), "P1.1 document_recorded document_recorded");
    // Still out, and still about the record as it was.
    let out = desk.after(&answer(&desk, Document { condition: None, ..asked }).unwrap());
    check(&answer(&out, answered(|_| ())), "P1.1 document_recorded document_recorded");
    // A consul answers about the record on the screen.
    let consul = desk.by(Role::ForeignConsularUser, |context| {
        record_answer(&desk.cases[0], answered(|_| ()), context)
    });
    check(&consul, "P1.1 document_recorded agency_approved");
}

#[test]
fn a_document_that_is_changed_does_not_forget_what_was_open() {
    let desk = Desk::of(&["P1"]);
    let mut person = right().person;
    person.family_name = "ZHOU".into();
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None)).unwrap();
    let desk = desk.after(&changed);
    let mut paper = desk.cases[0].documents[0].clone();
    paper.number = Some("L7654321".into());
    let again = desk
        .by(Role::DeportationOfficer, |context| record_document(&desk.cases[0], paper, context));
    let desk = desk.after(&again.unwrap());
    let paper = &desk.cases[0].documents[0];
    assert_eq!((paper.answer, paper.owed_condition().is_some()), (Some(Answer::Pending), true));
}

//! A record that is corrected after an agency approved: whom did it approve?

use domain::decide::{Listed, sweep};
use domain::gate::ask_contact;
use domain::{Condition, Known, Person, Role, Sex, StageName};

use super::corrections::{correct, right, torn, torn_word};
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

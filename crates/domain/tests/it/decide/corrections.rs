//! A record is put right, and nothing else is opened by it.

use domain::decide::{
    Changes, Correction, Listed, correct_person, correct_record, resolve_defect, sweep,
};
use domain::gate::ask_contact;
use domain::{
    Case, ClassLevel, Defect, Known, Order, Person, PersonId, Refusal, Role, StageName,
    StatementKind, StatementOutcome,
};

use crate::support::{Desk, RULES, check, country, day, hold, statement};

const WHY: &str = "passport seen";

pub(super) fn correct(
    desk: &Desk,
    role: Role,
    (person, order): (Option<&Person>, Option<&Order>),
) -> Result<Changes, Refusal> {
    let correction = Correction { person, order, doubles: &[] };
    desk.by(role, |context| correct_record(&desk.cases[0], correction, WHY, context))
}

fn bad(column: &str) -> Defect {
    Defect::BadRecord(column.into())
}

/// A record whose birth date and kind of order cannot be read.
pub(super) fn torn() -> Desk {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].person.birth_date = Known::unreadable("17/05/1990");
    desk.cases[0].order.kind = Known::unreadable("IJ order");
    desk.cases[0].defects = vec![bad("birth_date"), bad("order_kind"), bad("row")];
    desk
}

pub(super) fn right() -> Case {
    Desk::of(&["P1"]).cases.remove(0)
}

#[test]
fn person_and_order_are_put_right_together_and_their_defects_end_with_them() {
    let (desk, right) = (torn(), right());
    let changed =
        correct(&desk, Role::SupervisoryOfficer, (Some(&right.person), Some(&right.order)));
    check(&changed, "P1.1 person_corrected order_changed defect_resolved defect_resolved");
    let after = desk.after(&changed.unwrap());
    assert_eq!((&after.cases[0].person, &after.cases[0].order), (&right.person, &right.order));
    assert_eq!(after.cases[0].defects, [bad("row")], "the whole row is for a person to look at");
}

#[test]
fn each_part_takes_its_own_right_and_neither_is_half_done() {
    let (desk, right) = (torn(), right());
    let both = (Some(&right.person), Some(&right.order));
    check(&correct(&desk, Role::DataSteward, both), "R004: a data steward may not keep the docket");
    check(
        &correct(&desk, Role::DeportationOfficer, both),
        "R004: a deportation officer may not correct a record",
    );
    let changed = correct(&desk, Role::DataSteward, (Some(&right.person), None));
    check(&changed, "P1.1 person_corrected defect_resolved");
    let changed = correct(&desk, Role::DeportationOfficer, (None, Some(&right.order)));
    check(&changed, "P1.1 order_changed");
    let left = desk.after(&changed.unwrap()).cases.remove(0);
    assert!(ask_contact(&left, desk.now, &RULES).is_err(), "its defects bar until looked at");
}

#[test]
fn what_the_record_says_already_is_not_said_again() {
    let (desk, right) = (Desk::of(&["P1"]), right());
    let same = (Some(&right.person), Some(&right.order));
    check(&correct(&desk, Role::SupervisoryOfficer, same), "");
    check(&correct(&desk, Role::Auditor, same), "R004: an auditor may not correct a record");
}

#[test]
fn a_correction_says_why() {
    let desk = Desk::of(&["P1"]);
    let correction = Correction { person: None, order: None, doubles: &[] };
    let blank = desk.by(Role::DataSteward, |context| {
        correct_record(&desk.cases[0], correction, " \n", context)
    });
    check(&blank, "R008: say why the record is corrected");
}

#[test]
fn a_value_that_still_cannot_be_read_ends_no_defect() {
    let desk = torn();
    let mut person = right().person;
    person.birth_date = Known::unreadable("May 1990");
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None));
    check(&changed, "P1.1 person_corrected");
    person.birth_date = Known::Read(day("2024-06-27"));
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None));
    check(&changed, "P1.1 person_corrected");
}

#[test]
fn class_and_company_stay_while_somebody_is_on_a_list() {
    let mut higher = right().person;
    higher.class_level = Known::Read(ClassLevel::High);
    let mut apart = right().person;
    apart.keep_apart = vec![PersonId::new("P9").unwrap()];
    for person in [&higher, &apart] {
        for stage in [StageName::Manifested, StageName::Confirmed, StageName::Boarded] {
            let desk = Desk::of(&["P1"]).at(stage);
            let tried = correct(&desk, Role::DataSteward, (Some(person), None));
            check(&tried, "R015: case P1.1 is on a manifest already");
        }
        let tried = correct(&Desk::of(&["P1"]), Role::DataSteward, (Some(person), None));
        check(&tried, "P1.1 person_corrected");
    }
}

#[test]
fn whose_record_it_is_and_the_family_are_no_correction() {
    let desk = Desk::family(&["P1", "P2"]);
    let known = &desk.cases[0].person;
    let mut other = known.clone();
    (other.id, other.seq, other.family_unit) = (PersonId::new("P7").unwrap(), 70, None);
    let changed =
        desk.by(Role::DataSteward, |context| correct_person(&desk.cases[0], &other, context));
    check(&changed, "");
    other.given_names = "WEI MING".into();
    let changed =
        desk.by(Role::DataSteward, |context| correct_person(&desk.cases[0], &other, context));
    let after = desk.after(&changed.unwrap()).cases.remove(0).person;
    assert_eq!((&after.id, after.seq, &after.family_unit), (&known.id, 1, &known.family_unit));
}

#[test]
fn a_number_of_another_record_bars_and_a_corrected_one_ends_no_likeness() {
    let mut desk = Desk::of(&["P1"]);
    let other = PersonId::new("P2").unwrap();
    let likeness = Defect::PossibleDuplicate(other.clone());
    let mut person = right().person;
    person.fin = "9900000002".into();
    let with = |desk: &Desk, person: &Person, doubles: &[PersonId]| {
        let correction = Correction { person: Some(person), order: None, doubles };
        desk.by(Role::DataSteward, |context| {
            correct_record(&desk.cases[0], correction, WHY, context)
        })
    };
    let changed = with(&desk, &person, std::slice::from_ref(&other));
    check(&changed, "P1.1 person_corrected defects_found");
    desk = desk.after(&changed.unwrap());
    let back = with(&desk, &right().person, &[]);
    check(&back, "P1.1 person_corrected");
    assert_eq!(desk.after(&back.unwrap()).cases[0].defects, [likeness]);
}

#[test]
fn a_corrected_nationality_ends_no_claim_and_no_hold() {
    let mut desk = Desk::of(&["P1"]);
    let made = "2024-06-20T00:00:00-05:00";
    let claim = statement(StatementKind::Citizenship, made, StatementOutcome::Pending);
    desk.cases[0].statements.push(claim);
    desk.cases[0].holds.push(hold("us_citizenship_claim"));
    let mut person = right().person;
    person.nationality = Known::Read(country("GTM"));
    person.birth_country = Known::Read(country("GTM"));
    let changed = correct(&desk, Role::DataSteward, (Some(&person), None));
    check(&changed, "P1.1 person_corrected document_recorded");
    let after = desk.after(&changed.unwrap());
    let barred = |desk: &Desk| ask_contact(&desk.cases[0], desk.now, &RULES).err().unwrap();
    let (before, after) = (barred(&desk), barred(&after));
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|reason| after.contains(reason)), "{after:?}");
}

#[test]
fn whoever_is_to_be_taken_elsewhere_comes_off_in_the_same_change() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    let mut order = right().order;
    order.removal_country = Some(Known::Read(country("GTM")));
    let mut changes = correct(&desk, Role::DeportationOfficer, (None, Some(&order))).unwrap();
    let party = desk.party();
    desk.by(Role::DeportationOfficer, |context| {
        sweep(&Listed { party: &party, flight: &desk.flight }, context, &mut changes);
    });
    check(&Ok(changes), "P1.1 order_changed struck; flight line_struck stop_order_raised");
}

#[test]
fn no_defect_of_a_column_is_resolved_while_its_value_cannot_be_read() {
    type Tear = fn(&mut Case);
    let columns: &[(&str, Tear, &str)] = &[
        ("a_number", |c| c.person.a_number = torn_word(), "what the A-number is"),
        ("birth_date", |c| c.person.birth_date = torn_word(), "when the person was born"),
        ("sex", |c| c.person.sex = torn_word(), "what the sex is"),
        ("nationality", |c| c.person.nationality = torn_word(), "what the nationality is"),
        ("birth_country", |c| c.person.birth_country = torn_word(), "where the person was born"),
        (
            "class_level",
            |c| c.person.class_level = torn_word(),
            "how much guarding the person needs",
        ),
        (
            "criminality",
            |c| c.person.criminality = torn_word(),
            "what the most serious conviction is",
        ),
        (
            "unaccompanied",
            |c| c.person.unaccompanied = torn_word(),
            "whether the person is a child alone",
        ),
        ("attorney", |c| c.person.attorney = torn_word(), "whether an attorney is on record"),
        ("custody", |c| c.custody.kind = torn_word(), "in whose custody the person is"),
        ("detained_on", |c| c.custody.since = Some(torn_word()), "since when the person is held"),
        ("order_kind", |c| c.order.kind = torn_word(), "of what kind the order is"),
        ("order_date", |c| c.order.date = Some(torn_word()), "when the order was made"),
        ("appeal", |c| c.order.appeal = torn_word(), "where the appeal stands"),
        ("case_category", |c| c.order.category = torn_word(), "what the case category is"),
        (
            "removal_country",
            |c| c.order.removal_country = Some(torn_word()),
            "where the person is to be removed to",
        ),
        ("medical", |c| c.medical.status = torn_word(), "whether the person is fit to fly"),
        (
            "medical_cleared_on",
            |c| c.medical.cleared_on = Some(torn_word()),
            "when the person was cleared",
        ),
    ];
    for (column, tear, anew) in columns {
        let mut desk = Desk::of(&["P1"]);
        desk.cases[0].defects.push(bad(column));
        let resolve = |desk: &Desk| {
            desk.by(Role::DataSteward, |context| {
                resolve_defect(&desk.cases[0], &bad(column), context)
            })
        };
        check(&resolve(&desk), "P1.1 defect_resolved");
        tear(&mut desk.cases[0]);
        check(&resolve(&desk), &format!("R008: say anew {anew}"));
    }
}

#[test]
fn somebody_who_is_not_born_yet_has_no_readable_birth_date() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].defects.push(bad("birth_date"));
    desk.cases[0].person.birth_date = Known::Read(day("2024-06-27"));
    let resolved = desk.by(Role::DataSteward, |context| {
        resolve_defect(&desk.cases[0], &bad("birth_date"), context)
    });
    check(&resolved, "R008: say anew when the person was born");
}

pub(super) fn torn_word<T>() -> Known<T> {
    Known::unreadable("?")
}

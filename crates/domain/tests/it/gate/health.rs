//! Custody, childhood and health.

use domain::gate::Step;
use domain::{Case, CustodyKind, FamilyUnit, Known, MedicalStatus};

use super::{check, check_flight, check_step};
use crate::support::{day, empty_flight, on};

#[test]
fn only_people_detained_for_removal_fly() {
    let custody = |kind| move |c: &mut Case| c.custody.kind = Known::Read(kind);
    for step in Step::ALL {
        check_step(*step, custody(CustodyKind::Supervision), "custody:osup");
        check_step(*step, custody(CustodyKind::Criminal), "custody:other_custody");
    }
    check(|c| c.custody.kind = Known::unreadable("jail?"), "custody:jail?");
}

#[test]
fn a_child_alone_never_flies() {
    check(|c| c.person.unaccompanied = Known::Read(true), "unaccompanied_child");
    let born =
        |birth: &'static str| move |c: &mut Case| c.person.birth_date = Known::Read(day(birth));
    check(born("2006-06-30"), "unaccompanied_child");
    check(born("2006-06-29"), "");
    check(|c| c.person.birth_date = Known::unreadable("?"), "unaccompanied_child");
    // In a family it is the family's question.
    check(
        |c| {
            born("2006-06-30")(c);
            c.person.family_unit = Some(FamilyUnit::new("U1").unwrap());
        },
        "minor_without_adult",
    );
}

#[test]
fn somebody_born_on_29_february_comes_of_age_on_1_march() {
    let mut flight = empty_flight();
    let born = |c: &mut Case| {
        c.person.birth_date = Known::Read(day("2004-02-29"));
        c.order.date = on("2021-01-01");
        c.medical.cleared_on = on("2022-01-15");
        let document = &mut c.documents[0];
        document.answered_on = Some(day("2022-01-01"));
        document.issued_on = Some(day("2022-01-02"));
    };
    let ask_on = |flight: &domain::Flight, expected: &str| {
        let mut case = crate::support::clean_case("P1");
        born(&mut case);
        let at = flight.plan.departs_at.unwrap();
        assert_eq!(super::reasons(&case, flight, Step::Board, at), expected);
    };
    flight.plan.departs_at = Some(crate::support::moment("2022-02-28T12:00:00-06:00"));
    ask_on(&flight, "unaccompanied_child");
    flight.plan.departs_at = Some(crate::support::moment("2022-03-01T12:00:00-06:00"));
    ask_on(&flight, "");
}

#[test]
fn a_clearance_is_good_for_365_days() {
    check(|c| c.medical.cleared_on = on("2023-06-30"), "");
    check(|c| c.medical.cleared_on = on("2023-06-29"), "medical_clearance_stale");
    check(|c| c.medical.cleared_on = None, "medical_clearance_missing");
    let torn = |c: &mut Case| c.medical.cleared_on = Some(Known::unreadable("?"));
    check(torn, "medical_clearance_missing");
}

#[test]
fn fitness_is_asked_for_at_the_door_only() {
    let said = [
        (MedicalStatus::Unfit, "medical_unfit"),
        (MedicalStatus::TbPending, "medical_tb_pending"),
        (MedicalStatus::NurseRequired, ""),
        (MedicalStatus::Ok, ""),
    ];
    for (status, barred) in said {
        for step in Step::ALL {
            let door = matches!(step, Step::Board | Step::Depart);
            let spoil = |c: &mut Case| c.medical.status = Known::Read(status);
            check_step(*step, spoil, if door { barred } else { "" });
        }
    }
}

#[test]
fn somebody_unfit_is_told_only_that() {
    check(
        |c| {
            c.medical.status = Known::Read(MedicalStatus::Unfit);
            c.medical.cleared_on = None;
        },
        "medical_unfit",
    );
}

#[test]
fn whoever_needs_a_nurse_needs_one_on_board() {
    let mut flight = empty_flight();
    flight.plan.nurses = Known::Read(0);
    let nursed = |c: &mut Case| c.medical.status = Known::Read(MedicalStatus::NurseRequired);
    check_flight(&flight, nursed, "no_nurse_on_flight");
    check_flight(&flight, |_| (), "");
    flight.plan.nurses = Known::Read(1);
    check_flight(&flight, nursed, "");
}

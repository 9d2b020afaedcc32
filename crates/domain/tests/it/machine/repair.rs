//! Putting right: holds are lifted by who may, papers renewed, answers given.

use domain::decide::{self, PlaceHold};
use domain::rulebook::Lift;
use domain::{
    Actor, CustodyKind, HoldId, Known, MedicalStatus, Role, StatementKind, StatementOutcome,
};
use jiff::ToSpan as _;

use super::commit::settle_facts;
use super::dice::Dice;
use super::seen::Seen;
use super::world::{World, who};
use crate::support::{RULES, document, named, statement};

/// Puts everything right about one person.
pub(super) fn step(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = dice.roll(world.cases.len());
    let before = world.cases[index].clone();
    for hold in &before.holds {
        lift(world, seen, index, &hold.id);
    }
    for defect in &before.defects {
        let steward = who(Role::DataSteward);
        let context = world.context(&steward);
        let decided = decide::resolve_defect(&world.cases[index], defect, &context);
        settle_facts(world, seen, index, decided);
    }
    let officer = who(Role::DeportationOfficer);
    if before.order != world.orders[index] {
        let order = world.orders[index].clone();
        let decided = decide::change_order(&before, order, &world.context(&officer));
        settle_facts(world, seen, index, decided);
    }
    if !before.custody.kind.is(&CustodyKind::Detained) {
        let mut custody = before.custody.clone();
        custody.kind = Known::Read(CustodyKind::Detained);
        let decided = decide::change_custody(&before, custody, &world.context(&officer));
        settle_facts(world, seen, index, decided);
    }
    health(world, seen, index);
    answers(world, seen, index);
    papers(world, seen, index);
}

fn health(world: &mut World, seen: &mut Seen, index: usize) {
    let case = &world.cases[index];
    let ill = [MedicalStatus::Unfit, MedicalStatus::TbPending];
    let mut medical = case.medical.clone();
    if ill.iter().any(|status| medical.status.is(status)) {
        medical.status = Known::Read(MedicalStatus::Ok);
    }
    medical.cleared_on = Some(Known::Read(world.now.date()));
    if medical != case.medical {
        let clinician = who(Role::MedicalOfficer);
        let decided = decide::change_medical(case, medical, &world.context(&clinician));
        settle_facts(world, seen, index, decided);
    }
}

/// Each claim was heard, and nothing came of it.
fn answers(world: &mut World, seen: &mut Seen, index: usize) {
    for kind in [StatementKind::Citizenship, StatementKind::Fear, StatementKind::ThirdCountry] {
        let case = &world.cases[index];
        let last = case.statements.iter().rev().find(|made| *made.kind == *kind.code());
        if last.is_none_or(|last| last.is_proven_negative()) {
            continue;
        }
        let now = world.now.to_string();
        let mut heard = statement(kind, &now, StatementOutcome::Negative);
        heard.id = domain::StatementId::new(format!("S{}", world.serial)).unwrap();
        let officer = who(Role::AsylumFeed);
        let decided = decide::record_statement(case, heard, &world.context(&officer));
        world.serial += 1;
        settle_facts(world, seen, index, decided);
    }
}

/// The condition of an approval is met, if one is open.
pub(super) fn condition(world: &mut World, seen: &mut Seen, index: usize) {
    let case = &world.cases[index];
    let open = case.documents.iter().find(|paper| paper.has_open_condition());
    let Some(id) = open.map(|paper| paper.id.clone()) else { return };
    let desk = who(Role::CountryDeskOfficer);
    let decided = decide::meet_condition(case, &id, "an escort was found", &world.context(&desk));
    settle_facts(world, seen, index, decided);
}

/// A new document of the removal country, good for two months, if there is none such.
pub(super) fn papers(world: &mut World, seen: &mut Seen, index: usize) {
    let case = &world.cases[index];
    let today = world.now.date();
    let Some(country) = case.order.removal_country.as_ref().and_then(|to| to.read()) else {
        return;
    };
    if super::safety::has_papers(case, *country, today.saturating_add(6.days()), today) {
        return;
    }
    let mut paper = document(&format!("N{}", world.serial));
    paper.issuing_country = Known::Read(*country);
    (paper.answered_on, paper.issued_on) = (Some(today), Some(today));
    paper.expires_on = Some(today.saturating_add(60.days()));
    let officer = who(Role::DeportationOfficer);
    let decided = decide::record_document(case, paper, &world.context(&officer));
    world.serial += 1;
    settle_facts(world, seen, index, decided);
}

/// Lifts one hold by the authority that the rulebook names, after it was made readable.
pub(super) fn lift(world: &mut World, seen: &mut Seen, index: usize, id: &HoldId) {
    let case = &world.cases[index];
    let hold = case.holds.iter().find(|hold| hold.id == *id);
    let Some(latest) = hold.and_then(|hold| hold.latest()) else { return };
    let known = RULES.hold_kind(&latest.kind, world.now.date());
    let Some(kind) = known.filter(|_| latest.defect.is_none()) else {
        let steward = who(Role::DataSteward);
        let amended = PlaceHold {
            id: Some(id.clone()),
            kind: "attorney_notice_missing".into(),
            country: None,
            from: world.now,
            to: None,
            source_document: "read again".into(),
            docket_number: None,
        };
        let decided = decide::place_hold(case, amended, &world.context(&steward));
        settle_facts(world, seen, index, decided);
        return;
    };
    let (first, second) = authority(&kind.may_lift);
    let context = world.context(&first);
    let decided = decide::lift_hold(case, id, "the order", "it is over", Some(&second), &context);
    settle_facts(world, seen, index, decided);
}

/// Two different people who may lift it together.
fn authority(lift: &Lift) -> (Actor, Actor) {
    let roles = lift.roles();
    let (first, last) = (roles[0], roles[roles.len() - 1]);
    let second = if matches!(lift, Lift::AllOf(_)) { last } else { first };
    (named(first, "u1"), named(second, "u2"))
}

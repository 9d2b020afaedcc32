//! Facts that change at any time: a hold, a claim, an answer, a release, an illness, an appeal, a
//! name.

use domain::decide::{self, Changes, PlaceHold};
use domain::{
    Answer, Appeal, Case, CustodyKind, Defect, HoldId, Known, MedicalStatus, Moment, Outcome,
    PersonId, Refusal, Role, StageName, StatementId, StatementKind, StatementOutcome,
};
use jiff::{SignedDuration, ToSpan as _};

use super::commit::settle_facts;
use super::dice::Dice;
use super::seen::Seen;
use super::told;
use super::world::{World, who};
use crate::support::{RULES, country, document, hold_of, statement};

/// One fact about one person changes.
pub(super) fn step(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let index = somebody(world, dice);
    let case = world.cases[index].clone();
    let decided = match dice.roll(15) {
        0..4 => hold(world, &case, dice),
        4..6 => claim(world, &case, dice),
        6 | 7 => paper(world, &case, dice),
        8 => custody(world, &case, dice),
        9 => medical(world, &case, dice),
        10 | 11 => order(world, &case, dice),
        12 => defect(world, &case, dice),
        13 => told::correct(world, &case),
        _ => ending(world, &case, dice),
    };
    settle_facts(world, seen, index, decided);
}

/// Anybody, but every third time somebody who has got as far as the aircraft, if there is one.
fn somebody(world: &World, dice: &mut Dice) -> usize {
    let far = [StageName::Boarded, StageName::Departed];
    let aboard: Vec<usize> = (0..world.cases.len())
        .filter(|index| far.contains(&world.cases[*index].stage.name()))
        .collect();
    let chosen = if dice.once_in(3) { dice.pick(&aboard) } else { None };
    chosen.unwrap_or_else(|| dice.roll(world.cases.len()))
}

fn around(now: Moment, dice: &mut Dice) -> Moment {
    now.plus(SignedDuration::from_hours(dice.of_all(&[-48, -1, 0, 0, 0, 2, 30])))
}

fn hold(world: &mut World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let kinds: Vec<_> = RULES.hold_kinds().map(|kind| kind.code.clone()).collect();
    let kind = kinds[dice.roll(kinds.len())].clone();
    let id = HoldId::new(format!("H{}", world.next())).unwrap();
    let country = match dice.roll(4) {
        0 => case.order.removal_country.as_ref().and_then(|to| to.read()).copied(),
        1 => Some(country("HND")),
        2 => Some(country("CHN")),
        _ => None,
    };
    let from = around(world.now, dice);
    let to = match dice.roll(4) {
        0 => Some(from.plus(SignedDuration::from_hours(1))),
        1 => Some(from.plus(SignedDuration::from_hours(72))),
        _ => None,
    };
    if dice.once_in(8) {
        // A feed says something that nobody understands.
        let mut torn = hold_of(&kind, id.clone()).revisions.remove(0);
        torn.recorded_at = Some(world.now.at());
        torn.defect = Some("row".into());
        return Ok(decide::revise_hold(case, id, torn));
    }
    let placed = PlaceHold {
        id: Some(id),
        kind,
        country,
        from,
        to,
        source_document: "order".into(),
        docket_number: None,
    };
    let role = dice.of_all(Role::ALL);
    decide::place_hold(case, placed, &world.context(&who(role)))
}

fn claim(world: &mut World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let kind = dice.of_all(StatementKind::ALL);
    let outcome = dice.of_all(StatementOutcome::ALL);
    let mut made = statement(kind, &around(world.now, dice).to_string(), outcome);
    made.id = StatementId::new(format!("S{}", world.next())).unwrap();
    match dice.roll(8) {
        0 => made.evidence = None,
        1 => made.officer = None,
        2 => made.defect = Some("row".into()),
        _ => (),
    }
    decide::record_statement(case, made, &world.context(&who(Role::FlightOfficer)))
}

fn paper(world: &mut World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let today = world.now.date();
    let known = dice.pick(&(0..case.documents.len()).collect::<Vec<_>>());
    let mut paper = match known {
        Some(known) => case.documents[known].clone(),
        None => document(&format!("X{}", world.next())),
    };
    let desk = who(Role::CountryDeskOfficer);
    match dice.roll(10) {
        0 => paper.defect = Some("zone".into()),
        1 => paper.issuing_country = Known::Read(country("VNM")),
        2 => paper.number = None,
        3 => paper.answer = None,
        4 => paper.expires_on = Some(today.saturating_add(1.days())),
        5 => paper.expires_on = Some(today.saturating_sub(1.days())),
        kind => {
            let refused = kind != 6;
            paper.answer = Some(if refused { Answer::Refused } else { Answer::Pending });
            paper.answered_on = refused.then_some(today);
            return decide::record_answer(case, paper, &world.context(&desk));
        }
    }
    decide::record_document(case, paper, &world.context(&who(Role::DeportationOfficer)))
}

fn custody(world: &World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let mut custody = case.custody.clone();
    custody.kind = Known::Read(dice.of_all(CustodyKind::ALL));
    decide::change_custody(case, custody, &world.context(&who(Role::DeportationOfficer)))
}

fn medical(world: &World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let mut medical = case.medical.clone();
    match dice.roll(5) {
        0 => medical.cleared_on = None,
        1 => medical.cleared_on = Some(Known::Read(world.now.date().saturating_sub(400.days()))),
        2 => medical.status = Known::Read(MedicalStatus::NurseRequired),
        _ => medical.status = Known::Read(dice.of_all(MedicalStatus::ALL)),
    }
    decide::change_medical(case, medical, &world.context(&who(Role::MedicalOfficer)))
}

fn order(world: &World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let mut order = case.order.clone();
    match dice.roll(8) {
        0 => order.kind = Known::Read("none".into()),
        1 => order.appeal = Known::Read(dice.of_all(Appeal::ALL)),
        2 => order.date = Some(Known::Read(world.now.date().saturating_sub(29.days()))),
        3 => order.removal_country = None,
        4 => order.removal_country = Some(Known::Read(country("HND"))),
        5 => order.removal_country = Some(Known::Read(country("GTM"))),
        _ => {
            let code = dice.of_all(&["5C", "5F", "8G", "8H", "1C", "16", "3"]);
            order.category = Known::Read(code.into());
        }
    }
    decide::change_order(case, order, &world.context(&who(Role::CourtFeed)))
}

fn defect(world: &World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let found = if dice.once_in(2) {
        Defect::BadRecord("sex".into())
    } else {
        Defect::PossibleDuplicate(PersonId::new("P99").unwrap())
    };
    decide::find_defects(case, vec![found], &world.context(&who(Role::DataSteward)))
}

fn ending(world: &World, case: &Case, dice: &mut Dice) -> Result<Changes, Refusal> {
    let flight = world.flight_of(case).map(|index| &world.flights[index]);
    match dice.roll(6) {
        0 => {
            let outcome = dice.of_all(Outcome::ALL);
            decide::close(case, flight, outcome, &world.context(&who(Role::LegalCounsel)))
        }
        1 | 2 => {
            let court = who(Role::CourtFeed);
            decide::reopen_order(case, flight, "vacated", &world.context(&court))
        }
        3 => {
            let officer = who(Role::DeportationOfficer);
            let on = world.now.date();
            decide::serve_notice(case, "third_country", on, &world.context(&officer))
        }
        _ => {
            let officer = who(Role::DeportationOfficer);
            let id = document("D1").id;
            decide::expire_document(case, &id, &world.context(&officer))
        }
    }
}

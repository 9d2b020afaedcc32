//! The ordinary course: what a sensible person would do next for a flight or a case.

use domain::decide::{self, Place};
use domain::gate::Step;
use domain::{
    Answer, Case, Condition, FlightStatus, IdentityMatch, Known, Role, SeatRole, Stage, StageName,
};
use jiff::ToSpan as _;

use super::ask;
use super::commit::{settle, settle_facts};
use super::dice::Dice;
use super::repair;
use super::safety;
use super::seen::Seen;
use super::world::{World, who};
use crate::support::document;

/// The next sensible thing; the first flight that is not over comes first.
pub(super) fn step(world: &mut World, seen: &mut Seen, dice: &mut Dice) {
    let ahead = world.flights.iter().position(ask::is_ahead);
    let landed = |status| matches!(status, FlightStatus::Departed | FlightStatus::Arrived);
    let flown: Vec<usize> = (0..3).filter(|index| landed(world.flights[*index].status)).collect();
    match dice.roll(10) {
        0..2 => {
            if let Some(case) = behind(world, dice) {
                prepare(world, seen, case, dice);
            }
        }
        2 if !flown.is_empty() => hand_over(world, seen, dice.of_all(&flown), dice),
        3 => fly(world, seen, dice.roll(3), dice),
        _ => {
            if let Some(flight) = ahead {
                fly(world, seen, flight, dice);
            }
        }
    }
}

/// Somebody who is not ready for a list yet.
fn behind(world: &World, dice: &mut Dice) -> Option<usize> {
    let early = [StageName::Detained, StageName::OrderFinal, StageName::DocumentRequested];
    let who: Vec<usize> = (0..world.cases.len())
        .filter(|index| early.contains(&world.cases[*index].stage.name()))
        .collect();
    dice.pick(&who)
}

fn prepare(world: &mut World, seen: &mut Seen, index: usize, dice: &mut Dice) {
    let officer = who(Role::DeportationOfficer);
    let case = &world.cases[index];
    let today = world.now.date();
    let home = case.order.removal_country.as_ref().and_then(|country| country.read()).copied();
    match &case.stage {
        Stage::Detained => {
            let decided = decide::finalize_order(case, &world.context(&officer));
            settle(world, seen, None, decided);
        }
        Stage::OrderFinal if home.is_some_and(|to| safety::has_papers(case, to, today, today)) => {
            let decided = decide::accept_document(case, &world.context(&officer));
            settle(world, seen, None, decided);
        }
        Stage::OrderFinal => {
            let decided = ask::contact(world, index).and_then(|cleared| {
                let country = cleared.clearance().country;
                let mut paper = document(&format!("R{}", world.serial));
                paper.issuing_country = Known::Read(country);
                (paper.number, paper.issued_on, paper.expires_on) = (None, None, None);
                (paper.answer, paper.answered_on) = (Some(Answer::Pending), None);
                paper.requested_on = Some(today);
                let profile = crate::support::RULES.country(country);
                let asked = &profile.expect("a profile").agency.id;
                let context = world.context(&officer);
                decide::request_document(case, asked, paper, Some(&cleared), &context)
            });
            world.serial += 1;
            settle(world, seen, None, decided);
        }
        _ => answer(world, seen, index, dice),
    }
}

/// The agency answers a request; seven times out of eight it approves.
fn answer(world: &mut World, seen: &mut Seen, index: usize, dice: &mut Dice) {
    let case = &world.cases[index];
    let today = world.now.date();
    let asked = case.documents.iter().rev().find(|paper| paper.answer == Some(Answer::Pending));
    let Some(asked) = asked else {
        repair::condition(world, seen, index);
        return repair::papers(world, seen, index);
    };
    let mut paper = asked.clone();
    let approved = !dice.once_in(8);
    paper.answer = Some(if approved { Answer::Approved } else { Answer::Refused });
    paper.answered_on = Some(today);
    if approved {
        paper.number = Some("N1".into());
        paper.issued_on = Some(today);
        paper.expires_on = Some(today.saturating_add(60.days()));
        if dice.once_in(4) {
            let words = "with an escort who speaks the language".into();
            paper.condition = Some(Condition { words, met_on: None });
        }
    }
    let desk = who(Role::CountryDeskOfficer);
    let decided = decide::record_answer(case, paper, &world.context(&desk));
    settle_facts(world, seen, index, decided);
}

fn parties_at(world: &World, flight: usize, fits: impl Fn(&Case) -> bool) -> Vec<Vec<usize>> {
    let here = |index: &usize| {
        let case = &world.cases[*index];
        world.flight_of(case) == Some(flight) && fits(case)
    };
    world.heads().into_iter().filter(here).map(|head| world.party(head)).collect()
}

fn is_at(name: StageName) -> impl Fn(&Case) -> bool {
    move |case| case.stage.name() == name
}

fn sits_as(wanted: SeatRole) -> impl Fn(&Case) -> bool {
    move |case| matches!(case.stage, Stage::Manifested { role, .. } if role == wanted)
}

fn fly(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    match world.flights[flight].status {
        FlightStatus::Scheduled => list(world, seen, flight, dice),
        FlightStatus::Sealed => gather(world, seen, flight, dice),
        FlightStatus::Boarding => close_doors(world, seen, flight, dice),
        FlightStatus::Departed | FlightStatus::Arrived => hand_over(world, seen, flight, dice),
        FlightStatus::Cancelled => (),
    }
}

fn list(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    let scheduler = who(Role::FlightScheduler);
    let ready: Vec<Vec<usize>> = world
        .heads()
        .into_iter()
        .map(|head| world.party(head))
        .filter(|party| {
            party.iter().all(|index| {
                let case = &world.cases[*index];
                is_at(StageName::AgencyApproved)(case)
                    && safety::destination(case, &world.flights[flight]).is_some()
            })
        })
        .collect();
    let spares = parties_at(world, flight, sits_as(SeatRole::Alternate));
    let listed = parties_at(world, flight, |case| case.stage.is_listed()).len();
    match dice.roll(8) {
        0 if !spares.is_empty() => promote(world, seen, &spares[dice.roll(spares.len())], flight),
        1..=4 if !ready.is_empty() => {
            let party = &ready[dice.roll(ready.len())];
            let role = if dice.once_in(4) { SeatRole::Alternate } else { SeatRole::Primary };
            let place = Place { role, rank: 1, board_stop: 0 };
            let decided = ask::gate(world, party, flight, Step::Assign).and_then(|cleared| {
                let (cases, context) = (world.cases_of(party), world.context(&scheduler));
                decide::assign(&cases, &cleared, &world.flights[flight], place, &context)
            });
            settle(world, seen, Some(flight), decided);
        }
        _ if 2 <= listed || ready.is_empty() || dice.once_in(6) => {
            let supervisor = who(Role::SupervisoryOfficer);
            let built = !world.flights[flight].manifest.builders.is_empty();
            let on = &world.flights[flight];
            let decided = if built {
                decide::seal(on, &world.context(&supervisor))
            } else {
                decide::build(on, &world.context(&scheduler))
            };
            settle(world, seen, Some(flight), decided);
        }
        _ => (),
    }
}

fn promote(world: &mut World, seen: &mut Seen, party: &[usize], flight: usize) {
    let scheduler = who(Role::FlightScheduler);
    let decided = ask::gate(world, party, flight, Step::Promote).and_then(|cleared| {
        let (cases, context) = (world.cases_of(party), world.context(&scheduler));
        decide::promote(&cases, &cleared, &world.flights[flight], &context)
    });
    settle(world, seen, Some(flight), decided);
}

fn gather(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    let scheduler = who(Role::FlightScheduler);
    let spares = parties_at(world, flight, sits_as(SeatRole::Alternate));
    let waiting = parties_at(world, flight, sits_as(SeatRole::Primary));
    let confirmed = parties_at(world, flight, is_at(StageName::Confirmed));
    if dice.once_in(6) && !spares.is_empty() {
        promote(world, seen, &spares[dice.roll(spares.len())], flight);
    } else if let Some(party) = waiting.first() {
        let decided = ask::gate(world, party, flight, Step::Confirm).and_then(|cleared| {
            let (cases, context) = (world.cases_of(party), world.context(&scheduler));
            decide::confirm(&cases, &cleared, &world.flights[flight], &context)
        });
        settle(world, seen, Some(flight), decided);
    } else if !confirmed.is_empty() && dice.once_in(2) {
        let party = &confirmed[dice.roll(confirmed.len())];
        let decided = ask::gate(world, party, flight, Step::Transfer).and_then(|cleared| {
            let (cases, context) = (world.cases_of(party), world.context(&scheduler));
            decide::transfer(&cases, &cleared, &world.flights[flight], "ZALEXLA", &context)
        });
        settle(world, seen, Some(flight), decided);
    } else {
        world.wait_for(flight, 180);
        let lead = who(Role::FlightOfficer);
        let decided = decide::open_boarding(&world.flights[flight], &world.context(&lead));
        settle(world, seen, Some(flight), decided);
    }
}

fn close_doors(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    let lead = who(Role::FlightOfficer);
    let waiting = parties_at(world, flight, is_at(StageName::Confirmed));
    let open = world.flights[flight].stop_orders.iter().find(|order| order.acknowledged.is_none());
    if let Some(order) = open.map(|order| order.id.clone()) {
        world.wait(i64::try_from(dice.roll(3)).unwrap_or(0) * 10);
        let (on, context) = (&world.flights[flight], world.context(&lead));
        let decided = if dice.once_in(2) {
            decide::escalate(on, &order, &context)
        } else {
            decide::acknowledge(on, &order, &context)
        };
        settle(world, seen, Some(flight), decided);
    } else if let Some(party) = waiting.first().filter(|_| !dice.once_in(12)) {
        let decided = ask::gate(world, party, flight, Step::Board).and_then(|cleared| {
            let (cases, context) = (world.cases_of(party), world.context(&lead));
            decide::board(&cases, &cleared, &world.flights[flight], IdentityMatch::Face, &context)
        });
        settle(world, seen, Some(flight), decided);
    } else {
        world.wait_for(flight, 0);
        depart(world, seen, flight, dice);
    }
}

/// The doors close on everybody on board, or, once in a while, on all but one party.
pub(super) fn depart(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    let lead = who(Role::FlightOfficer);
    let mut aboard = parties_at(world, flight, is_at(StageName::Boarded));
    if dice.once_in(20) {
        aboard.pop();
    }
    let left: Vec<&Case> = world
        .cases
        .iter()
        .filter(|case| world.flight_of(case) == Some(flight) && case.stage.is_listed())
        .filter(|case| !is_at(StageName::Boarded)(case))
        .collect();
    let proofs = aboard
        .iter()
        .map(|party| Ok((world.cases_of(party), ask::gate(world, party, flight, Step::Depart)?)));
    let decided = proofs.collect::<Result<Vec<_>, _>>().and_then(|proofs| {
        decide::depart(&proofs, &left, &world.flights[flight], &world.context(&lead))
    });
    settle(world, seen, Some(flight), decided);
}

fn hand_over(world: &mut World, seen: &mut Seen, flight: usize, dice: &mut Dice) {
    let lead = who(Role::AttacheForRemoval);
    let gone: Vec<usize> = (0..world.cases.len())
        .filter(|index| {
            let case = &world.cases[*index];
            world.flight_of(case) == Some(flight) && is_at(StageName::Departed)(case)
        })
        .collect();
    let (on, context) = (&world.flights[flight], world.context(&lead));
    let decided = match (dice.roll(5), gone.first()) {
        (0, Some(first)) => {
            decide::return_person(&world.cases[*first], on, "refused entry", &context)
        }
        (1, _) => decide::arrive(on, &context),
        (_, Some(_)) => {
            let cases = world.cases_of(&gone);
            decide::verify_departure(&cases, on, "receipt 7", world.now.at(), &context)
        }
        (_, None) => return,
    };
    settle(world, seen, Some(flight), decided);
}

//! Assigning and promoting: room on every leg, the notice day, and who sits where.

use domain::decide::{Changes, Place, assign, promote};
use domain::gate::Step;
use domain::{
    ClassLevel, FlightStatus, Known, Line, LineState, MedicalStatus, PersonId, Refusal, Role,
    SeatRole, StageName,
};

use crate::support::{Desk, actor, check, country, flight_over, moment, noticed};

const FIRST: Place = Place { role: SeatRole::Primary, rank: 7, board_stop: 0 };
const SPARE: Place = Place { role: SeatRole::Alternate, rank: 7, board_stop: 1 };
const FULL: &str = "R012: flight F000001 has no room for the party";

fn assigning(desk: &Desk, place: Place) -> Result<Changes, Refusal> {
    let cleared = desk.cleared(Step::Assign);
    desk.by(Role::FlightScheduler, |context| {
        assign(&desk.party(), &cleared, &desk.flight, place, context)
    })
}

fn promoting(desk: &Desk) -> Result<Changes, Refusal> {
    let cleared = desk.cleared(Step::Promote);
    desk.by(Role::FlightScheduler, |context| {
        promote(&desk.party(), &cleared, &desk.flight, context)
    })
}

fn spares(people: &[&str]) -> Desk {
    let mut desk = Desk::family(people);
    for index in 0..people.len() {
        desk.seat(index, StageName::Manifested, SeatRole::Alternate);
    }
    desk
}

#[test]
fn a_party_gets_its_lines_and_the_builder_is_noted() {
    let mut desk = Desk::family(&["P1", "P2"]);
    desk.cases[0].person.class_level = Known::Read(ClassLevel::High);
    desk.cases[1].medical.status = Known::Read(MedicalStatus::NurseRequired);
    let result = assigning(&desk, FIRST);
    check(&result, "P1.1 assigned; P2.1 assigned; flight manifest_built lines_added");
    let after = desk.after(&result.unwrap());
    assert_eq!(after.flight.manifest.builders, [actor(Role::FlightScheduler)]);
    let line = |number: u32, high_risk, needs_nurse| Line {
        number,
        case: desk.cases[number as usize - 1].id.clone(),
        person: desk.cases[number as usize - 1].person.id.clone(),
        role: SeatRole::Primary,
        rank: 0,
        board_stop: 0,
        drop_stop: 3,
        high_risk,
        needs_nurse,
        state: LineState::Listed,
        struck: None,
    };
    assert_eq!(after.flight.manifest.lines, [line(1, true, false), line(2, false, true)]);
}

#[test]
fn an_alternate_keeps_the_rank_and_numbers_go_on() {
    let mut desk = Desk::of(&["P1"]);
    desk.flight.manifest.builders = vec![actor(Role::FlightScheduler)];
    desk.seat(0, StageName::Manifested, SeatRole::Primary);
    desk.cases = vec![crate::support::clean_case("P2")];
    let result = assigning(&desk, SPARE);
    check(&result, "P2.1 assigned; flight lines_added");
    let line = desk.after(&result.unwrap()).flight.manifest.lines[1].clone();
    assert_eq!((line.number, line.rank, line.board_stop), (2, 7, 1));
}

#[test]
fn only_a_scheduled_flight_takes_people() {
    for status in FlightStatus::ALL.iter().filter(|status| **status != FlightStatus::Scheduled) {
        let result = assigning(&Desk::of(&["P1"]).status(*status), FIRST);
        assert!(matches!(result, Err(Refusal::FlightNotOpen { .. })), "{status}");
    }
    let sealed = Desk::of(&["P1"]).status(FlightStatus::Sealed);
    let refused = "R011: flight F000001 is manifest sealed: it is not possible to add people";
    check(&assigning(&sealed, FIRST), refused);
}

#[test]
fn nobody_is_listed_twice_not_even_under_another_case() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Manifested);
    check(&assigning(&desk, FIRST), "R015: case P1.1 is on a manifest already");
    let mut second = crate::support::clean_case("P1");
    second.id = domain::CaseId::of(&PersonId::new("P1").unwrap(), 2);
    desk.cases = vec![second];
    check(&assigning(&desk, FIRST), "R015: case P1.2 is on a manifest already");
    desk.flight.manifest.lines[0].state = LineState::Struck;
    check(&assigning(&desk, FIRST), "P1.2 assigned; flight manifest_built lines_added");
}

#[test]
fn after_the_notice_day_the_agencies_have_to_accept() {
    let mut desk = Desk::of(&["P1"]);
    desk.now = moment("2024-06-27T23:59:59-05:00");
    check(&assigning(&desk, FIRST), "P1.1 assigned; flight manifest_built lines_added");
    desk.now = moment("2024-06-28T00:00:00-05:00");
    let refused = "R013: the notice day of flight F000001 has passed: the agencies have to accept \
                   late names first";
    check(&assigning(&desk, FIRST), refused);
    desk.flight.late_acceptance = true;
    check(&assigning(&desk, FIRST), "P1.1 assigned; flight manifest_built lines_added");
}

#[test]
fn people_get_on_at_a_pick_up_before_all_of_them_get_off() {
    let at = |board_stop| Place { board_stop, ..FIRST };
    let desk = Desk::of(&["P1"]);
    check(&assigning(&desk, at(1)), "P1.1 assigned; flight manifest_built lines_added");
    check(&assigning(&desk, at(2)), "R019: there is no pick-up at stop 2");
    check(&assigning(&desk, at(3)), "R019: there is no pick-up at stop 3");
    check(&assigning(&desk, at(4)), "R019: there is no pick-up at stop 4");
    let mut returning = Desk::of(&["P1"]);
    returning.flight = flight_over("F000001", "p:KAEX>d:ZYTX>p:PGUM>d:VVNB");
    check(&assigning(&returning, at(0)), "P1.1 assigned; flight manifest_built lines_added");
    check(&assigning(&returning, at(2)), FULL);
    // One of the family goes on to Hanoi, but the other gets off before.
    let mut mixed = Desk::family(&["P1", "P2"]);
    mixed.flight = returning.flight;
    let on = &mut mixed.cases[1];
    on.person.nationality = Known::Read(country("VNM"));
    on.order.removal_country = Some(Known::Read(country("VNM")));
    on.documents[0].issuing_country = Known::Read(country("VNM"));
    check(&assigning(&mixed, at(2)), FULL);
    let both = assigning(&mixed, at(0)).unwrap();
    let lines = mixed.after(&both).flight.manifest.lines;
    assert_eq!(lines.iter().map(|line| line.drop_stop).collect::<Vec<_>>(), [1, 3]);
}

/// A family of two on a flight that has this much.
#[track_caller]
fn check_room(spoil: impl FnOnce(&mut Desk), fits: bool) {
    let mut desk = Desk::family(&["P1", "P2"]);
    for case in &mut desk.cases {
        case.person.class_level = Known::Read(ClassLevel::High);
        case.medical.status = Known::Read(MedicalStatus::NurseRequired);
    }
    spoil(&mut desk);
    let expected =
        if fits { "P1.1 assigned; P2.1 assigned; flight manifest_built lines_added" } else { FULL };
    check(&assigning(&desk, FIRST), expected);
}

#[test]
fn seats_names_guards_and_nurses_all_have_to_do() {
    check_room(|_| (), true);
    check_room(|desk| desk.flight.plan.seats = Known::Read(2), true);
    check_room(|desk| desk.flight.plan.seats = Known::Read(1), false);
    check_room(|desk| desk.flight.plan.list_cap = Known::Read(2), true);
    check_room(|desk| desk.flight.plan.list_cap = Known::Read(1), false);
    check_room(|desk| desk.flight.plan.max_class3 = Known::Read(2), true);
    check_room(|desk| desk.flight.plan.max_class3 = Known::Read(1), false);
    // One nurse looks after four.
    let with_nursed_aboard = |others: usize| {
        move |desk: &mut Desk| {
            for number in 0..others {
                let mut line = Desk::of(&["P9"]).at(StageName::Manifested).flight.manifest.lines;
                line[0].person = PersonId::new(format!("P10{number}")).unwrap();
                line[0].needs_nurse = true;
                desk.flight.manifest.lines.append(&mut line);
            }
        }
    };
    check_room(with_nursed_aboard(2), true);
    check_room(with_nursed_aboard(3), false);
}

#[test]
fn alternates_take_up_nothing() {
    let mut desk = Desk::family(&["P1", "P2"]);
    desk.flight.plan.seats = Known::Read(0);
    let spare = Place { board_stop: 0, ..SPARE };
    let expected = "P1.1 assigned; P2.1 assigned; flight manifest_built lines_added";
    check(&assigning(&desk, spare), expected);
}

#[test]
fn alternates_move_up_when_there_is_room_for_all_of_them() {
    let mut desk = spares(&["P1", "P2"]);
    let result = promoting(&desk);
    let up = "P1.1 promoted; P2.1 promoted; flight line_promoted line_promoted manifest_built";
    check(&result, up);
    let after = desk.after(&result.unwrap());
    assert_eq!(after.flight.manifest.primaries().count(), 2);
    assert_eq!(after.flight.manifest.alternates().len(), 0);
    assert!(after.flight.manifest.lines.iter().all(|line| line.rank == 0));
    desk.flight.plan.seats = Known::Read(2);
    check(&promoting(&desk), up);
    desk.flight.plan.seats = Known::Read(1);
    check(&promoting(&desk), FULL);
    desk.flight.plan.seats = Known::Read(0);
    check(&promoting(&desk), FULL);
    let mut noted = spares(&["P1"]);
    noted.flight.manifest.builders = vec![actor(Role::FlightScheduler)];
    check(&promoting(&noted), "P1.1 promoted; flight line_promoted");
}

#[test]
fn alternates_move_up_until_boarding_opens() {
    for status in FlightStatus::ALL {
        let result = promoting(&spares(&["P1"]).status(*status));
        let open = matches!(status, FlightStatus::Scheduled | FlightStatus::Sealed);
        assert_eq!(result.is_ok(), open, "{status}");
    }
    let refused = "R011: flight F000001 is boarding: it is not possible to promote alternates";
    check(&promoting(&spares(&["P1"]).status(FlightStatus::Boarding)), refused);
}

#[test]
fn only_alternates_of_this_flight_move_up() {
    let desk = Desk::of(&["P1"]).at(StageName::Manifested);
    check(&promoting(&desk), "R015: case P1.1 is on a manifest already");
    let unlisted = Desk::of(&["P1"]);
    check(&promoting(&unlisted), "R014: case P1.1 is not on the manifest of flight F000001");
    let mut lineless = spares(&["P1"]);
    lineless.flight.manifest.lines.clear();
    check(&promoting(&lineless), "R014: case P1.1 is not on the manifest of flight F000001");
}

#[test]
fn a_third_country_case_sits_like_any_other() {
    let mut desk = Desk::of(&["P1"]);
    desk.cases[0].person.nationality = Known::Read(country("VNM"));
    desk.cases[0].statements.push(noticed("2024-06-20T10:00:00-05:00"));
    check(&assigning(&desk, FIRST), "P1.1 assigned; flight manifest_built lines_added");
}

#[test]
fn nobody_is_added_while_the_departure_cannot_be_read() {
    let mut desk = Desk::of(&["P1"]);
    let cleared = desk.cleared(Step::Assign);
    desk.flight.plan.departs_at = None;
    let result = desk.by(Role::FlightScheduler, |context| {
        assign(&desk.party(), &cleared, &desk.flight, FIRST, context)
    });
    let refused = "R011: flight F000001 is scheduled: it is not possible to add people while its \
                   departure cannot be read";
    check(&result, refused);
}

//! Confirming, bringing, boarding, departing, arriving, handing over, coming back.

use domain::decide::{
    Changes, arrive, board, cancel, confirm, depart, open_boarding, return_person, transfer,
    verify_departure,
};
use domain::flight::CancelReason;
use domain::gate::Step;
use domain::{
    Case, FlightEvent, FlightStatus, IdentityMatch, Known, LineState, MedicalStatus, Refusal, Role,
    SeatRole, Stage, StageName, StrikeReason,
};

use crate::support::{Desk, check, country, flight_over, moment};

fn confirming(desk: &Desk) -> Result<Changes, Refusal> {
    let cleared = desk.cleared(Step::Confirm);
    desk.by(Role::FlightScheduler, |c| confirm(&desk.party(), &cleared, &desk.flight, c))
}

fn bringing(desk: &Desk, place: &str) -> Result<Changes, Refusal> {
    let cleared = desk.cleared(Step::Transfer);
    desk.by(Role::FlightScheduler, |c| transfer(&desk.party(), &cleared, &desk.flight, place, c))
}

fn boarding(desk: &Desk) -> Result<Changes, Refusal> {
    let cleared = desk.cleared(Step::Board);
    desk.by(Role::FlightOfficer, |c| {
        board(&desk.party(), &cleared, &desk.flight, IdentityMatch::Face, c)
    })
}

fn departing(desk: &Desk, left: &[&Case]) -> Result<Changes, Refusal> {
    let aboard = [(desk.party(), desk.cleared(Step::Depart))];
    desk.by(Role::FlightOfficer, |c| depart(&aboard, left, &desk.flight, c))
}

fn stages(desk: &Desk, result: Result<Changes, Refusal>) -> Vec<StageName> {
    desk.after(&result.unwrap()).cases.iter().map(|case| case.stage.name()).collect()
}

const NOT_ON_IT: &str = "R014: case P1.1 is not on the manifest of flight F000001";

#[test]
fn a_sealed_party_of_primaries_is_confirmed() {
    let desk = Desk::family(&["P1", "P2"]).at(StageName::Manifested).status(FlightStatus::Sealed);
    check(&confirming(&desk), "P1.1 confirmed; P2.1 confirmed; flight lines_moved");
    assert_eq!(stages(&desk, confirming(&desk)), [StageName::Confirmed; 2]);
    let refused = "R011: flight F000001 is scheduled: it is not possible to confirm people";
    check(&confirming(&desk.status(FlightStatus::Scheduled)), refused);
    check(&confirming(&Desk::of(&["P1"]).status(FlightStatus::Sealed)), NOT_ON_IT);
    let mut spare = Desk::of(&["P1"]).status(FlightStatus::Sealed);
    spare.seat(0, StageName::Manifested, SeatRole::Alternate);
    let refused = "R001: case P1.1 is in stage manifested: it is not possible to confirm";
    check(&confirming(&spare), refused);
}

#[test]
fn somebody_confirmed_is_brought_to_a_named_place() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    check(&bringing(&desk, "ZALEXLA"), "P1.1 transferred");
    check(&bringing(&desk, ""), "R008: say where the person is brought");
    check(&bringing(&Desk::of(&["P1"]), "ZALEXLA"), NOT_ON_IT);
    let listed = Desk::of(&["P1"]).at(StageName::Manifested);
    let refused = "R001: case P1.1 is in stage manifested: it is not possible to transfer to the \
                   staging place";
    check(&bringing(&listed, "ZALEXLA"), refused);
}

#[test]
fn boarding_opens_on_a_sealed_manifest() {
    let open = |desk: &Desk| desk.by(Role::FlightOfficer, |c| open_boarding(&desk.flight, c));
    let desk = Desk::of(&["P1"]).status(FlightStatus::Sealed);
    check(&open(&desk), "flight boarding_opened");
    let refused = "R011: flight F000001 is scheduled: it is not possible to open boarding";
    check(&open(&Desk::of(&["P1"])), refused);
}

#[test]
fn a_confirmed_party_boards() {
    let desk = Desk::family(&["P1", "P2"]).at(StageName::Confirmed).status(FlightStatus::Boarding);
    check(&boarding(&desk), "P1.1 boarded; P2.1 boarded; flight lines_moved");
    assert_eq!(stages(&desk, boarding(&desk)), [StageName::Boarded; 2]);
    let refused = "R011: flight F000001 is manifest sealed: it is not possible to board people";
    check(&boarding(&desk.status(FlightStatus::Sealed)), refused);
    check(&boarding(&Desk::of(&["P1"]).status(FlightStatus::Boarding)), NOT_ON_IT);
    let listed = Desk::of(&["P1"]).at(StageName::Manifested).status(FlightStatus::Boarding);
    let refused = "R001: case P1.1 is in stage manifested: it is not possible to board";
    check(&boarding(&listed), refused);
}

#[test]
fn the_doors_close_on_those_cleared_and_the_others_are_struck() {
    let desk = Desk::family(&["P1", "P2"]).at(StageName::Boarded);
    let mut list = Desk::of(&["P3", "P4", "P5"]);
    list.flight = desk.flight.clone();
    list.seat(0, StageName::Manifested, SeatRole::Alternate);
    list.seat(1, StageName::Confirmed, SeatRole::Primary);
    let aboard = [(desk.party(), desk.cleared(Step::Depart))];
    let result = desk.by(Role::FlightOfficer, |c| depart(&aboard, &list.party(), &list.flight, c));
    let expected = "P1.1 departed; P2.1 departed; P3.1 struck; P4.1 struck; flight line_struck \
                    line_struck lines_moved departed";
    check(&result, expected);
    let changes = result.unwrap();
    assert_eq!(
        changes.flight.last(),
        Some(&FlightEvent::Departed { at: desk.now.at(), aboard: 2 })
    );
    let after = list.after(&changes).flight;
    let struck: Vec<_> = after.manifest.struck().map(|line| line.struck.clone()).collect();
    let seat_loss = (StrikeReason::SeatLoss, "alternate not needed".into());
    let no_show = (StrikeReason::NoShow, "not on board when the doors closed".into());
    assert_eq!(struck, [Some(seat_loss), Some(no_show)]);
    assert_eq!(after.status, FlightStatus::Departed);
    assert_eq!(after.manifest.primaries().count(), 2);
}

#[test]
fn a_primary_who_did_not_come_is_a_no_show() {
    let mut list = Desk::of(&["P1"]).at(StageName::Manifested).status(FlightStatus::Boarding);
    let result = list.by(Role::FlightOfficer, |c| depart(&[], &list.party(), &list.flight, c));
    list = list.after(&result.unwrap());
    let struck = list.flight.manifest.struck().next().unwrap().struck.clone().unwrap();
    assert_eq!(struck.0, StrikeReason::NoShow);
}

#[test]
fn nobody_departs_who_is_not_on_board_of_this_flight() {
    let desk = Desk::of(&["P1"]).at(StageName::Boarded);
    check(&departing(&desk, &[]), "P1.1 departed; flight lines_moved departed");
    let confirmed = Desk::of(&["P1"]).at(StageName::Confirmed).status(FlightStatus::Boarding);
    let refused = "R001: case P1.1 is in stage confirmed: it is not possible to depart";
    check(&departing(&confirmed, &[]), refused);
    // On board of one flight, cleared for another.
    let mut other = desk.clone();
    other.flight = flight_over("F000002", "p:KAEX>d:ZYTX");
    other.flight.status = FlightStatus::Boarding;
    let refused = "R014: case P1.1 is not on the manifest of flight F000002";
    check(&departing(&other, &[]), refused);
    let refused = "R011: flight F000001 is manifest sealed: it is not possible to depart";
    check(&departing(&desk.status(FlightStatus::Sealed), &[]), refused);
}

#[test]
fn nobody_stays_on_board_without_the_last_clearance() {
    let desk = Desk::of(&["P1"]).at(StageName::Boarded);
    let result = desk.by(Role::FlightOfficer, |c| depart(&[], &desk.party(), &desk.flight, c));
    check(&result, "R018: on board without clearance: P1.1");
}

#[test]
fn the_nurses_must_be_enough_for_everybody_on_board() {
    let desk = |people: &[&str]| {
        let mut desk = Desk::family(people).at(StageName::Boarded);
        for case in &mut desk.cases {
            case.medical.status = Known::Read(MedicalStatus::NurseRequired);
        }
        desk
    };
    assert!(departing(&desk(&["P1", "P2", "P3", "P4"]), &[]).is_ok());
    let five = desk(&["P1", "P2", "P3", "P4", "P5"]);
    check(&departing(&five, &[]), "R012: flight F000001 has no room for the party");
}

#[test]
fn a_cancelled_flight_strikes_everybody_on_its_list() {
    let cancelling = |desk: &Desk| {
        desk.by(Role::FlightScheduler, |c| {
            cancel(&desk.party(), &desk.flight, CancelReason::Weather, c)
        })
    };
    for status in FlightStatus::ALL {
        let desk = Desk::of(&["P1"]).at(StageName::Boarded).status(*status);
        let result = cancelling(&desk);
        let open = [FlightStatus::Scheduled, FlightStatus::Sealed, FlightStatus::Boarding];
        assert_eq!(result.is_ok(), open.contains(status), "{status}");
        if let Ok(changes) = result {
            let after = desk.after(&changes);
            assert_eq!(after.cases[0].stage, Stage::AgencyApproved);
            assert_eq!(after.flight.status, FlightStatus::Cancelled);
            let struck = after.flight.manifest.struck().next().unwrap().struck.clone();
            let said = "flight cancelled: weather".into();
            assert_eq!(struck, Some((StrikeReason::SeatLoss, said)));
        }
    }
    let refused = "R011: flight F000001 is departed: it is not possible to cancel the flight";
    check(&cancelling(&Desk::of(&["P1"]).status(FlightStatus::Departed)), refused);
}

#[test]
fn a_departed_flight_arrives() {
    let arriving = |desk: &Desk| desk.by(Role::AttacheForRemoval, |c| arrive(&desk.flight, c));
    let desk = Desk::of(&["P1"]).at(StageName::Departed);
    check(&arriving(&desk), "flight arrived");
    let refused = "R011: flight F000001 is boarding: it is not possible to arrive";
    check(&arriving(&desk.status(FlightStatus::Boarding)), refused);
}

#[test]
fn a_handover_has_a_receipt() {
    let at = moment("2024-06-30T09:00:00+08:00").at();
    let verify = |desk: &Desk, receipt: &str| {
        desk.by(Role::AttacheForRemoval, |c| {
            verify_departure(&desk.party(), &desk.flight, receipt, at, c)
        })
    };
    let desk = Desk::family(&["P1", "P2"]).at(StageName::Departed);
    check(&verify(&desk, "Wang"), "P1.1 removed; P2.1 removed; flight lines_moved");
    let after = desk.after(&verify(&desk, "Wang").unwrap());
    let flight = desk.flight.id().clone();
    assert_eq!(after.cases[1].stage, Stage::Removed { flight, handed_over_at: at });
    let delivered = |line: &domain::Line| line.state == LineState::Delivered;
    assert!(after.flight.manifest.lines.iter().all(delivered));
    check(&verify(&desk, " "), "R008: say who signed the handover receipt");
    let arrived = desk.clone().status(FlightStatus::Arrived);
    assert!(verify(&arrived, "Wang").is_ok());
    let refused = "R011: flight F000001 is boarding: it is not possible to hand people over";
    check(&verify(&desk.status(FlightStatus::Boarding), "Wang"), refused);
    check(&verify(&Desk::of(&["P1"]).status(FlightStatus::Departed), "Wang"), NOT_ON_IT);
    let aboard = Desk::of(&["P1"]).at(StageName::Boarded).status(FlightStatus::Departed);
    let refused = "R001: case P1.1 is in stage boarded: it is not possible to verify the departure";
    check(&verify(&aboard, "Wang"), refused);
}

#[test]
fn somebody_brought_back_may_be_listed_again_one_day() {
    let back = |desk: &Desk, why: &str| {
        desk.by(Role::FlightOfficer, |c| return_person(&desk.cases[0], &desk.flight, why, c))
    };
    let desk = Desk::of(&["P1"]).at(StageName::Departed);
    check(&back(&desk, "refused entry"), "P1.1 returned document_recorded; flight lines_moved");
    let after = desk.after(&back(&desk, "refused entry").unwrap());
    assert_eq!(after.cases[0].stage, Stage::AgencyApproved);
    assert_eq!(after.flight.manifest.lines[0].state, LineState::Returned);
    check(&back(&desk, ""), "R008: say why the person was brought back");
    let mut other = desk.clone();
    other.flight = flight_over("F000002", "p:KAEX>d:ZYTX");
    check(&back(&other, "x"), "R014: case P1.1 is not on the manifest of flight F000002");
    let refused = "R001: case P1.1 is in stage agency_approved: it is not possible to bring back";
    check(&back(&after, "again"), refused);
}

#[test]
fn a_document_for_one_journey_is_used_again_only_with_the_agencys_word() {
    let back = |desk: &Desk| {
        let changes = desk.by(Role::FlightOfficer, |context| {
            return_person(&desk.cases[0], &desk.flight, "turned round", context)
        });
        desk.after(&changes.unwrap()).cases.remove(0).documents.remove(0)
    };
    let mut desk = Desk::of(&["P1"]).at(StageName::Departed);
    let words = back(&desk).condition.unwrap().words;
    assert_eq!(&*words, "that it may be used again after flight F000001");
    desk.cases[0].documents[0].issuing_country = Known::Read(country("GTM"));
    assert_eq!(back(&desk).condition, None, "nobody travelled on it");
    let mut desk = Desk::of(&["P1"]).at(StageName::Departed);
    desk.cases[0].documents[0].single_use = false;
    assert_eq!(back(&desk).condition, None, "it is good for several journeys");
}

//! After any change of facts: whoever may no longer fly comes off, in the same change.

use domain::decide::{Changes, Listed, change_medical, close, reopen_order, sweep};
use domain::{
    Case, CaseEvent, FamilyUnit, Hold, Known, MedicalStatus, Outcome, Role, SeatRole, Stage,
    StageName, StrikeReason,
};

use crate::support::{Desk, check, country, document, flight_over, hold, moment, noticed};

fn swept(desk: &Desk) -> Changes {
    let mut changes = Changes::default();
    add_sweep(desk, &mut changes);
    changes
}

fn add_sweep(desk: &Desk, changes: &mut Changes) {
    let party: Vec<&Case> = desk.party();
    desk.by(Role::System, |context| {
        sweep(&Listed { party: &party, flight: &desk.flight }, context, changes);
    });
}

#[track_caller]
fn check_sweep(desk: &Desk, expected: &str) {
    check(&Ok(swept(desk)), expected);
}

const OFF: &str = "P1.1 struck; flight line_struck stop_order_raised";

#[test]
fn nothing_happens_to_somebody_whom_nothing_bars() {
    for stage in [StageName::Manifested, StageName::Confirmed, StageName::Boarded] {
        check_sweep(&Desk::family(&["P1", "P2"]).at(stage), "");
    }
}

#[test]
fn whoever_is_barred_comes_off_from_every_stage_on_the_list() {
    let expected = [
        (StageName::Manifested, OFF),
        (StageName::Confirmed, OFF),
        (StageName::Boarded, "P1.1 offloaded; flight line_struck stop_order_raised"),
        (StageName::Departed, "flight stop_order_raised"),
    ];
    for (stage, events) in expected {
        let mut desk = Desk::of(&["P1"]).at(stage);
        desk.cases[0].holds.push(hold("judicial_stay"));
        check_sweep(&desk, events);
    }
    let mut unlisted = Desk::of(&["P1"]);
    unlisted.cases[0].holds.push(hold("judicial_stay"));
    check_sweep(&unlisted, "");
}

#[test]
fn whose_family_changes_comes_off_with_all_who_were_listed_as_one() {
    let both = "P1.1 struck; P2.1 person_corrected struck; flight line_struck stop_order_raised \
                line_struck stop_order_raised";
    for unit in [None, Some("U9")] {
        let desk = Desk::family(&["P1", "P2"]).at(StageName::Manifested);
        let mut person = Box::new(desk.cases[1].person.clone());
        person.family_unit = unit.map(|unit| FamilyUnit::new(unit).unwrap());
        let mut changes = Changes::one(&desk.cases[1], CaseEvent::PersonCorrected { person });
        add_sweep(&desk, &mut changes);
        changes.cases.sort_by(|one, other| one.0.cmp(&other.0));
        check(&Ok(changes), both);
    }
    // Somebody by themselves comes to be of a family whom nobody asked about.
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    let mut person = Box::new(desk.cases[0].person.clone());
    person.family_unit = Some(FamilyUnit::new("U9").unwrap());
    let mut changes = Changes::one(&desk.cases[0], CaseEvent::PersonCorrected { person });
    add_sweep(&desk, &mut changes);
    check(&Ok(changes), "P1.1 person_corrected struck; flight line_struck stop_order_raised");
}

#[test]
fn nobody_is_called_back_for_another_family_alone_but_for_whatever_else_bars() {
    let mut desk = Desk::family(&["P1", "P2"]).at(StageName::Departed);
    let mut person = Box::new(desk.cases[1].person.clone());
    person.family_unit = None;
    let regrouped = Changes::one(&desk.cases[1], CaseEvent::PersonCorrected { person });
    let mut changes = regrouped.clone();
    add_sweep(&desk, &mut changes);
    check(&Ok(changes), "P2.1 person_corrected");
    desk.cases[0].holds.push(hold("judicial_stay"));
    let mut changes = regrouped;
    add_sweep(&desk, &mut changes);
    check(&Ok(changes), "P2.1 person_corrected; flight stop_order_raised");
}

#[test]
fn an_alternate_comes_off_like_a_primary() {
    let mut desk = Desk::of(&["P1"]);
    desk.seat(0, StageName::Manifested, SeatRole::Alternate);
    desk.cases[0].holds.push(hold("judicial_stay"));
    check_sweep(&desk, OFF);
}

#[test]
fn a_family_comes_off_together_each_with_a_stop_order() {
    let mut desk = Desk::family(&["P1", "P2"]).at(StageName::Confirmed);
    desk.cases[1].holds.push(hold("judicial_stay"));
    check_sweep(
        &desk,
        "P1.1 struck; P2.1 struck; flight line_struck stop_order_raised line_struck \
         stop_order_raised",
    );
    let after = desk.after(&swept(&desk)).flight;
    let struck: Vec<_> = after.manifest.struck().map(|line| line.struck.clone()).collect();
    let other = (StrikeReason::FamilyMemberStruck, "family_incomplete:P2".into());
    let own = (StrikeReason::CourtMinuteOrder, "hold:judicial_stay".into());
    assert_eq!(struck, [Some(other), Some(own)]);
}

#[test]
fn of_a_departed_family_only_those_with_a_reason_are_recalled() {
    let mut desk = Desk::family(&["P1", "P2"]).at(StageName::Departed);
    desk.cases[1].holds.push(hold("judicial_stay"));
    let orders = desk.after(&swept(&desk)).flight.stop_orders;
    let told: Vec<(&str, bool)> = orders.iter().map(|o| (&*o.detail, o.recall)).collect();
    assert_eq!(told, [("family_incomplete:P2", true), ("hold:judicial_stay", true)]);
    check_sweep(&Desk::family(&["P1", "P2"]).at(StageName::Departed), "");
}

#[test]
fn somebody_on_another_flight_is_that_flights_matter() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Departed);
    desk.cases[0].holds.push(hold("judicial_stay"));
    let id = domain::FlightId::new("F000009").unwrap();
    desk.cases[0].stage = Stage::Departed { flight: id.clone() };
    check_sweep(&desk, "");
    desk.cases[0].stage = Stage::Confirmed { flight: id };
    check_sweep(&desk, "");
}

#[test]
fn the_changes_themselves_are_looked_at_before_they_are_made() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    let mut medical = desk.cases[0].medical.clone();
    medical.status = Known::Read(MedicalStatus::Unfit);
    let mut changes = desk
        .by(Role::MedicalOfficer, |context| change_medical(&desk.cases[0], medical, context))
        .unwrap();
    add_sweep(&desk, &mut changes);
    check(&Ok(changes), "P1.1 medical_changed struck; flight line_struck stop_order_raised");
}

#[test]
fn when_one_of_a_family_leaves_the_list_the_others_do_not_fly_without() {
    let desk = Desk::family(&["P1", "P2", "P3"]).at(StageName::Boarded);
    let mut changes = desk
        .by(Role::LegalCounsel, |context| {
            close(&desk.cases[1], Some(&desk.flight), Outcome::Died, context)
        })
        .unwrap();
    add_sweep(&desk, &mut changes);
    let after = desk.after(&changes);
    let stages: Vec<StageName> = after.cases.iter().map(|case| case.stage.name()).collect();
    let (back, closed) = (StageName::AgencyApproved, StageName::Closed);
    assert_eq!(stages, [back, closed, back]);
    assert_eq!(after.flight.stop_orders.len(), 3);
    assert_eq!(after.flight.manifest.live().count(), 0);
    let why = after.flight.manifest.lines[0].struck.clone();
    let missing = (StrikeReason::FamilyMemberStruck, "family_incomplete:P2".into());
    assert_eq!(why, Some(missing));
}

#[test]
fn when_the_order_of_one_of_a_family_is_reopened_the_others_come_off() {
    let desk = Desk::family(&["P1", "P2", "P3"]).at(StageName::Confirmed);
    let mut changes = desk
        .by(Role::CourtFeed, |context| {
            reopen_order(&desk.cases[1], Some(&desk.flight), "vacated", context)
        })
        .unwrap();
    add_sweep(&desk, &mut changes);
    check(
        &Ok(changes.clone()),
        "P2.1 order_reopened hold_recorded; P1.1 struck; P3.1 struck; flight line_struck stop_order_raised \
         line_struck stop_order_raised line_struck stop_order_raised",
    );
    let struck: Vec<_> =
        desk.after(&changes).flight.manifest.struck().map(|line| line.struck.clone()).collect();
    let missing = Some((StrikeReason::FamilyMemberStruck, "family_incomplete:P2".into()));
    let own = Some((StrikeReason::CourtMinuteOrder, "vacated".into()));
    assert_eq!(struck, [missing.clone(), own, missing]);
}

#[test]
fn whoever_would_be_taken_elsewhere_than_the_line_says_comes_off() {
    let vietnam = || Some(Known::Read(country("VNM")));
    let mut desk = Desk::family(&["P1", "P2"]);
    desk.flight = flight_over("F000001", "p:KAEX>d:VVNB>t:PGUM>d:ZYTX");
    for case in &mut desk.cases {
        // Both countries would take them: the order is all that decides.
        let mut other = case.documents[0].clone();
        (other.id, other.issuing_country) = (document("D2").id, Known::Read(country("VNM")));
        case.documents.push(other);
        case.statements.push(noticed("2024-06-01T10:00:00-05:00"));
    }
    let mut desk = desk.at(StageName::Confirmed);
    check_sweep(&desk, "");
    desk.cases[1].order.removal_country = vietnam();
    let after = desk.after(&swept(&desk));
    let struck: Vec<_> = after.flight.manifest.struck().map(|line| line.struck.clone()).collect();
    let other = (StrikeReason::FamilyMemberStruck, "family_incomplete:P2".into());
    let own = (StrikeReason::AdminError, "other_destination".into());
    assert_eq!(struck, [Some(other), Some(own)]);
    // Their lines may be made for it.
    desk.flight.manifest.lines[1].drop_stop = 1;
    check_sweep(&desk, "");
}

fn from_to(kind: &str, from: &str, to: &str) -> Hold {
    let mut hold = hold(kind);
    hold.revisions[0].from = Some(moment(from));
    hold.revisions[0].to = Some(moment(to));
    hold
}

#[test]
fn a_hold_of_boarding_that_runs_out_before_departure_strikes_nobody_yet() {
    let timer = || {
        from_to("seventy_two_hour_notice", "2024-06-25T00:00:00-05:00", "2024-06-28T00:00:00-05:00")
    };
    let mut desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    desk.cases[0].holds.push(timer());
    check_sweep(&desk, "");
    // One that runs longer does.
    desk.cases[0].holds[0].revisions[0].to = Some(moment("2024-06-30T00:00:00-05:00"));
    check_sweep(&desk, OFF);
    // On board already, it bars at once.
    let mut aboard = Desk::of(&["P1"]).at(StageName::Boarded);
    aboard.cases[0].holds.push(timer());
    check_sweep(&aboard, "P1.1 offloaded; flight line_struck stop_order_raised");
}

#[test]
fn a_hold_that_runs_out_before_departure_strikes_if_it_bars_the_list_now() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Manifested);
    let (from, to) = ("2024-06-25T00:00:00-05:00", "2024-06-28T00:00:00-05:00");
    desk.cases[0].holds.push(from_to("administrative_stay", from, to));
    check_sweep(&desk, OFF);
}

#[test]
fn a_hold_that_starts_before_departure_strikes_now() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Manifested);
    let (from, to) = ("2024-06-28T00:00:00-05:00", "2024-07-28T00:00:00-05:00");
    desk.cases[0].holds.push(from_to("judicial_stay", from, to));
    check_sweep(&desk, OFF);
    // One that starts only after it does not, until the flight is late.
    let after = moment("2024-06-29T15:10:01-05:00");
    desk.cases[0].holds[0].revisions[0].from = Some(after);
    check_sweep(&desk, "");
    desk.now = after;
    check_sweep(&desk, OFF);
}

#[test]
fn a_flight_whose_departure_cannot_be_read_keeps_nobody() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    desk.flight.plan.departs_at = None;
    let after = desk.after(&swept(&desk));
    let struck = after.flight.manifest.lines[0].struck.clone();
    assert_eq!(struck, Some((StrikeReason::AdminError, "flight_unreadable".into())));
}

#[test]
fn both_questions_are_told_without_repeating() {
    let mut desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    desk.cases[0].holds.push(hold("judicial_stay"));
    desk.cases[0].medical.status = Known::Read(MedicalStatus::Unfit);
    let changes = swept(&desk);
    let CaseEvent::Struck { detail, .. } = &changes.cases[0].1[0] else { panic!("not struck") };
    assert_eq!(&**detail, "hold:judicial_stay;medical_unfit");
}

#[test]
fn strangers_are_swept_as_no_party() {
    let mut desk = Desk::of(&["P1", "P2"]).at(StageName::Confirmed);
    desk.cases[0].holds.push(hold("judicial_stay"));
    check_sweep(&desk, "");
}

//! Flights are scheduled and replanned: only what can be flown, and never over anybody's head.

use domain::decide::{Changes, PlanChange, replan, schedule};
use domain::{
    AgencyId, Case, ClassLevel, FlightPlan, FlightStatus, Known, Refusal, Role, SeatRole, StageName,
};

use crate::support::{Desk, check, flight_over, hold, moment};

const ROUTE: &str = "p:KAEX>p:KSEA>t:PGUM>d:ZYTX";

fn planned(change: impl FnOnce(&mut FlightPlan)) -> String {
    let desk = Desk::of(&[]);
    let mut plan = flight_over("F000013", ROUTE).plan;
    change(&mut plan);
    let result = desk.by(Role::FlightScheduler, |context| schedule(plan, context));
    result.map_or_else(|refused| refused.to_string(), |_| "scheduled".to_owned())
}

fn route(stops: &str) -> String {
    planned(|plan| plan.stops = flight_over("F000013", stops).plan.stops)
}

#[test]
fn only_a_plan_that_somebody_can_fly_is_scheduled() {
    assert_eq!(planned(|_| ()), "scheduled");
    let so = "flight F000013 cannot be flown so";
    let past = planned(|plan| plan.departs_at = Some(moment("2024-06-26T09:00:00-05:00")));
    assert_eq!(past, format!("{so}: its departure, 2024-06-26T09:00:00-05:00, has passed"));
    assert_eq!(
        planned(|plan| plan.departs_at = None),
        format!("{so}: it has no time of departure")
    );
    assert_eq!(planned(|plan| plan.seats = Known::Read(0)), format!("{so}: it has no seats"));
    let abroad = "it takes nobody abroad: give it a pick-up and a drop-off after it";
    let agency = "nobody gets off in the country of agency chn_nia";
    for stops in ["p:KAEX>t:PGUM", "p:KAEX>d:KSEA", "t:KAEX>t:ZYTX"] {
        assert_eq!(route(stops), format!("{so}: {abroad}; {agency}"), "{stops}");
    }
    let backwards = format!("{so}: nobody is on board to get off at ZYTX; {abroad}");
    assert_eq!(route("d:ZYTX>p:KAEX"), backwards);
    assert_eq!(
        route("p:KAXX>p:KAEX>d:ZYTX"),
        format!("{so}: the rulebook knows no airport \"KAXX\"")
    );
    assert_eq!(route("p:KAEX>what>d:ZYTX"), format!("{so}: a stop of it cannot be read"));
}

#[test]
fn the_agencies_of_a_flight_are_those_of_the_countries_where_people_get_off() {
    let so = "flight F000013 cannot be flown so";
    let named = |names: &[&str]| {
        planned(|plan| {
            plan.agencies = names.iter().map(|name| AgencyId::new(name).unwrap()).collect();
        })
    };
    assert_eq!(named(&["chn_nia"]), "scheduled");
    assert_eq!(named(&[]), format!("{so}: people get off in CHN: add its agency, chn_nia"));
    let other = "nobody gets off in the country of agency mex_inm";
    assert_eq!(named(&["chn_nia", "mex_inm"]), format!("{so}: {other}"));
    assert_eq!(named(&["chn_nia", "nobody"]), format!("{so}: the rulebook knows no agency nobody"));
}

fn change(desk: &Desk, change: &PlanChange, why: &str) -> Result<Changes, Refusal> {
    let are_family = desk.cases.iter().all(|case| case.person.family_unit.is_some());
    let each = || desk.cases.iter().map(|case| vec![case]).collect();
    let parties: Vec<Vec<&Case>> = if are_family { vec![desk.party()] } else { each() };
    desk.by(Role::FlightScheduler, |context| replan(&parties, &desk.flight, (change, why), context))
}

fn later(text: &str) -> PlanChange {
    PlanChange { departs_at: Some(moment(text)), ..PlanChange::default() }
}

#[test]
fn a_flight_moves_and_everybody_who_may_fly_then_stays_on_its_list() {
    let desk = Desk::family(&["P1", "P2"]).at(StageName::Manifested);
    let moved = change(&desk, &later("2024-06-30T09:00:00-05:00"), "weather");
    check(&moved, "flight replanned");
    let after = desk.after(&moved.unwrap()).flight;
    assert_eq!(after.plan.departs_at, Some(moment("2024-06-30T09:00:00-05:00")));
    assert_eq!(after.plan.stops, desk.flight.plan.stops);
    assert_eq!(after.manifest, desk.flight.manifest);
    let same = change(&desk, &PlanChange::default(), "nothing");
    assert_eq!(same, Ok(Changes::default()));
    check(
        &change(&desk, &later("2024-06-30T09:00:00-05:00"), " "),
        "R008: say why the plan changes",
    );
}

#[test]
fn the_agencies_word_on_late_names_was_about_another_day() {
    let mut desk = Desk::of(&["P1"]);
    desk.flight.late_acceptance = true;
    let smaller = PlanChange { seats: Some(19), ..PlanChange::default() };
    let kept = desk.after(&change(&desk, &smaller, "smaller aircraft").unwrap());
    assert!(kept.flight.late_acceptance);
    let moved = change(&desk, &later("2024-07-20T09:00:00-05:00"), "weather").unwrap();
    assert!(!desk.after(&moved).flight.late_acceptance);
}

#[test]
fn a_seal_breaks_when_the_plan_changes() {
    let desk = Desk::of(&["P1"]).at(StageName::Confirmed);
    let moved = change(&desk, &later("2024-06-30T09:00:00-05:00"), "weather");
    check(&moved, "flight manifest_reopened replanned");
    let after = desk.after(&moved.unwrap());
    assert_eq!(after.flight.status, FlightStatus::Scheduled);
    assert_eq!(after.flight.manifest.seal, None);
    assert_eq!(after.cases[0].stage.name(), StageName::Confirmed);
}

#[test]
fn whoever_may_not_fly_at_the_new_time_comes_off_with_a_stop_order() {
    // The documents of these people end on 24 December.
    let desk = Desk::of(&["P1"]).at(StageName::Manifested);
    let moved = change(&desk, &later("2026-01-02T09:00:00-05:00"), "charter postponed");
    check(&moved, "P1.1 struck; flight replanned line_struck stop_order_raised");
    let mut held = Desk::of(&["P1", "P2"]).at(StageName::Manifested);
    held.cases[0].holds.push(hold("judicial_stay"));
    let parties = [vec![&held.cases[0]], vec![&held.cases[1]]];
    let smaller = PlanChange { seats: Some(19), ..PlanChange::default() };
    let moved = held.by(Role::FlightScheduler, |c| {
        replan(&parties, &held.flight, (&smaller, "smaller aircraft"), c)
    });
    check(&moved, "P1.1 struck; flight replanned line_struck stop_order_raised");
}

#[test]
fn nobody_on_the_list_loses_their_place_by_a_new_plan() {
    let mut desk = Desk::of(&["P1", "P2", "P3"]);
    desk.cases[0].person.class_level = Known::Read(ClassLevel::High);
    for index in 0..2 {
        desk.seat(index, StageName::Manifested, SeatRole::Primary);
    }
    desk.seat(2, StageName::Manifested, SeatRole::Alternate);
    let refused = "R022: flight F000001 cannot be flown so: 1 of the people on its list would have \
                   no place: take them off first";
    let to = PlanChange::default();
    check(&change(&desk, &PlanChange { seats: Some(1), ..to.clone() }, "smaller"), refused);
    check(&change(&desk, &PlanChange { list_cap: Some(1), ..to.clone() }, "smaller"), refused);
    check(&change(&desk, &PlanChange { max_class3: Some(0), ..to.clone() }, "guards"), refused);
    check(&change(&desk, &PlanChange { seats: Some(2), ..to }, "smaller"), "flight replanned");
}

#[test]
fn a_flight_that_boards_or_has_left_is_not_replanned() {
    for status in FlightStatus::ALL {
        let desk = Desk::of(&["P1"]).status(*status);
        let result = change(&desk, &later("2024-06-30T09:00:00-05:00"), "weather");
        let may = matches!(status, FlightStatus::Scheduled | FlightStatus::Sealed);
        assert_eq!(result.is_ok(), may, "{status}");
    }
    let past = change(&Desk::of(&["P1"]), &later("2024-06-25T09:00:00-05:00"), "a slip");
    let refused = "R022: flight F000001 cannot be flown so: its departure, \
                   2024-06-25T09:00:00-05:00, has passed";
    check(&past, refused);
}

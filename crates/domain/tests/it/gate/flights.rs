//! The flight's own record: where it goes, and what of it cannot be read.

use domain::gate::{self, Ask, Company, Party, Trip, ask};
use domain::{Case, Defect, Flight, Known, PersonId, Step, reason};

use super::{check, check_flight};
use crate::support::{
    DEPARTS, RULES, clean_case, country, day, empty_flight, flight_over, moment, noticed,
    rules_with,
};

#[track_caller]
fn check_plan(spoil: impl FnOnce(&mut Flight), expected: &str) {
    let mut flight = empty_flight();
    spoil(&mut flight);
    check_flight(&flight, |_| (), expected);
}

/// What the gate says to somebody with this document and notice who takes `step` at `now`, of a
/// flight that was planned to leave at [`DEPARTS`].
#[track_caller]
fn check_door(step: Step, now: &str, spoil: impl FnOnce(&mut Case), expected: &str) {
    let mut case = clean_case("P1");
    spoil(&mut case);
    let trip = Trip::of(&empty_flight(), &RULES).unwrap();
    let (now, company) = (moment(now), Company::nobody());
    let asking =
        Ask { step, trip: &trip, now, company: &company, feed_read_at: now.at(), rules: &RULES };
    let said = ask(&Party::of([&case]).unwrap(), &asking);
    let why = said.err().map(|barred| reason::join(&barred[0].1)).unwrap_or_default();
    assert_eq!(why, expected, "{step} at {now}");
}

#[test]
fn at_the_door_a_document_must_last_from_when_people_really_leave() {
    let ending = |c: &mut Case| c.documents[0].expires_on = Some(day("2024-07-20"));
    for step in [Step::Board, Step::Depart] {
        check_door(step, DEPARTS, ending, "");
        check_door(step, "2024-07-21T10:00:00-05:00", ending, "document_expired");
    }
    // Before the door, what was planned counts.
    check_door(Step::Assign, "2024-07-21T10:00:00-05:00", ending, "");
}

#[test]
fn doors_that_close_early_do_not_cut_a_notice_short() {
    let told = |c: &mut Case| {
        c.person.nationality = Known::Read(country("VNM"));
        c.statements.push(noticed("2024-06-28T15:00:00-05:00"));
    };
    check_door(Step::Board, "2024-06-29T10:00:00-05:00", told, "");
    check_door(Step::Depart, DEPARTS, told, "");
    let early = "2024-06-29T14:59:59-05:00";
    check_door(Step::Depart, early, told, "third_country_notice_short");
}

#[test]
fn what_cannot_be_read_of_a_flight_bars_everybody() {
    let torn = || Known::unreadable("?");
    check_plan(|f| f.plan.unreadable = true, "flight_unreadable");
    check_plan(|f| f.plan.seats = torn(), "flight_unreadable:seats");
    check_plan(|f| f.plan.list_cap = torn(), "flight_unreadable:list_cap");
    check_plan(|f| f.plan.max_class3 = torn(), "flight_unreadable:max_class3");
    check_plan(|f| f.plan.nurses = torn(), "flight_unreadable:nurses");
    check_plan(|f| f.plan.stops[1] = Known::unreadable("x:KSEA"), "flight_bad_stop:x:KSEA");
    check_plan(|f| f.plan.stops[1] = crate::support::stop("p:KXYZ"), "flight_bad_stop:p:KXYZ");
}

#[test]
fn a_flight_whose_departure_cannot_be_read_is_no_trip() {
    let mut flight = empty_flight();
    flight.plan.departs_at = None;
    assert_eq!(Trip::of(&flight, &RULES), None);
}

#[test]
fn a_landing_that_the_country_does_not_take_bars_everybody() {
    let over = |stops| flight_over("F000001", stops);
    check_flight(&over("p:KAEX>d:GOBD>d:ZYTX"), |_| (), "no_country_profile:SEN");
    check_flight(&over("p:KAEX>d:UTTT>d:ZYTX"), |_| (), "");
    // A technical stop is no landing, and a drop inside the country is a transfer.
    check_flight(&over("p:KAEX>t:GOBD>d:ZYTX"), |_| (), "");
    check_flight(&over("p:KAEX>d:KSEA>d:ZYTX"), |_| (), "");
}

#[test]
fn every_country_takes_charters_at_its_airports_only() {
    for profile in RULES.countries() {
        for airport in RULES.airports().filter(|airport| airport.country == profile.country) {
            let stops = format!("p:KAEX>d:{}", airport.icao);
            let trip = Trip::of(&flight_over("F000001", &stops), &RULES).unwrap();
            let said = domain::reason::join(trip.problems());
            let expected = if !profile.manifest.charter_allowed {
                format!("charter_not_allowed:{}", profile.country)
            } else if profile.takes(&airport.icao) {
                String::new()
            } else {
                format!("airport_not_allowed:{}", airport.icao)
            };
            assert_eq!(said, expected, "{stops}");
        }
    }
}

#[test]
fn an_airport_that_the_country_does_not_take_is_told() {
    let rules = rules_with("countries/CHN.toml", "\"ZSFZ\", ", "");
    let said = |stops| {
        let trip = Trip::of(&flight_over("F000001", stops), &rules).unwrap();
        domain::reason::join(trip.problems())
    };
    assert_eq!(said("p:KAEX>d:ZSFZ>d:ZYTX"), "airport_not_allowed:ZSFZ");
    assert_eq!(said("p:KAEX>t:ZSFZ>d:ZYTX"), "");
}

#[test]
fn the_flight_must_go_to_the_removal_country() {
    let to = |code: &'static str| {
        move |c: &mut Case| c.order.removal_country = Some(Known::Read(country(code)))
    };
    let noticed_to = |code| {
        move |c: &mut Case| {
            to(code)(c);
            c.statements.push(noticed("2024-06-01T10:00:00-05:00"));
        }
    };
    check(noticed_to("VNM"), "other_destination");
    check(|c| c.order.removal_country = None, "no_removal_country");
    check(
        |c| c.order.removal_country = Some(Known::unreadable("?")),
        "other_destination;third_country_notice_missing",
    );
    // Not even for somebody of the country that the flight goes to.
    let back_home = |c: &mut Case| {
        noticed_to("CHN")(c);
        c.person.nationality = Known::Read(country("VNM"));
    };
    check(back_home, "");
}

#[test]
fn a_trip_knows_each_drop_abroad_and_what_was_touched_before() {
    let flight = flight_over("F000001", "p:KAEX>t:EINN>d:VVNB>d:KSEA>d:ZYTX>d:ZSFZ");
    let trip = Trip::of(&flight, &RULES).unwrap();
    let drops: Vec<String> = trip
        .drops()
        .iter()
        .map(|drop| format!("{} at {} after {:?}", drop.country, drop.stop, drop.touched))
        .collect();
    let expected =
        ["VNM at 2 after [IRL]", "CHN at 4 after [IRL, VNM]", "CHN at 5 after [IRL, VNM, CHN]"];
    assert_eq!(drops, expected);
    assert_eq!(trip.drop_in(country("CHN")).map(|drop| drop.stop), Some(4));
    assert_eq!(trip.drop_in(country("IRL")), None);
}

#[test]
fn the_country_on_the_route_is_the_removal_country_else_the_nationality() {
    let trip = Trip::of(&flight_over("F000001", "p:KAEX>d:VVNB>d:ZYTX"), &RULES).unwrap();
    let mut case = crate::support::clean_case("P1");
    assert_eq!(trip.country_for(&case), Some(country("CHN")));
    case.person.nationality = Known::Read(country("VNM"));
    assert_eq!(trip.country_for(&case), Some(country("CHN")));
    case.order.removal_country = Some(Known::Read(country("IND")));
    assert_eq!(trip.country_for(&case), Some(country("VNM")));
    case.person.nationality = Known::Read(country("PAK"));
    assert_eq!(trip.country_for(&case), None);
}

#[test]
fn a_defect_of_the_record_bars_first_of_all() {
    check(
        |c| {
            c.defects.push(Defect::BadRecord("a_number".into()));
            c.defects.push(Defect::PossibleDuplicate(PersonId::new("P7").unwrap()));
            c.order.appeal = Known::Read(domain::Appeal::Pending);
        },
        "bad_record:a_number;possible_duplicate:P7;order_not_final",
    );
}

#[test]
fn everything_at_once_is_told_in_this_order() {
    let mut flight = empty_flight();
    flight.plan.seats = Known::unreadable("?");
    let wrong = |c: &mut Case| {
        c.defects.push(Defect::BadRecord("sex".into()));
        c.order.date = None;
        c.order.category = Known::Read("5C".into());
        c.statements.push(crate::support::unproven_statement(
            domain::StatementKind::Fear,
            "2024-05-01T10:00:00-05:00",
        ));
        c.holds.push(crate::support::hold("tps"));
        c.documents.clear();
        c.custody.kind = Known::Read(domain::CustodyKind::Supervision);
        c.medical.status = Known::Read(domain::MedicalStatus::Unfit);
    };
    check_flight(
        &flight,
        wrong,
        "bad_record:sex;flight_unreadable:seats;no_order;category_not_executable:5C;\
         statement_unproven:fear_of_return;hold:tps;document_missing;custody:osup;medical_unfit",
    );
}

#[test]
fn nobody_is_cleared_for_a_flight_that_is_only_imagined() {
    let case = crate::support::clean_case("P1");
    let trip = Trip::imagined(country("CHN"), moment(DEPARTS));
    let party = Party::of([&case]).unwrap();
    let company = Company::nobody();
    let now = moment(DEPARTS);
    assert_eq!(reasons_on(&party, &trip), "", "a forecast finds nothing");
    for step in Step::ALL {
        let (feed_read_at, rules) = (now.at(), &*RULES);
        let ask = Ask { step: *step, trip: &trip, now, company: &company, feed_read_at, rules };
        let barred = gate::ask(&party, &ask).unwrap_err();
        assert_eq!(domain::reason::join(&barred[0].1), "flight_unreadable", "{step}");
    }
}

fn reasons_on(party: &Party<'_>, trip: &Trip) -> String {
    let said = gate::forecast(party, trip, Step::Board, trip.departs(), &Company::nobody(), &RULES);
    domain::reason::join(&said[0].1)
}

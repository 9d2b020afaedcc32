//! Tests of the clocks of a flight.

use std::fmt::Write as _;

use super::super::flight_clocks;
use super::moment;
use crate::rulebook::Rulebook;
use crate::*;

/// Leaves Louisiana on 29 June 2024 at 15:10 for two countries.
fn flight() -> Flight {
    let stop = |kind, airport: &str| Known::Read(Stop { kind, airport: airport.into() });
    let agency = |id: &str| AgencyId::new(id).unwrap();
    Flight::new(FlightPlan {
        id: FlightId::new("F000001").unwrap(),
        kind: Known::Read(FlightKind::LongRange),
        aircraft: "B763".into(),
        seats: Known::Read(220),
        departs_at: Some(moment("2024-06-29T15:10:00-05:00")),
        stops: vec![stop(StopKind::PickUp, "KAEX"), stop(StopKind::DropOff, "ZYTX")],
        agencies: vec![agency("chn_nia"), agency("vnm_immd"), agency("xxx_none")],
        list_cap: Known::Read(120),
        notice_days: 5,
        max_class3: Known::Read(20),
        nurses: Known::Read(2),
        fixed_cost_usd: 0,
        hourly_cost_usd: 0,
        unreadable: false,
    })
}

fn table(flight: &Flight, now: &str) -> String {
    let rules = Rulebook::embedded().unwrap();
    let mut table = String::new();
    for clock in flight_clocks(flight, moment(now).at(), &rules) {
        let about = clock.about.as_deref().unwrap_or("-");
        writeln!(table, "{} {} {about} {}", clock.due, clock.name, clock.state).unwrap();
    }
    table
}

fn seal(at: &str) -> Seal {
    let by = Actor::parse("supervisory_officer:u2").unwrap();
    Seal { by, at: moment(at).at() }
}

#[test]
fn clocks_count_back_from_departure_for_each_agency() {
    insta::assert_snapshot!(table(&flight(), "2024-06-14T12:00:00-05:00"), @r"
    2024-06-15T23:59:59-05:00 manifest_notice chn_nia near
    2024-06-15T23:59:59-05:00 manifest_notice vnm_immd near
    2024-06-24T23:59:59-05:00 manifest_notice xxx_none running
    2024-06-27T15:10:00-05:00 manifest_freeze - running
    2024-06-28T15:10:00-05:00 manifest_sweep - running
    2024-06-29T15:10:00-05:00 door_close - running
    ");
    insta::assert_snapshot!(table(&flight(), "2024-06-29T12:00:00-05:00"), @r"
    2024-06-15T23:59:59-05:00 manifest_notice chn_nia overdue
    2024-06-15T23:59:59-05:00 manifest_notice vnm_immd overdue
    2024-06-24T23:59:59-05:00 manifest_notice xxx_none overdue
    2024-06-27T15:10:00-05:00 manifest_freeze - overdue
    2024-06-28T15:10:00-05:00 manifest_sweep - overdue
    2024-06-29T15:10:00-05:00 door_close - near
    ");
}

#[test]
fn a_seal_in_time_meets_notice_and_freeze_and_departure_meets_all() {
    let mut flight = flight();
    flight.manifest.seal = Some(seal("2024-06-15T10:00:00-05:00"));
    insta::assert_snapshot!(table(&flight, "2024-06-28T12:00:00-05:00"), @r"
    2024-06-15T23:59:59-05:00 manifest_notice chn_nia met
    2024-06-15T23:59:59-05:00 manifest_notice vnm_immd met
    2024-06-24T23:59:59-05:00 manifest_notice xxx_none met
    2024-06-27T15:10:00-05:00 manifest_freeze - met
    2024-06-28T15:10:00-05:00 manifest_sweep - near
    2024-06-29T15:10:00-05:00 door_close - running
    ");
    flight.status = FlightStatus::Departed;
    assert!(!table(&flight, "2024-06-30T12:00:00-05:00").contains("overdue"));
}

#[test]
fn a_late_seal_meets_the_notice_only_if_the_agencies_agreed() {
    let mut flight = flight();
    flight.manifest.seal = Some(seal("2024-06-27T10:00:00-05:00"));
    let now = "2024-06-27T12:00:00-05:00";
    assert!(table(&flight, now).contains("chn_nia overdue"));
    flight.late_acceptance = true;
    assert!(table(&flight, now).contains("chn_nia met"));
}

#[test]
fn a_stop_order_runs_until_it_is_acknowledged_even_on_a_cancelled_flight() {
    let mut flight = flight();
    flight.status = FlightStatus::Cancelled;
    let at = |text| moment(text).at();
    flight.stop_orders = vec![StopOrder {
        id: StopOrderId::new("SO1").unwrap(),
        case: CaseId::new("P0000001.1").unwrap(),
        detail: "hold:judicial_stay".into(),
        recall: false,
        raised_at: at("2024-06-29T14:42:00-05:00"),
        due_at: at("2024-06-29T14:57:00-05:00"),
        acknowledged: None,
        escalated_at: None,
    }];
    let due = "2024-06-29T14:57:00-05:00 stop_order_acknowledgement SO1";
    assert_eq!(table(&flight, "2024-06-29T14:50:00-05:00"), format!("{due} running\n"));
    assert_eq!(table(&flight, "2024-06-29T14:58:00-05:00"), format!("{due} overdue\n"));
    let lead = Actor::parse("flight_officer:u3").unwrap();
    flight.stop_orders[0].acknowledged = Some((lead, at("2024-06-29T14:55:00-05:00")));
    assert_eq!(table(&flight, "2024-06-29T14:58:00-05:00"), format!("{due} met\n"));
}

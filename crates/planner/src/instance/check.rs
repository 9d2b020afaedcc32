//! The rules of the format, each with the place where it is broken.

mod people;

use super::{Instance, InstanceError};
use crate::num::{at, count};
use std::collections::BTreeSet;

type Checked = Result<(), InstanceError>;

/// The farthest day, either way.
const DAY: i64 = 999_999;
/// The greatest number of seats, places or people in one figure.
const PEOPLE: i64 = 1_000_000;
/// The greatest daily or per-person amount, in dollars.
const RATE: i64 = 10_000_000;
/// The greatest cost of one flight.
const COST: i64 = 1_000_000_000;
/// The longest span of days that may count for value.
const SPAN: i64 = 100_000;
/// The most rounds of planning that count.
const ROUNDS: i64 = 1_000;
const CASES: usize = 1_000_000;
const FLIGHTS: usize = 20_000;

pub(super) fn check(i: &Instance) -> Checked {
    if i.format != "charter-manifest/1" {
        return Err(InstanceError::new(
            "format",
            format!("unknown format {:?}", i.format),
            "This planner reads charter-manifest/1",
        ));
    }
    countries(i)?;
    links(i)?;
    weights(i)?;
    flights(i)?;
    stops(i)?;
    cases(i)?;
    people::check(i)
}

fn within(path: &str, value: i64, lo: i64, hi: i64) -> Checked {
    if (lo..=hi).contains(&value) {
        return Ok(());
    }
    let problem = if lo == 0 && value < 0 {
        format!("{value} is negative")
    } else {
        format!("{value} is not between {lo} and {hi}")
    };
    Err(InstanceError::new(path, problem, format!("Give a whole number from {lo} to {hi}")))
}

fn known(path: &str, value: i64, table: &str, len: usize) -> Checked {
    if (0..count(len)).contains(&value) {
        return Ok(());
    }
    Err(InstanceError::new(
        path,
        format!("unknown {table} {value}"),
        format!("There are {len}, numbered from zero"),
    ))
}

fn same(table: &str, name: &str, len: usize, want: usize) -> Checked {
    if len == want {
        return Ok(());
    }
    Err(InstanceError::new(
        format!("{table}.{name}"),
        format!("unequal columns: {len} entries where {want} are expected"),
        format!("Every column of {table} has one entry per row"),
    ))
}

fn few(table: &str, len: usize, most: usize) -> Checked {
    if len <= most {
        return Ok(());
    }
    let help = format!("At most {most} are planned at once");
    Err(InstanceError::new(table, format!("{len} are too many"), help))
}

fn column(table: &str, name: &str, list: &[i64], want: usize, lo: i64, hi: i64) -> Checked {
    same(table, name, list.len(), want)?;
    match list.iter().position(|x| !(lo..=hi).contains(x)) {
        Some(k) => within(&format!("{table}[{k}].{name}"), at(list, k), lo, hi),
        None => Ok(()),
    }
}

fn refer(table: &str, name: &str, list: &[i64], want: usize, to: (&str, usize)) -> Checked {
    same(table, name, list.len(), want)?;
    match list.iter().position(|x| !(0..count(to.1)).contains(x)) {
        Some(k) => known(&format!("{table}[{k}].{name}"), at(list, k), to.0, to.1),
        None => Ok(()),
    }
}

fn countries(i: &Instance) -> Checked {
    let (c, n) = (&i.countries, i.countries.code.len());
    few("countries", n, 10_000)?;
    column("countries", "notice_days", &c.notice_days, n, 0, SPAN)?;
    column("countries", "td_min_left_days", &c.td_min_left_days, n, 0, SPAN)?;
    column("countries", "weekly_cap", &c.weekly_cap, n, -1, PEOPLE)
}

fn links(i: &Instance) -> Checked {
    let (l, n) = (&i.links, i.links.facility.len());
    few("links", n, CASES)?;
    few("cities", i.cities.len(), 10_000)?;
    few("facility_office", i.facility_office.len(), 100_000)?;
    refer("links", "facility", &l.facility, n, ("facility", i.facility_office.len()))?;
    refer("links", "city", &l.city, n, ("city", i.cities.len()))?;
    column("links", "lead_days", &l.lead_days, n, 0, SPAN)?;
    column("links", "cap_per_day", &l.cap_per_day, n, -1, PEOPLE)?;
    column("links", "cost_pp", &l.cost_pp, n, 0, RATE)?;
    let mut seen = BTreeSet::new();
    match l.facility.iter().zip(&l.city).position(|pair| !seen.insert(pair)) {
        Some(k) => Err(InstanceError::new(
            format!("links[{k}]"),
            "a second link between the same facility and city",
            "Keep one of them",
        )),
        None => Ok(()),
    }
}

fn weights(i: &Instance) -> Checked {
    let w = &i.weights;
    for (name, value, hi) in [
        ("seat", w.seat, RATE),
        ("aging_per_day", w.aging_per_day, RATE),
        ("aging_cap", w.aging_cap, SPAN),
        ("td_urgent", w.td_urgent, RATE),
        ("td_urgent_days", w.td_urgent_days, SPAN),
        ("review_met", w.review_met, RATE),
        ("wait_cap_days", w.wait_cap_days, SPAN),
        ("review_slack_days", w.review_slack_days, SPAN),
        ("rounds_promised", w.rounds_promised, ROUNDS),
    ] {
        within(&format!("weights.{name}"), value, 0, hi)?;
    }
    Ok(())
}

fn flights(i: &Instance) -> Checked {
    let (f, n) = (&i.flights, i.flights.dep.len());
    few("flights", n, FLIGHTS)?;
    column("flights", "dep", &f.dep, n, -DAY, DAY)?;
    column("flights", "seats", &f.seats, n, 0, PEOPLE)?;
    column("flights", "hr_permille", &f.hr_permille, n, 0, 1000)?;
    column("flights", "nurse", &f.nurse, n, 0, 1)?;
    column("flights", "med_max", &f.med_max, n, 0, PEOPLE)?;
    column("flights", "family_ok", &f.family_ok, n, 0, 1)?;
    column("flights", "candidate", &f.candidate, n, 0, 1)?;
    column("flights", "cost", &f.cost, n, 0, COST)?;
    column("flights", "min_fill", &f.min_fill, n, 0, PEOPLE)?;
    let over = if f.overbook_permille.is_empty() { 0 } else { n };
    column("flights", "overbook_permille", &f.overbook_permille, over, 0, 1000)?;
    for (name, list) in [("list_cap", &f.list_cap), ("hr_max", &f.hr_max)] {
        column("flights", name, list, if list.is_empty() { 0 } else { n }, -1, PEOPLE)?;
    }
    Ok(())
}

/// A nested column: one list per flight, each list as long as the flight's stops.
fn nested(name: &str, list: &[Vec<i64>], like: &[Vec<i64>], range: (i64, i64)) -> Checked {
    same("flights", name, list.len(), like.len())?;
    for (k, (row, stops)) in list.iter().zip(like).enumerate() {
        let path = format!("flights[{k}].{name}");
        if row.len() != stops.len() {
            let problem = format!("{} entries for {} stops", row.len(), stops.len());
            return Err(InstanceError::new(path, problem, "Give one entry per stop"));
        }
        for (j, x) in row.iter().enumerate() {
            within(&format!("{path}[{j}]"), *x, range.0, range.1)?;
        }
    }
    Ok(())
}

fn stops(i: &Instance) -> Checked {
    let (f, n) = (&i.flights, i.flights.dep.len());
    for (name, list, table, len) in [
        ("pick", &f.pick, "city", i.cities.len()),
        ("drop", &f.drop, "country", i.countries.code.len()),
    ] {
        same("flights", name, list.len(), n)?;
        for (k, row) in list.iter().enumerate() {
            let path = format!("flights[{k}].{name}");
            if row.is_empty() || row.len() > 3 {
                let problem = format!("{} stops", row.len());
                return Err(InstanceError::new(path, problem, "A flight has one to three"));
            }
            for (j, stop) in row.iter().enumerate() {
                known(&format!("{path}[{j}]"), *stop, table, len)?;
            }
            if row.iter().collect::<BTreeSet<_>>().len() < row.len() {
                return Err(InstanceError::new(path, "the same stop twice", "List each stop once"));
            }
        }
    }
    nested("board", &f.board, &f.pick, (0, PEOPLE))?;
    nested("drop_cap", &f.drop_cap, &f.drop, (0, PEOPLE))?;
    nested("arr_off", &f.arr_off, &f.drop, (0, 1000))?;
    if f.leg_seats.is_empty() {
        return Ok(());
    }
    let legs = |k: usize| match f.leg_seats.get(k) {
        Some(row) if row.is_empty() => 0,
        _ => (f.pick.get(k).map_or(0, Vec::len) + f.drop.get(k).map_or(0, Vec::len)).max(1) - 1,
    };
    let like: Vec<Vec<i64>> = (0..n).map(|k| vec![0; legs(k)]).collect();
    nested("leg_seats", &f.leg_seats, &like, (0, PEOPLE))
}

fn cases(i: &Instance) -> Checked {
    let (c, n) = (&i.cases, i.cases.group.len());
    few("cases", n, CASES)?;
    refer("cases", "group", &c.group, n, ("group", n))?;
    refer("cases", "country", &c.country, n, ("country", i.countries.code.len()))?;
    refer("cases", "facility", &c.facility, n, ("facility", i.facility_office.len()))?;
    for (name, list) in [
        ("ready", &c.ready),
        ("td_from", &c.td_from),
        ("td_to", &c.td_to),
        ("ap_from", &c.ap_from),
        ("ap_to", &c.ap_to),
        ("review_day", &c.review_day),
    ] {
        column("cases", name, list, n, -DAY, DAY)?;
    }
    column("cases", "days_detained", &c.days_detained, n, 0, DAY)?;
    column("cases", "cost_per_day", &c.cost_per_day, n, 0, RATE)?;
    column("cases", "risk", &c.risk, n, 0, 2)?;
    column("cases", "escort_seats", &c.escort_seats, n, 0, 100)?;
    column("cases", "medical", &c.medical, n, 0, 1)?;
    let waited = if c.rounds_waited.is_empty() { 0 } else { n };
    column("cases", "rounds_waited", &c.rounds_waited, waited, 0, ROUNDS)?;
    column("cases", "minor", &c.minor, n, 0, 1)
}

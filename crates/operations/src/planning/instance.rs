//! The window as an instance of the planner: the room that is left, and only the ways to fly that
//! the gate would clear.

use std::collections::HashMap;

use domain::clock::{self, ClockState};
use domain::gate::{Trip, usable_document};
use domain::{Case, CaseId, ClassLevel, Flight, MedicalStatus, Moment, StopKind};
use jiff::civil::Date;
use planner::{Cases, Countries, Flights, Instance, Links, Weights};

use super::Target;
use super::ask::Asked;
use crate::Operations;

/// What counts for how much, in dollars: a seat; a day already waited; a document that runs out
/// within three weeks; leaving before a custody review that is near.
const WEIGHTS: Weights = Weights {
    seat: 1_000,
    aging_per_day: 5,
    aging_cap: 3_650,
    td_urgent: 800,
    td_urgent_days: 21,
    review_met: 1_500,
    wait_cap_days: 60,
    review_slack_days: 30,
    rounds_promised: ROUNDS_PROMISED,
};
/// Whoever was passed over in so many rounds comes before everybody who was not.
pub(super) const ROUNDS_PROMISED: i64 = 8;
/// What a day in custody costs, in dollars.
const COST_PER_DAY: i64 = 150;
/// The farthest day and the longest list that an instance can hold.
const FAR: i64 = 999_999;
const MOST: i64 = 1_000_000;
/// Pick-ups and drop-offs of one flight, at most.
const STOPS: usize = 3;

/// The stops at which people get on, and for each country the one at which they leave.
pub(super) struct Stops {
    pub(super) on: Vec<usize>,
    pub(super) off: Vec<usize>,
}

/// The stops of a flight, if the planner can hold them.
pub(super) fn stops(flight: &Flight, trip: &Trip) -> Result<Stops, &'static str> {
    let picks = flight.plan.stops.iter().enumerate().filter_map(|(index, stop)| {
        stop.read().filter(|stop| stop.kind == StopKind::PickUp).map(|stop| (index, &stop.airport))
    });
    let picks: Vec<_> = picks.collect();
    let mut off: Vec<usize> = Vec::new();
    let mut seen = Vec::new();
    for drop in trip.drops() {
        if !seen.contains(&drop.country) {
            seen.push(drop.country);
            off.push(usize::from(drop.stop));
        }
    }
    let on: Vec<usize> = picks.iter().map(|(index, _)| *index).collect();
    let mut airports: Vec<_> = picks.iter().map(|(_, airport)| airport).collect();
    airports.sort();
    airports.dedup();
    if on.is_empty() || off.is_empty() {
        return Err("it takes nobody anywhere abroad");
    }
    if on.len() > STOPS || off.len() > STOPS {
        return Err("it has more than three pick-ups or drop-offs");
    }
    if airports.len() < on.len() {
        return Err("it picks up twice at one airport");
    }
    if on.last() >= off.first() {
        return Err("it picks up after it has dropped off");
    }
    Ok(Stops { on, off })
}

/// Days from `today`.
fn day(date: Date, today: Date) -> i64 {
    let days = today.until(date).map_or(0, |span| i64::from(span.get_days()));
    days.clamp(-FAR, FAR)
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(MOST)
}

/// The instance. Cities are airports, countries are codes; there is one facility, since the gate
/// has said who reaches which flight.
pub(super) fn build(
    ops: &Operations,
    targets: &[Target],
    asked: &Asked<'_>,
    rounds: &HashMap<CaseId, u32>,
    now: Moment,
) -> Instance {
    let mut codes: Vec<String> = targets
        .iter()
        .flat_map(|target| target.trip.drops())
        .map(|drop| drop.country.to_string())
        .collect();
    codes.sort();
    codes.dedup();
    let mut instance = Instance {
        format: "charter-manifest/1".to_owned(),
        facility_office: vec![0],
        weights: WEIGHTS,
        countries: Countries {
            notice_days: vec![0; codes.len()],
            td_min_left_days: vec![0; codes.len()],
            weekly_cap: vec![-1; codes.len()],
            code: codes,
        },
        ..Instance::default()
    };
    let mut allowed = Vec::new();
    for (place, target) in targets.iter().enumerate() {
        let airports = add_flight(&mut instance, target, now.date());
        for (group, party) in asked.ready.iter().enumerate() {
            let goes = asked.ways.get(group).is_some_and(|ways| ways.contains(&place));
            if goes {
                let stop = near(ops, party, &airports);
                allowed.push([number(group), number(place), number(stop)]);
            }
        }
    }
    instance.allowed = Some(allowed);
    let n = instance.cities.len();
    instance.links = Links {
        facility: vec![0; n],
        city: (0..n).map(number).collect(),
        lead_days: vec![0; n],
        cap_per_day: vec![-1; n],
        cost_pp: vec![0; n],
    };
    add_cases(ops, &mut instance, targets, asked, rounds, now);
    instance
}

/// Adds a flight with the room left on it, and answers with its pick-up airports in order.
fn add_flight(instance: &mut Instance, target: &Target, today: Date) -> Vec<String> {
    let Ok(Stops { on, off }) = stops(&target.flight, &target.trip) else { return Vec::new() };
    let airport = |index: &usize| {
        let stop = target.flight.plan.stops.get(*index).and_then(|stop| stop.read());
        stop.map_or_else(String::new, |stop| stop.airport.to_string())
    };
    let airports: Vec<String> = on.iter().map(airport).collect();
    let place = |list: &mut Vec<String>, name: &String| {
        let known = list.iter().position(|other| other == name).unwrap_or_else(|| {
            list.push(name.clone());
            list.len() - 1
        });
        number(known)
    };
    let pick = airports.iter().map(|name| place(&mut instance.cities, name)).collect();
    let country = |stop: &usize| {
        let drop = target.trip.drops().iter().find(|drop| usize::from(drop.stop) == *stop);
        let code = drop.map_or_else(String::new, |drop| drop.country.to_string());
        place(&mut instance.countries.code, &code)
    };
    let drop: Vec<i64> = off.iter().map(country).collect();
    let room = domain::flight::Room::left_on(&target.flight);
    let free = |from: usize, to: usize| {
        let legs = room.leg_seats().iter().take(to).skip(from).copied();
        i64::from(legs.min().unwrap_or(0)).min(MOST)
    };
    let ends: Vec<usize> = on.iter().chain(&off).copied().collect();
    let legs = ends.iter().zip(ends.iter().skip(1)).map(|(a, b)| free(*a, *b)).collect::<Vec<_>>();
    let seats = legs.iter().copied().max().unwrap_or(0);
    let f: &mut Flights = &mut instance.flights;
    f.dep.push(day(target.trip.day(), today));
    f.arr_off.push(vec![0; drop.len()]);
    f.board.push(vec![MOST; airports.len()]);
    f.drop_cap.push(vec![MOST; drop.len()]);
    f.pick.push(pick);
    f.drop.push(drop);
    f.seats.push(seats);
    f.leg_seats.push(legs);
    f.hr_permille.push(1_000);
    f.hr_max.push(i64::from(room.high_risk_places()).min(MOST));
    f.list_cap.push(i64::from(room.names()).min(MOST));
    f.nurse.push(1);
    f.med_max.push(i64::from(room.nursed_places()).min(MOST));
    f.family_ok.push(1);
    f.candidate.push(0);
    f.cost.push(i64::try_from(target.flight.plan.fixed_cost_usd).unwrap_or(0).min(1_000_000_000));
    f.min_fill.push(0);
    airports
}

/// The pick-up nearest to the first member's facility; the first one if none is near.
fn near(ops: &Operations, party: &[&Case], airports: &[String]) -> usize {
    let facility = party.first().and_then(|case| ops.rules.facility(&case.custody.facility));
    let near = facility.map(|facility| facility.nearest_airport.to_string());
    airports.iter().position(|airport| Some(airport) == near.as_ref()).unwrap_or(0)
}

fn add_cases(
    ops: &Operations,
    instance: &mut Instance,
    targets: &[Target],
    asked: &Asked<'_>,
    rounds: &HashMap<CaseId, u32>,
    now: Moment,
) {
    let today = now.date();
    let mut place_of = HashMap::new();
    let codes = &instance.countries.code;
    let c: &mut Cases = &mut instance.cases;
    for (group, (party, ways)) in asked.ready.iter().zip(&asked.ways).enumerate() {
        let last = ways.last().and_then(|place| targets.get(*place));
        for case in party {
            place_of.insert(&case.person.id, number(c.group.len()));
            let country = last.and_then(|target| target.trip.country_for(case));
            let code = country.map_or_else(String::new, |country| country.to_string());
            let since = case.custody.since.as_ref().and_then(|since| since.read());
            // The gate has cleared every way listed: the document counts for what it is worth
            // to fly soon, and its last day bars as well.
            let expires = last.zip(country).and_then(|(target, country)| {
                usable_document(case, country, target.trip.day(), today, &ops.rules)?.expires_on
            });
            let review = clock::clocks(case, now.at(), &ops.rules)
                .into_iter()
                .filter(|clock| clock.state != ClockState::Met)
                .filter(|clock| clock.name.starts_with("custody_review"))
                .map(|clock| day(clock.due.date(), today))
                .min();
            c.group.push(number(group));
            c.country.push(codes.iter().position(|other| *other == code).map_or(0, number));
            c.facility.push(0);
            c.ready.push(0);
            c.td_from.push(-FAR);
            c.td_to.push(expires.map_or(FAR, |expires| day(expires, today)));
            c.ap_from.push(-FAR);
            c.ap_to.push(FAR);
            c.days_detained.push(since.map_or(0, |since| (-day(*since, today)).max(0)));
            c.cost_per_day.push(COST_PER_DAY);
            c.review_day.push(review.unwrap_or(FAR));
            c.risk.push(if case.person.class_level.is(&ClassLevel::High) { 2 } else { 0 });
            c.escort_seats.push(0);
            let nurse = case.medical.status.is(&MedicalStatus::NurseRequired);
            c.medical.push(i64::from(nurse));
            c.minor.push(0);
            c.rounds_waited.push(i64::from(rounds.get(&case.id).copied().unwrap_or(0)).min(1_000));
        }
    }
    for (group, party) in asked.ready.iter().enumerate() {
        for case in party {
            for other in &case.person.keep_apart {
                let (Some(a), Some(b)) = (place_of.get(&case.person.id), place_of.get(other))
                else {
                    continue;
                };
                let theirs = usize::try_from(*b).ok().and_then(|b| instance.cases.group.get(b));
                if theirs.is_some_and(|theirs| *theirs != number(group)) {
                    instance.keep_apart.push([*a, *b]);
                }
            }
        }
    }
}

//! Why a group has no seat, why a seat has no one, and who is next.

mod flights;
pub(crate) mod ladder;
mod worth;

pub use flights::FlightReport;
pub(crate) use flights::flights;
pub(crate) use worth::Prices;
pub use worth::Worth;

pub(crate) use crate::cause::Cause;

use crate::cause::Limit;
use crate::num::{at, ux};
use crate::plan::Alternate;
use crate::problem::{Problem, RowKind};
use crate::relief::{self, Relief};
use crate::search::State;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A group without a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The group.
    pub group: usize,
    /// What kept it out, on the flight where it came nearest.
    pub cause: Cause,
    /// That flight.
    pub flight: Option<usize>,
    /// The day on which that flight departs.
    pub day: Option<i64>,
    /// The day from which the reason may no longer hold: the first lawful departure, or the day
    /// of the group's next flight; absent when there is none.
    pub eases: Option<i64>,
    /// What would have to be granted on that flight to seat the group beside those aboard.
    pub relief: Vec<Relief>,
    /// The same in words, days counted from the planning day.
    pub text: String,
}

pub(crate) fn cause(kind: RowKind) -> Cause {
    match kind {
        RowKind::Seats | RowKind::Leg => Cause::NoSeat,
        RowKind::Board { .. } => Cause::BoardingLimit,
        RowKind::Drop { .. } | RowKind::List => Cause::ListCap,
        RowKind::HighRisk => Cause::HighRiskPlaces,
        RowKind::Ratio => Cause::HighRiskShare,
        RowKind::Medical => Cause::MedicalPlaces,
        RowKind::Week { .. } => Cause::WeeklyCap,
        RowKind::Link { .. } => Cause::LinkCap,
    }
}

/// What an option lacks, with the words for it; the first is the one to tell.
fn blockers(state: &State<'_>, o: usize) -> Vec<(Cause, String)> {
    let p = state.p;
    let c = p.choice(o);
    let f = c.f();
    if !at(&state.flown, f) {
        return vec![(Cause::NotFlown, format!("candidate flight {f} is left unflown"))];
    }
    let mut found: Vec<(Cause, String)> = p
        .apart_from(c.g())
        .filter(|other| state.flight_of(*other) == Some(f))
        .map(|other| {
            (Cause::KeepApart, format!("flight {f} carries group {other}, to be kept apart"))
        })
        .collect();
    for (r, a) in p.uses(o) {
        if a > 0 && at(&state.used, r) + a > p.cap(r) {
            let Some(row) = p.rows.get(r) else { continue };
            found.push((cause(row.kind), words(p, f, row.kind, at(&state.used, r), row.cap)));
        }
    }
    found.sort_by_key(|(cause, _)| *cause);
    found
}

fn words(p: &Problem, f: usize, kind: RowKind, used: i64, cap: i64) -> String {
    let code = |c: usize| p.instance.countries.code.get(c).map_or("?", String::as_str);
    match kind {
        RowKind::Seats | RowKind::Leg => {
            format!("flight {f} has too few seats left: {used} of {cap} are taken")
        }
        RowKind::Board { stop } => {
            format!("flight {f} boards at most {cap} at pick-up {stop}, and has {used}")
        }
        RowKind::Drop { country } => {
            format!("the list of {} for flight {f} takes {cap}, and has {used}", code(country))
        }
        RowKind::List => format!("the list of flight {f} takes {cap}, and has {used}"),
        RowKind::HighRisk => {
            format!("flight {f} has {cap} places for high-risk people, and {used} are taken")
        }
        RowKind::Ratio => format!("flight {f} would carry too large a share of high-risk people"),
        RowKind::Medical => format!("flight {f} has {cap} medical places, and {used} are taken"),
        RowKind::Week { country, week } => {
            let (from, to) = (week * 7, week * 7 + 6);
            let code = code(country);
            format!("{code} admits {cap} people from day {from} to day {to}, and {used} are placed")
        }
        RowKind::Link { facility, city, day } => {
            let to = p.instance.cities.get(city).map_or("?", String::as_str);
            format!(
                "the transfer from facility {facility} to {to} on day {day} takes {cap}, and has {used}"
            )
        }
    }
}

/// Everyone without a seat, with the reason on the flight where they came nearest.
pub(crate) fn left_out(state: &State<'_>) -> Vec<LeftOut> {
    let p = state.p;
    let rules = ladder::Ladder::new(p);
    let waiting = (0..p.groups.len()).filter(|g| at(&state.by, *g).is_none());
    waiting.map(|g| explain(state, &rules, g)).collect()
}

fn explain(state: &State<'_>, rules: &ladder::Ladder<'_>, g: usize) -> LeftOut {
    let p = state.p;
    let best = p
        .options_of(g)
        .map(|o| (at(&state.flown, p.choice(o).f()), p.choice(o).value, Reverse(o)))
        .max()
        .map(|(_, value, Reverse(o))| (value, o));
    let Some((value, o)) = best else { return ladder::explain(rules, g) };
    let f = p.choice(o).f();
    let first = blockers(state, o).into_iter().next();
    let (cause, text) = match first {
        Some(found) if value > 0 => found,
        _ => (Cause::NotWorth, format!("a seat on flight {f} would be worth {value} dollars")),
    };
    let day = Some(at(&p.instance.flights.dep, f));
    let may = value > 0 && cause.limit().is_some();
    let relief = if may { relief::reliefs(state, o) } else { Vec::new() };
    let eases = relief::eases(state, o, cause);
    let text = told(text, &relief, eases);
    LeftOut { group: g, cause, flight: Some(f), day, eases, relief, text }
}

/// The reason with what would help, and when it eases.
fn told(reason: String, relief: &[Relief], eases: Option<i64>) -> String {
    let mut text = reason;
    let help = relief::words(relief);
    if !help.is_empty() {
        text = format!("{text}; {help} would help");
    }
    match eases {
        Some(day) => format!("{text}; its next flight leaves on day {day}"),
        None => format!("{text}; no later flight is within its dates"),
    }
}

/// For each flight, those who keep its rules and lack only room, most valuable seat first.
pub(crate) fn alternates(state: &State<'_>, most: usize) -> Vec<Vec<Alternate>> {
    let p = state.p;
    // More people of low risk are not room, and nobody makes places for high risk or care.
    let held = [Limit::LowRiskAboard, Limit::HighRiskPlaces, Limit::MedicalPlaces];
    let room = |cause: Cause| cause.limit().is_some_and(|limit| !held.contains(&limit));
    let rank = |f: usize| {
        let mut best: BTreeMap<usize, Alternate> = BTreeMap::new();
        for o in p.options_on(f).filter(|_| at(&state.flown, f)) {
            let c = p.choice(o);
            if at(&state.by, c.g()).is_some() || c.value <= 0 {
                continue;
            }
            if blockers(state, o).iter().all(|(cause, _)| room(*cause)) {
                let new = Alternate { group: c.g(), stop: ux(c.stop), value: c.value };
                let old = best.entry(c.g()).or_insert(new);
                if new.value > old.value {
                    *old = new;
                }
            }
        }
        let seats = |g: usize| p.groups.get(g).map_or(1, |group| group.seats.max(1));
        let mut list: Vec<Alternate> = best.into_values().collect();
        list.sort_by_key(|a| (Reverse(a.value / seats(a.group)), a.group));
        list.truncate(most);
        list
    };
    (0..p.flights.len()).map(rank).collect()
}

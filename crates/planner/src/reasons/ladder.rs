//! The rules that concern the people alone, flight by flight, for a group that has no option.

use super::{Cause, LeftOut};
use crate::num::{at, ix};
use crate::options::{Bar, arrival, bar, list};
use crate::problem::{Group, Problem};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the explanations look up.
pub(crate) struct Ladder<'p> {
    p: &'p Problem,
    /// The flights and drop-offs that serve each country.
    to: Vec<Vec<(usize, usize)>>,
    /// Days that each link takes.
    leads: BTreeMap<(usize, i64), i64>,
}

impl<'p> Ladder<'p> {
    pub(crate) fn new(p: &'p Problem) -> Self {
        let mut to = vec![Vec::new(); p.instance.countries.code.len()];
        for (f, drops) in p.instance.flights.drop.iter().enumerate() {
            for (k, country) in drops.iter().enumerate() {
                if let Some(flights) = to.get_mut(ix(*country)) {
                    flights.push((f, k));
                }
            }
        }
        let links = &p.instance.links;
        let rows = links.facility.iter().zip(&links.city).zip(&links.lead_days);
        let leads = rows.map(|((h, city), days)| ((ix(*h), *city), *days)).collect();
        Self { p, to, leads }
    }
}

/// The first rule that fails on the flight where the group gets farthest.
pub(super) fn explain(ladder: &Ladder<'_>, g: usize) -> LeftOut {
    let p = ladder.p;
    let country = p.groups.get(g).map_or(usize::MAX, |group| group.country);
    let nowhere = || {
        let code = p.instance.countries.code.get(country).map_or("?", String::as_str);
        LeftOut {
            group: g,
            cause: Cause::NoFlight,
            flight: None,
            day: None,
            eases: None,
            relief: Vec::new(),
            text: format!("no flight goes to {code}"),
        }
    };
    let (Some(group), Some(flights)) = (p.groups.get(g), ladder.to.get(country)) else {
        return nowhere();
    };
    let nearest = flights.iter().map(|(f, drop)| {
        let (rung, short) = rung(ladder, group, *f, *drop);
        (rung.cause(), Reverse(short), Reverse(*f), *drop, rung)
    });
    match nearest.max() {
        Some((cause, _, Reverse(f), drop, rung)) => LeftOut {
            group: g,
            cause,
            flight: Some(f),
            day: Some(at(&p.instance.flights.dep, f)),
            eases: eases(p, group, rung, f, drop),
            relief: Vec::new(),
            text: words(p, group, rung, f, drop),
        },
        None => nowhere(),
    }
}

/// Why a group without options cannot take one flight, with the words for it.
pub(crate) fn on_flight(ladder: &Ladder<'_>, g: usize, f: usize) -> (Cause, String) {
    let p = ladder.p;
    let Some(group) = p.groups.get(g) else { return (Cause::NoFlight, String::new()) };
    let to = ladder.to.get(group.country).into_iter().flatten();
    match to.clone().find(|(flight, _)| *flight == f) {
        Some((_, drop)) => {
            let (rung, _) = rung(ladder, group, f, *drop);
            (rung.cause(), words(p, group, rung, f, *drop))
        }
        None => {
            let code = p.instance.countries.code.get(group.country).map_or("?", String::as_str);
            (Cause::NoFlight, format!("flight {f} does not go to {code}"))
        }
    }
}

/// A rule that concerns the people alone, and how they fail it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rung {
    Bar(Bar),
    NoLink,
    LeadTime,
}

impl Rung {
    fn cause(self) -> Cause {
        match self {
            Self::Bar(Bar::Pinned) => Cause::Pinned,
            Self::Bar(Bar::Document) => Cause::DocumentWindow,
            Self::Bar(Bar::Approval) => Cause::ApprovalWindow,
            Self::Bar(Bar::Notice) => Cause::Notice,
            Self::Bar(Bar::Nurse) => Cause::NoNurse,
            Self::Bar(Bar::Family) => Cause::NoFamilies,
            Self::NoLink => Cause::NoLink,
            Self::LeadTime => Cause::LeadTime,
        }
    }
}

/// The rule that fails, and by how many days.
fn rung(ladder: &Ladder<'_>, group: &Group, f: usize, drop: usize) -> (Rung, i64) {
    let p = ladder.p;
    let (dep, on) = (at(&p.instance.flights.dep, f), arrival(&p.instance, f, drop));
    let outside = |w: (i64, i64)| (w.0 - on).max(on - w.1);
    match bar(&p.instance, group, f, drop) {
        Some(bar) => {
            let days = match bar {
                Bar::Document => outside(group.document),
                Bar::Approval => outside(group.approval),
                Bar::Notice => group.ready + notice(p, group) - dep,
                Bar::Pinned | Bar::Nurse | Bar::Family => 0,
            };
            (Rung::Bar(bar), days)
        }
        None => match lead(ladder, group, f) {
            Some(days) => (Rung::LeadTime, group.ready + days - dep),
            None => (Rung::NoLink, 0),
        },
    }
}

fn notice(p: &Problem, group: &Group) -> i64 {
    at(&p.instance.countries.notice_days, group.country)
}

/// The first day on which the failing rule no longer fails, when time alone can bring that.
fn eases(p: &Problem, group: &Group, rung: Rung, f: usize, drop: usize) -> Option<i64> {
    let on = arrival(&p.instance, f, drop);
    match rung {
        Rung::Bar(Bar::Document) => Some(group.document.0).filter(|from| on < *from),
        Rung::Bar(Bar::Approval) => Some(group.approval.0).filter(|from| on < *from),
        Rung::Bar(Bar::Notice) => Some(group.ready + notice(p, group)),
        Rung::Bar(Bar::Pinned | Bar::Nurse | Bar::Family) | Rung::NoLink | Rung::LeadTime => None,
    }
}

/// The shortest transfer from the group's facility to one of the flight's pick-ups.
fn lead(ladder: &Ladder<'_>, group: &Group, f: usize) -> Option<i64> {
    list(&ladder.p.instance.flights.pick, f)
        .iter()
        .filter_map(|city| ladder.leads.get(&(group.facility, *city)).copied())
        .min()
}

fn words(p: &Problem, group: &Group, rung: Rung, f: usize, drop: usize) -> String {
    let (dep, on) = (at(&p.instance.flights.dep, f), arrival(&p.instance, f, drop));
    let ready = group.ready;
    match rung {
        Rung::Bar(Bar::Pinned) => match group.pinned {
            Some(only) => format!("pinned to flight {only}, which it cannot take"),
            None => "pinned to another flight".into(),
        },
        Rung::Bar(Bar::Document) => {
            let (from, to) = group.document;
            format!(
                "flight {f} arrives on day {on}; the travel document serves arrivals from day \
                 {from} to day {to}"
            )
        }
        Rung::Bar(Bar::Approval) => {
            let (from, to) = group.approval;
            format!("flight {f} arrives on day {on}; the approval runs from day {from} to day {to}")
        }
        Rung::Bar(Bar::Notice) => {
            let days = notice(p, group);
            format!(
                "flight {f} departs on day {dep}; with {days} days of notice, ready on day \
                 {ready}, the first departure is day {}",
                ready + days
            )
        }
        Rung::Bar(Bar::Nurse) => {
            format!("flight {f} on day {dep} has no nurse or too few medical places")
        }
        Rung::Bar(Bar::Family) => format!("flight {f} on day {dep} takes no families"),
        Rung::NoLink => format!(
            "no ground transfer goes from facility {} to a pick-up of flight {f}",
            group.facility
        ),
        Rung::LeadTime => format!(
            "flight {f} departs on day {dep}; the ground transfer takes longer than from day \
             {ready}, when the group is ready"
        ),
    }
}

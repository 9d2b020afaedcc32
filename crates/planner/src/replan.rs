//! Re-planning: somebody falls out, a flight is cancelled or shrinks, a hold is lifted.
//!
//! The smallest change that is nearly best: everyone else stays where they are, families stay
//! whole, and those who wait for the very flight go first.

mod chain;
mod mend;
mod queue;

use crate::num::{at, bump, put, small, ux};
use crate::plan::Plan;
use crate::problem::{Problem, RowKind};
use crate::reasons::{self, LeftOut};
use crate::search::State;
use queue::Queues;
use serde::Serialize;
use std::cmp::Reverse;

/// Why a group changed its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It may not fly, or not any more.
    Struck,
    /// Its flight was cancelled or left unflown.
    Cancelled,
    /// Its flight has fewer seats.
    Shrunk,
    /// A seat fell free, and it was the first alternate that fits.
    Alternate,
    /// It may fly again, and there was a seat.
    Released,
    /// It took a seat that fell free on another flight, and somebody who waits took its own.
    MovedUp,
    /// It had to make the flight lawful: the high-risk share or the minimum fill.
    Mended,
    /// It left so that the high-risk share is kept, or for somebody worth more.
    GaveWay,
}

/// One group's change of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The group.
    pub group: usize,
    /// Flight and stop before.
    pub from: Option<[usize; 2]>,
    /// Flight and stop now.
    pub to: Option<[usize; 2]>,
    /// Why.
    pub why: Why,
    /// The same in words.
    pub text: String,
}

/// A plan that is kept lawful while the world changes.
///
/// ```
/// use planner::{Budget, Control, Instance, Problem, Replanner, solve};
/// let text = planner::samples::ONE_FLIGHT.replace(r#""seats": [3]"#, r#""seats": [2]"#);
/// let problem = Problem::new(&Instance::from_json(&text).unwrap()).unwrap();
/// let plan = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
/// assert_eq!(plan.chosen, [[1, 0, 0]]);
/// let mut replanner = Replanner::new(&problem, &plan).unwrap();
/// let changes = replanner.strike(1);
/// assert_eq!(changes.len(), 2);
/// assert_eq!((changes[1].group, changes[1].to), (0, Some([0, 0])));
/// ```
#[derive(Clone)]
pub struct Replanner<'p> {
    state: State<'p>,
    queues: Queues,
    /// Those who may not fly as things stand.
    struck: Vec<bool>,
    /// Where each option stands, by group, flight and stop: those changed since the last answer.
    before: Vec<(usize, Option<u32>, Why)>,
}

impl<'p> Replanner<'p> {
    /// Takes over a plan; `None` when the plan is not a lawful plan of the problem.
    pub fn new(problem: &'p Problem, plan: &Plan) -> Option<Self> {
        let flown: Vec<bool> = plan.y.iter().map(|y| *y == 1).collect();
        let mut state = State::new(problem, &flown);
        for [g, f, stop] in &plan.chosen {
            let same = |o: &usize| {
                let c = problem.choice(*o);
                c.f() == *f && ux(c.stop) == *stop
            };
            if at(&state.by, *g).is_some() || *g >= problem.groups.len() {
                return None;
            }
            state.seat(problem.options_of(*g).find(same)?);
        }
        state.settle();
        let struck = vec![false; problem.groups.len()];
        state.lawful().then(|| Self {
            state,
            queues: Queues::new(problem),
            struck,
            before: Vec::new(),
        })
    }

    /// What the plan is worth now, in dollars.
    pub fn objective(&self) -> i64 {
        self.state.objective
    }

    /// Group, flight and stop of everyone seated, by group.
    pub fn chosen(&self) -> Vec<[usize; 3]> {
        let p = self.state.p;
        let seat = |o: &u32| {
            let c = p.choice(ux(*o));
            [c.g(), c.f(), ux(c.stop)]
        };
        self.state.by.iter().flatten().map(seat).collect()
    }

    /// 1 for each flight that is flown.
    pub fn flown(&self) -> Vec<u8> {
        self.state.flown.iter().map(|y| u8::from(*y)).collect()
    }

    /// Whether every rule of the instance is kept; counted anew.
    pub fn is_lawful(&self) -> bool {
        self.state.lawful()
    }

    /// Why everyone without a seat has none as things stand, but for those who may not fly.
    ///
    /// ```
    /// use planner::{Budget, Control, Instance, Problem, Replanner, solve};
    /// let problem = Problem::new(&Instance::from_json(planner::samples::ONE_FLIGHT).unwrap()).unwrap();
    /// let plan = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
    /// assert_eq!(Replanner::new(&problem, &plan).unwrap().left_out(), plan.left_out);
    /// ```
    pub fn left_out(&self) -> Vec<LeftOut> {
        let mut all = reasons::left_out(&self.state);
        all.retain(|left| !at(&self.struck, left.group));
        all
    }

    /// The group may not fly: its seat goes to the first alternates that fit.
    pub fn strike(&mut self, group: usize) -> Vec<Change> {
        put(&mut self.struck, group, true);
        let Some(f) = self.state.flight_of(group) else { return Vec::new() };
        self.leave(group, Why::Struck);
        self.settle_flight(f);
        self.answer()
    }

    /// The group may fly again: it takes a free seat, or that of one worth less who finds another.
    pub fn release(&mut self, group: usize) -> Vec<Change> {
        put(&mut self.struck, group, false);
        if at(&self.state.by, group).is_none() {
            match self.state.best_fit(group, 0) {
                Some(o) => self.take(o, Why::Released),
                None => self.displace(group),
            }
        }
        self.answer()
    }

    /// The flight does not fly: its people go to other flights where there is room.
    pub fn cancel(&mut self, flight: usize) -> Vec<Change> {
        self.close(flight, true);
        self.answer()
    }

    /// The flight has `fewer` seats less: those of least value give way, and go elsewhere.
    pub fn shrink(&mut self, flight: usize, fewer: i64) -> Vec<Change> {
        let p = self.state.p;
        let mine = |r: &usize| {
            p.rows.get(*r).is_some_and(|row| {
                row.flight == Some(flight) && matches!(row.kind, RowKind::Seats | RowKind::Leg)
            })
        };
        let rows: Vec<usize> = (0..p.rows.len()).filter(mine).collect();
        for r in &rows {
            bump(&mut self.state.used, *r, fewer.max(0));
        }
        let mut moved = Vec::new();
        while rows.iter().any(|r| at(&self.state.used, *r) > p.cap(*r)) {
            let aboard = self.state.on.get(flight).into_iter().flatten().map(|g| ux(*g));
            let Some(g) = aboard.min_by_key(|g| (self.density(*g), *g)) else { break };
            self.leave(g, Why::Shrunk);
            moved.push(g);
        }
        for g in moved {
            if let Some(o) = self.state.best_fit(g, 0) {
                self.take(o, Why::Shrunk);
            }
        }
        self.settle_flight(flight);
        self.answer()
    }

    /// Dollars per seat of a seated group.
    fn density(&self, g: usize) -> i64 {
        let seats = self.state.p.groups.get(g).map_or(1, |group| group.seats.max(1));
        self.state.value_of(g) / seats
    }

    fn leave(&mut self, g: usize, why: Why) {
        self.before.push((g, at(&self.state.by, g), why));
        self.state.unseat(g);
    }

    fn take(&mut self, o: usize, why: Why) {
        let g = self.state.p.choice(o).g();
        self.before.push((g, None, why));
        self.state.seat(o);
    }

    /// Closes a flight and seats its people elsewhere.
    fn close(&mut self, flight: usize, cancelled: bool) {
        let mut people: Vec<usize> =
            self.state.on.get(flight).into_iter().flatten().map(|g| ux(*g)).collect();
        people.sort_by_key(|g| (Reverse(self.density(*g)), *g));
        for g in &people {
            self.leave(*g, Why::Cancelled);
        }
        let p = self.state.p;
        if p.candidate(flight) {
            self.state.fly(flight, false);
        }
        if cancelled {
            // Nobody gets on any more: every seat counts as taken.
            for (r, row) in p.rows.iter().enumerate() {
                if row.flight == Some(flight) && row.kind == RowKind::Seats {
                    put(&mut self.state.used, r, row.cap);
                }
            }
        }
        for g in people {
            if let Some(o) = self.state.best_fit(g, 0) {
                self.take(o, Why::Cancelled);
            }
        }
    }

    /// What has changed since the last answer, by group, the first cause of each.
    fn answer(&mut self) -> Vec<Change> {
        let p = self.state.p;
        let steps = std::mem::take(&mut self.before);
        self.state.settle();
        let place = |o: Option<u32>| {
            o.map(|o| {
                let c = p.choice(ux(o));
                [c.f(), ux(c.stop)]
            })
        };
        let mut seen = std::collections::BTreeSet::new();
        let mut changes = Vec::new();
        for (group, from, why) in steps {
            let (from, to) = (place(from), place(at(&self.state.by, group)));
            if seen.insert(small(group)) && from != to {
                let text = words(p, group, from, to, why);
                changes.push(Change { group, from, to, why, text });
            }
        }
        changes
    }
}

fn words(
    p: &Problem,
    group: usize,
    from: Option<[usize; 2]>,
    to: Option<[usize; 2]>,
    why: Why,
) -> String {
    let day = |f: usize| at(&p.instance.flights.dep, f);
    let moved = match (from, to) {
        (Some([f, _]), Some([h, _])) => {
            format!("group {group} moves from flight {f} to flight {h} on day {}", day(h))
        }
        (Some([f, _]), None) => format!("group {group} leaves flight {f} and waits"),
        (None, Some([h, _])) => format!("group {group} gets on flight {h} on day {}", day(h)),
        (None, None) => format!("group {group} waits"),
    };
    let reason = match why {
        Why::Struck => "it may not fly",
        Why::Cancelled => "its flight does not fly",
        Why::Shrunk => "the flight has fewer seats",
        Why::Alternate => "a seat fell free, and it is the best alternate that fits",
        Why::Released => "it may fly again",
        Why::MovedUp => "a seat fell free there, and somebody who waits can have its own",
        Why::Mended => "the flight needs it for its share of high-risk people or its minimum",
        Why::GaveWay => "the share of high-risk people, or somebody worth more, needs its seat",
    };
    format!("{moved}: {reason}")
}

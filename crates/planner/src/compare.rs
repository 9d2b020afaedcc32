//! Two plans of one problem side by side, and who has waited longest.

use crate::num::{at, count, ix};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::reasons::Cause;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a plan comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Worth, in dollars.
    pub objective: i64,
    /// People seated.
    pub people: i64,
    /// Seats taken, escorts included.
    pub seats: i64,
    /// Flights flown.
    pub flights: i64,
    /// Cost of the flights flown, in dollars.
    pub cost: i64,
    /// The longest that anybody seated has been detained, in days on the planning day.
    pub longest_seated: i64,
    /// The longest that anybody left out has been detained.
    pub longest_left_out: i64,
}

/// Two plans side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The first plan.
    pub first: Totals,
    /// The second plan.
    pub second: Totals,
    /// Groups with a seat in the first only.
    pub only_first: Vec<usize>,
    /// Groups with a seat in the second only.
    pub only_second: Vec<usize>,
    /// Groups with a seat in both, on different flights: group, flight, flight.
    pub moved: Vec<[usize; 3]>,
    /// Flights that only one of the two flies.
    pub flights: Vec<usize>,
}

/// Somebody who has waited long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The group.
    pub group: usize,
    /// The most rounds of planning in which one of it was passed over.
    pub rounds: i64,
    /// The most days that one of it has been detained.
    pub days: i64,
    /// Why it has no seat.
    pub cause: Cause,
    /// The same in words.
    pub text: String,
}

/// Days detained of each group: the longest of its people.
fn days(problem: &Problem) -> Vec<i64> {
    let cases = &problem.instance.cases;
    let mut days = vec![0; problem.groups.len()];
    for (g, d) in cases.group.iter().zip(&cases.days_detained) {
        if let Some(most) = days.get_mut(ix(*g)) {
            *most = (*most).max(*d);
        }
    }
    days
}

fn totals(problem: &Problem, plan: &Plan, days: &[i64]) -> Totals {
    let mut totals = Totals { objective: plan.objective, ..Totals::default() };
    let mut seated = vec![false; problem.groups.len()];
    for [g, _, _] in &plan.chosen {
        let Some(group) = problem.groups.get(*g) else { continue };
        totals.people += group.people;
        totals.seats += group.seats;
        crate::num::put(&mut seated, *g, true);
    }
    for (f, _) in plan.y.iter().enumerate().filter(|(_, y)| **y == 1) {
        totals.flights += 1;
        totals.cost += problem.cost(f);
    }
    for (days, seated) in days.iter().zip(&seated) {
        let longest =
            if *seated { &mut totals.longest_seated } else { &mut totals.longest_left_out };
        *longest = (*longest).max(*days);
    }
    totals
}

/// Compares two plans of one problem.
///
/// ```
/// use planner::{Budget, Control, Instance, Problem, compare, solve};
/// let problem = Problem::new(&Instance::from_json(planner::samples::ONE_FLIGHT).unwrap()).unwrap();
/// let plan = solve(&problem, &Budget::default(), &mut |_| Control::Continue);
/// let mut fewer = plan.clone();
/// fewer.chosen.pop();
/// let both = compare(&problem, &plan, &fewer);
/// assert_eq!((both.only_first.as_slice(), both.second.people), (&[1][..], 1));
/// ```
pub fn compare(problem: &Problem, first: &Plan, second: &Plan) -> Comparison {
    let days = days(problem);
    let seats = |plan: &Plan| -> BTreeMap<usize, usize> {
        plan.chosen.iter().map(|[g, f, _]| (*g, *f)).collect()
    };
    let (a, b) = (seats(first), seats(second));
    let only = |a: &BTreeMap<usize, usize>, b: &BTreeMap<usize, usize>| {
        a.keys().copied().filter(|g| !b.contains_key(g)).collect()
    };
    let flights = first.y.len().max(second.y.len());
    Comparison {
        first: totals(problem, first, &days),
        second: totals(problem, second, &days),
        only_first: only(&a, &b),
        only_second: only(&b, &a),
        moved: a
            .iter()
            .filter_map(|(g, f)| b.get(g).filter(|h| *h != f).map(|h| [*g, *f, *h]))
            .collect(),
        flights: (0..flights).filter(|f| at(&first.y, *f) != at(&second.y, *f)).collect(),
    }
}

/// Those left out who have waited longest, with the reason: by rounds passed over, then by days.
pub fn longest_waiting(problem: &Problem, plan: &Plan, most: usize) -> Vec<Waiting> {
    let days = days(problem);
    let rounds = |g: usize| problem.groups.get(g).map_or(0, |group| group.rounds);
    let mut list: Vec<Waiting> = plan
        .left_out
        .iter()
        .map(|left| Waiting {
            group: left.group,
            rounds: rounds(left.group),
            days: at(&days, left.group),
            cause: left.cause,
            text: left.text.clone(),
        })
        .collect();
    list.sort_by_key(|w| (Reverse(w.rounds), Reverse(w.days), count(w.group)));
    list.truncate(most);
    list
}

//! Two kept plans side by side: what each comes to, and whom they treat differently.

use std::collections::BTreeMap;

use domain::{CaseId, FlightId};
use serde::Serialize;

use super::{Outcome, WindowPlan};

/// Two plans side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanComparison {
    /// The first plan.
    pub first: PlanSide,
    /// The second plan.
    pub second: PlanSide,
    /// Those with a seat in the first only.
    pub only_first: Vec<CaseId>,
    /// Those with a seat in the second only.
    pub only_second: Vec<CaseId>,
    /// Those with a seat in both, on different flights: who, in the first, in the second.
    pub moved: Vec<(CaseId, FlightId, FlightId)>,
    /// Each flight of either: how many seats the first and the second give out on it. None where
    /// a plan does not look at the flight.
    pub flights: Vec<(FlightId, Option<i64>, Option<i64>)>,
}

/// What one plan comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanSide {
    /// Its key.
    pub plan: String,
    /// What it is worth, in dollars.
    pub objective: i64,
    /// No plan of what it was asked is worth more.
    pub bound: i64,
    /// People with a seat.
    pub seated: u64,
    /// People without.
    pub left_out: u64,
    /// The most rounds in a row in which one of those was passed over.
    pub most_rounds_waited: u32,
}

impl PlanSide {
    fn of(plan: &WindowPlan) -> Self {
        let (seated, waiting): (Vec<&Outcome>, Vec<&Outcome>) =
            plan.outcomes.iter().partition(|outcome| outcome.flight.is_some());
        Self {
            plan: plan.id.clone(),
            objective: plan.objective,
            bound: plan.bound,
            seated: seated.len() as u64,
            left_out: waiting.len() as u64,
            most_rounds_waited: waiting.iter().map(|outcome| outcome.rounds).max().unwrap_or(0),
        }
    }
}

impl PlanComparison {
    /// `first` and `second` side by side.
    pub fn of(first: &WindowPlan, second: &WindowPlan) -> Self {
        let seats = |plan: &WindowPlan| -> BTreeMap<CaseId, FlightId> {
            let seated = plan.outcomes.iter();
            seated.filter_map(|out| Some((out.case.clone(), out.flight.clone()?))).collect()
        };
        let (a, b) = (seats(first), seats(second));
        let only = |a: &BTreeMap<CaseId, FlightId>, b: &BTreeMap<CaseId, FlightId>| {
            a.keys().filter(|case| !b.contains_key(*case)).cloned().collect()
        };
        let moved = a.iter().filter_map(|(case, flight)| {
            let other = b.get(case).filter(|other| *other != flight)?;
            Some((case.clone(), flight.clone(), other.clone()))
        });
        let mut flights: BTreeMap<&FlightId, (Option<i64>, Option<i64>)> = BTreeMap::new();
        for filled in &first.filled {
            flights.entry(&filled.flight).or_default().0 = Some(filled.given);
        }
        for filled in &second.filled {
            flights.entry(&filled.flight).or_default().1 = Some(filled.given);
        }
        let flights = flights.into_iter().map(|(flight, (a, b))| (flight.clone(), a, b));
        Self {
            first: PlanSide::of(first),
            second: PlanSide::of(second),
            only_first: only(&a, &b),
            only_second: only(&b, &a),
            moved: moved.collect(),
            flights: flights.collect(),
        }
    }
}

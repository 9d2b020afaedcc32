//! Figures at their limits, and prices that have none.

use crate::instances::{instance, seats, worth};
use planner::{Budget, Control, Instance, Problem, solve};
use proptest::prelude::*;

/// Every figure in dollars or days of the weights, as large as is accepted.
fn dearest(i: &Instance) -> Instance {
    let mut i = i.clone();
    let (rate, span) = (10_000_000, 100_000);
    let w = &mut i.weights;
    for figure in [&mut w.seat, &mut w.aging_per_day, &mut w.td_urgent, &mut w.review_met] {
        *figure = rate;
    }
    for figure in [&mut w.aging_cap, &mut w.wait_cap_days, &mut w.review_slack_days] {
        *figure = span;
    }
    w.rounds_promised = 1;
    i.cases.rounds_waited = i.cases.group.iter().map(|_| 1_000).collect();
    i.cases.days_detained.fill(999_999);
    i.cases.cost_per_day.fill(rate);
    i.flights.cost.fill(1_000_000_000);
    i
}

fn lawful(i: &Instance, budget: &Budget) -> Result<(), TestCaseError> {
    let problem = Problem::new(i).unwrap();
    let plan = solve(&problem, budget, &mut |_| Control::Continue);
    let y: Vec<bool> = plan.y.iter().map(|y| *y == 1).collect();
    prop_assert_eq!(worth(i, &seats(&problem, &plan), &y), Some(plan.objective));
    prop_assert!(plan.objective <= plan.bound);
    Ok(())
}

/// Below a branch that leaves no lawful way, the relaxation's prices grow without end, and a chain
/// of moves that added them up ran over the largest integer.
#[test]
fn prices_without_end_are_not_added_up() {
    let i = Instance::from_json(include_str!("prices_without_end.json")).unwrap();
    let budget = Budget { root_steps: 40, nodes: 12, ..Budget::default() };
    lawful(&i, &budget).unwrap();
}

proptest! {
    #[test]
    fn the_dearest_people_and_flights_are_planned_like_any_others(i in instance()) {
        let budget = Budget { root_steps: 40, nodes: 12, ..Budget::default() };
        lawful(&dearest(&i), &budget)?;
    }
}

//! Re-planning keeps every rule, moves few, and says why.

use crate::instances::{instance, worth};
use planner::{Budget, Control, Instance, Problem, Replanner, SeatOption, Why, samples, solve};
use proptest::prelude::*;

fn quick() -> Budget {
    Budget { root_steps: 40, nodes: 8, ..Budget::default() }
}

/// The replanner's plan, recounted from the instance alone.
fn recount(i: &Instance, problem: &Problem, now: &Replanner<'_>) -> Option<i64> {
    let all = problem.options();
    let find = |[g, f, s]: [usize; 3]| -> SeatOption {
        *all.iter().find(|o| (o.group, o.flight, o.stop) == (g, f, s)).unwrap()
    };
    let seats: Vec<SeatOption> = now.chosen().into_iter().map(find).collect();
    let y: Vec<bool> = now.flown().iter().map(|y| *y == 1).collect();
    worth(i, &seats, &y)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn a_strike_a_shrink_and_a_release_keep_every_rule(i in instance(), pick in 0_usize..50) {
        let problem = Problem::new(&i).unwrap();
        let plan = solve(&problem, &quick(), &mut |_| Control::Continue);
        let mut now = Replanner::new(&problem, &plan).unwrap();
        let Some([group, flight, _]) = plan.chosen.get(pick % plan.chosen.len().max(1)).copied()
        else { return Ok(()) };
        let changes = now.strike(group);
        prop_assert!(now.chosen().iter().all(|c| c[0] != group));
        prop_assert!(changes.iter().any(|c| c.group == group && c.why == Why::Struck));
        prop_assert_eq!(recount(&i, &problem, &now), Some(now.objective()));
        now.release(group);
        prop_assert_eq!(recount(&i, &problem, &now), Some(now.objective()));
        now.shrink(flight, 1);
        prop_assert_eq!(recount(&i, &problem, &now), Some(now.objective()));
    }

    #[test]
    fn nobody_boards_a_cancelled_flight(i in instance()) {
        let problem = Problem::new(&i).unwrap();
        let plan = solve(&problem, &quick(), &mut |_| Control::Continue);
        let mut now = Replanner::new(&problem, &plan).unwrap();
        let changes = now.cancel(0);
        prop_assert!(now.chosen().iter().all(|c| c[1] != 0));
        prop_assert!(changes.iter().all(|c| !c.text.is_empty() && c.from != c.to));
        prop_assert_eq!(recount(&i, &problem, &now), Some(now.objective()));
    }
}

#[test]
fn a_struck_group_stays_off_until_it_is_released() {
    let problem = Problem::new(&Instance::from_json(samples::ONE_FLIGHT).unwrap()).unwrap();
    let plan = solve(&problem, &quick(), &mut |_| Control::Continue);
    let mut now = Replanner::new(&problem, &plan).unwrap();
    now.strike(0);
    assert!(now.strike(0).is_empty());
    assert_eq!(now.chosen(), [[1, 0, 0]]);
    let back = now.release(0);
    assert_eq!((back[0].to, back[0].why), (Some([0, 0]), Why::Released));
    assert_eq!(now.objective(), plan.objective);
}

#[test]
fn a_plan_of_another_problem_is_refused() {
    let i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    let problem = Problem::new(&i).unwrap();
    let mut plan = solve(&problem, &quick(), &mut |_| Control::Continue);
    plan.chosen.push([0, 0, 0]);
    assert!(Replanner::new(&problem, &plan).is_none());
}

#[test]
fn a_seat_that_nobody_who_waits_may_take_goes_to_somebody_whose_seat_they_may() {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    let f = &mut i.flights;
    for list in [
        &mut f.dep,
        &mut f.seats,
        &mut f.hr_permille,
        &mut f.nurse,
        &mut f.med_max,
        &mut f.family_ok,
        &mut f.candidate,
        &mut f.cost,
        &mut f.min_fill,
    ] {
        list.push(list[0]);
    }
    for table in [&mut f.pick, &mut f.board, &mut f.drop, &mut f.arr_off, &mut f.drop_cap] {
        table.push(table[0].clone());
    }
    let early = f.dep[0];
    f.dep[1] = early + 5;
    (f.seats[0], f.seats[1]) = (2, 1);
    // Two on the first flight, one on the second, and one who may take the second alone.
    let c = &mut i.cases;
    for list in [
        &mut c.country,
        &mut c.facility,
        &mut c.ready,
        &mut c.td_from,
        &mut c.td_to,
        &mut c.ap_from,
        &mut c.ap_to,
        &mut c.days_detained,
        &mut c.cost_per_day,
        &mut c.review_day,
        &mut c.risk,
        &mut c.escort_seats,
        &mut c.medical,
        &mut c.minor,
    ] {
        list.push(list[2]);
    }
    c.group = vec![0, 1, 2, 3];
    c.td_to.fill(early + 40);
    c.ap_to.fill(early + 40);
    c.td_from[3] = early + 3;
    (c.days_detained[3], c.cost_per_day[3]) = (0, 10);
    let problem = Problem::new(&i).unwrap();
    let plan = solve(&problem, &quick(), &mut |_| Control::Continue);
    let on_first: Vec<usize> = plan.chosen.iter().filter(|c| c[1] == 0).map(|c| c[0]).collect();
    assert_eq!(on_first.len(), 2, "{:?}", plan.chosen);
    let mut now = Replanner::new(&problem, &plan).unwrap();
    let changes = now.strike(on_first[0]);
    assert_eq!(now.chosen().len(), 3);
    let one = |why: Why| changes.iter().find(|c| c.why == why);
    let second: Vec<usize> = plan.chosen.iter().filter(|c| c[1] == 1).map(|c| c[0]).collect();
    assert_ne!(second, [3], "somebody else is on the second flight");
    assert_eq!(one(Why::MovedUp).map(|c| (c.group, c.to)), Some((second[0], Some([0, 0]))));
    assert_eq!(one(Why::Alternate).map(|c| (c.group, c.to)), Some((3, Some([1, 0]))));
    assert!(now.is_lawful());
}

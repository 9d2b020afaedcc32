//! A problem that is not factored still has a bound that says something.

use planner::{Budget, Control, Instance, Problem, samples, solve};

/// Flights, each with one seat and two people who can take no other.
const FLIGHTS: i64 = 300;

fn wide() -> Instance {
    let mut i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    let f = &mut i.flights;
    let many = usize::try_from(FLIGHTS).unwrap();
    f.dep = (10..10 + FLIGHTS).collect();
    f.seats = vec![1; many];
    for list in [&mut f.hr_permille, &mut f.nurse, &mut f.med_max, &mut f.family_ok] {
        *list = vec![list[0]; many];
    }
    for list in [&mut f.pick, &mut f.drop, &mut f.arr_off] {
        *list = vec![vec![0]; many];
    }
    f.board = vec![vec![3]; many];
    f.drop_cap = vec![vec![3]; many];
    f.candidate = vec![0; many];
    f.cost = vec![0; many];
    f.min_fill = vec![0; many];
    let c = &mut i.cases;
    let days: Vec<i64> = f.dep.iter().flat_map(|day| [*day, *day]).collect();
    c.group = (0..2 * FLIGHTS).collect();
    for list in [
        &mut c.country,
        &mut c.facility,
        &mut c.ready,
        &mut c.ap_from,
        &mut c.risk,
        &mut c.escort_seats,
        &mut c.medical,
        &mut c.minor,
    ] {
        *list = vec![0; 2 * many];
    }
    c.ap_to = vec![10 + FLIGHTS; 2 * many];
    c.cost_per_day = vec![150; 2 * many];
    c.review_day = vec![90; 2 * many];
    c.days_detained = (0..2 * FLIGHTS).map(|k| k % 40).collect();
    (c.td_from, c.td_to) = (days.clone(), days);
    i
}

#[test]
fn quick_prices_alone_prove_a_bound_near_the_plan() {
    let problem = Problem::new(&wide()).unwrap();
    let quick = Budget { root_steps: 0, nodes: 0, whole: 0, polish: false, ..Budget::default() };
    let plan = solve(&problem, &quick, &mut |_| Control::Continue);
    assert_eq!(plan.chosen.len(), usize::try_from(FLIGHTS).unwrap());
    assert!(plan.objective <= plan.bound);
    assert!(plan.gap < 0.02, "{} %", plan.gap * 100.0);
}

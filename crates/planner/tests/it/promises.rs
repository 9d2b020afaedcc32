//! What every plan promises: lawful, bounded, the same each time.

use crate::instances::{exhaustive, instance, seats, worth};
use planner::{Budget, Cause, Control, Instance, Plan, Problem, samples, solve};
use proptest::prelude::*;

fn quick() -> Budget {
    Budget { root_steps: 40, nodes: 12, ..Budget::default() }
}

fn plan(i: &Instance) -> (Problem, Plan) {
    let problem = Problem::new(i).unwrap();
    let plan = solve(&problem, &quick(), &mut |_| Control::Continue);
    (problem, plan)
}

/// Moves the last case to the front, and the pairs with it.
fn rotated(i: &Instance) -> Instance {
    let mut j = i.clone();
    let c = &mut j.cases;
    for list in [
        &mut c.group,
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
        list.rotate_right(1);
    }
    let n = i64::try_from(j.cases.group.len()).unwrap();
    j.keep_apart.iter_mut().flatten().for_each(|k| *k = (*k + 1) % n);
    j.keep_apart.reverse();
    j
}

/// Hundreds on every run; as many as `PROPTEST_CASES` says when it is set: 10,000 is the full count.
fn cases() -> ProptestConfig {
    ProptestConfig::default()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_plan_is_lawful_and_the_best_plan_lies_between_it_and_its_bound(i in instance()) {
        let (problem, plan) = plan(&i);
        let y: Vec<bool> = plan.y.iter().map(|y| *y == 1).collect();
        prop_assert_eq!(worth(&i, &seats(&problem, &plan), &y), Some(plan.objective));
        let best = exhaustive(&i, &problem);
        prop_assert!(plan.objective <= best);
        prop_assert!(best <= plan.bound, "best {} over bound {}", best, plan.bound);
    }

    #[test]
    fn the_order_of_cases_does_not_change_the_plan(i in instance()) {
        prop_assert_eq!(plan(&i).1, plan(&rotated(&i)).1);
    }

    #[test]
    fn without_any_budget_the_plan_is_still_lawful_and_the_bound_valid(i in instance()) {
        let problem = Problem::new(&i).unwrap();
        let none = Budget {
            root_steps: 0, nodes: 0, passes: 0, moves: 0, alternates: 0, ..Budget::default()
        };
        let plan = solve(&problem, &none, &mut |_| Control::Stop);
        let y: Vec<bool> = plan.y.iter().map(|y| *y == 1).collect();
        prop_assert_eq!(worth(&i, &seats(&problem, &plan), &y), Some(plan.objective));
        prop_assert!(exhaustive(&i, &problem) <= plan.bound);
    }

    #[test]
    fn where_nothing_is_factored_the_plan_is_lawful_and_the_bound_valid(i in instance()) {
        let problem = Problem::new(&i).unwrap();
        let quick = Budget { root_steps: 0, nodes: 0, whole: 0, polish: false, ..quick() };
        let plan = solve(&problem, &quick, &mut |_| Control::Continue);
        let y: Vec<bool> = plan.y.iter().map(|y| *y == 1).collect();
        prop_assert_eq!(worth(&i, &seats(&problem, &plan), &y), Some(plan.objective));
        prop_assert!(exhaustive(&i, &problem) <= plan.bound);
    }

    #[test]
    fn everyone_is_either_seated_or_told_why_not(i in instance()) {
        let plan = plan(&i).1;
        let mut groups: Vec<usize> = plan.chosen.iter().map(|c| c[0]).collect();
        groups.extend(plan.left_out.iter().map(|l| l.group));
        groups.sort_unstable();
        let all: Vec<usize> = (0..groups.len()).collect();
        prop_assert_eq!(groups, all);
        prop_assert!(plan.left_out.iter().all(|l| !l.text.is_empty()));
    }

    #[test]
    fn a_pinned_group_flies_on_its_flight_or_not_at_all(i in instance()) {
        let mut i = i;
        i.pinned = vec![[0, 0]];
        let (problem, plan) = plan(&i);
        prop_assert!(plan.chosen.iter().all(|c| c[0] != 0 || c[1] == 0));
        prop_assert!(exhaustive(&i, &problem) <= plan.bound);
    }
}

#[test]
fn stopping_at_the_first_report_still_gives_a_plan() {
    let problem = Problem::new(&Instance::from_json(samples::ONE_FLIGHT).unwrap()).unwrap();
    let mut reports = 0;
    let plan = solve(&problem, &Budget::default(), &mut |_| {
        reports += 1;
        Control::Stop
    });
    assert!(reports > 0);
    assert_eq!(plan.chosen.len(), 2);
}

#[test]
fn a_plan_reads_back_as_it_was_written() {
    let i = Instance::from_json(samples::ONE_FLIGHT).unwrap();
    let plan = plan(&i).1;
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn granting_what_would_help_is_worth_the_seat(i in instance()) {
        let (problem, first) = plan(&i);
        let values = problem.options();
        for left in &first.left_out {
            let shared = |c: Cause| matches!(c, Cause::HighRiskShare | Cause::LinkCap);
            let Some(f) = left.flight else { continue };
            if left.relief.is_empty() || left.relief.iter().any(|r| shared(r.cause)) {
                continue;
            }
            let mut j = i.clone();
            for relief in &left.relief {
                let raise = |list: &mut Vec<i64>| list.iter_mut().for_each(|x| *x += relief.amount);
                let one = |cause: Cause| relief.cause == cause;
                if one(Cause::NoSeat) {
                    j.flights.seats[f] += relief.amount;
                    j.flights.leg_seats.get_mut(f).map(raise);
                } else if one(Cause::BoardingLimit) {
                    raise(&mut j.flights.board[f]);
                } else if one(Cause::ListCap) {
                    raise(&mut j.flights.drop_cap[f]);
                    if let Some(cap) = j.flights.list_cap.get_mut(f) {
                        *cap += relief.amount;
                    }
                } else if one(Cause::HighRiskPlaces) {
                    j.flights.hr_max[f] += relief.amount;
                } else if one(Cause::MedicalPlaces) {
                    j.flights.med_max[f] += relief.amount;
                } else if one(Cause::WeeklyCap) {
                    j.countries.weekly_cap[0] += relief.amount;
                }
            }
            let seat = values.iter().filter(|o| o.group == left.group && o.flight == f);
            let worth = seat.map(|o| o.value).min().unwrap_or(0);
            let wider = Problem::new(&j).unwrap();
            prop_assert!(exhaustive(&j, &wider) >= first.objective + worth.min(1), "{:?}", left);
        }
    }
}

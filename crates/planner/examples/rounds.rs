//! Plans round after round, with new people in place of those who left, and says how many rounds
//! in a row anybody who could have gone was passed over: `rounds INSTANCE [ROUNDS [PROMISED]]`.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Budget, Cases, Control, Instance, Problem, Replanner, solve};
use std::collections::BTreeSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("no instance")?;
    let rounds: usize = args.next().map_or(Ok(200), |n| n.parse())?;
    let promised: i64 = args.next().map_or(Ok(8), |n| n.parse())?;
    let base = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let mut now = base.clone();
    now.weights.rounds_promised = promised;
    now.keep_apart.clear();
    now.cases.rounds_waited = vec![0; now.cases.group.len()];
    let (mut longest, mut overdue, mut draw) = (0, 0, 11_u64);
    for round in 0..rounds {
        let problem = Problem::new(&now)?;
        let quick = Budget { nodes: 0, whole: 0, rounds: 0, polish: false, ..Budget::default() };
        let plan = solve(&problem, &quick, &mut |_| Control::Continue);
        let gone: BTreeSet<usize> = plan.chosen.iter().map(|c| c[0]).collect();
        // Whoever may take none of the flights that fly is not passed over, and makes room here.
        let flies = |f: usize| plan.y.get(f) == Some(&1);
        let options = problem.options();
        let could: BTreeSet<usize> =
            options.iter().filter(|o| flies(o.flight)).map(|o| o.group).collect();
        if round % 20 == 19 {
            let late: Vec<usize> = overdue_and_left(&now.cases, &plan.left_out, promised);
            let mut again = Replanner::new(&problem, &plan).ok_or("the plan is not lawful")?;
            let before: Vec<[usize; 3]> = again.chosen();
            for group in &late {
                again.release(*group);
            }
            let after: BTreeSet<usize> = again.chosen().iter().map(|c| c[0]).collect();
            let could_have = late.iter().filter(|g| after.contains(g)).count();
            println!(
                "round {}: {} seated, {} groups beyond the promise left out, of whom {could_have} \
                 find a seat when they are asked again",
                round + 1,
                before.len(),
                late.iter().filter(|g| could.contains(g)).count(),
            );
        }
        let (mut next, mut group, mut worst) = (Cases::default(), 0, 0);
        let members = members(&now.cases);
        for (g, list) in members.iter().enumerate() {
            if list.is_empty() || gone.contains(&g) || !could.contains(&g) {
                continue;
            }
            let first = list.first().and_then(|k| now.cases.rounds_waited.get(*k));
            let before = first.copied().unwrap_or(0);
            worst = worst.max(before + 1);
            copy(&now.cases, list, (group, before + 1), &mut next);
            group += 1;
        }
        // As many people as before: new ones, drawn from the first docket.
        let first = self::members(&base.cases);
        while next.group.len() < base.cases.group.len() {
            draw = draw
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let list = first.get(usize::try_from(draw >> 33)? % first.len().max(1));
            copy(&base.cases, list.map(Vec::as_slice).unwrap_or_default(), (group, 0), &mut next);
            group += 1;
        }
        longest = longest.max(worst);
        overdue += usize::from(worst > promised);
        now.cases = next;
    }
    println!(
        "{rounds} rounds, promise {promised}: nobody who could go was passed over more than \
         {longest} times in a row; rounds with somebody beyond the promise: {overdue}"
    );
    Ok(())
}

/// Those who were passed over more often than promised, and are again.
fn overdue_and_left(cases: &Cases, left: &[planner::LeftOut], promised: i64) -> Vec<usize> {
    let members = members(cases);
    let rounds = |g: usize| {
        let first = members.get(g).and_then(|list| list.first().copied());
        first.and_then(|k| cases.rounds_waited.get(k).copied()).unwrap_or(0)
    };
    left.iter().map(|l| l.group).filter(|g| rounds(*g) > promised).collect()
}

fn members(cases: &Cases) -> Vec<Vec<usize>> {
    let mut list = Vec::new();
    for (k, g) in cases.group.iter().enumerate() {
        let g = usize::try_from(*g).unwrap_or(0);
        if list.len() <= g {
            list.resize(g + 1, Vec::new());
        }
        if let Some(members) = list.get_mut(g) {
            members.push(k);
        }
    }
    list
}

fn copy(from: &Cases, list: &[usize], (group, rounds): (i64, i64), to: &mut Cases) {
    for k in list {
        let at = |column: &[i64]| column.get(*k).copied().unwrap_or(0);
        to.group.push(group);
        to.country.push(at(&from.country));
        to.facility.push(at(&from.facility));
        to.ready.push(at(&from.ready));
        to.td_from.push(at(&from.td_from));
        to.td_to.push(at(&from.td_to));
        to.ap_from.push(at(&from.ap_from));
        to.ap_to.push(at(&from.ap_to));
        to.days_detained.push(at(&from.days_detained));
        to.cost_per_day.push(at(&from.cost_per_day));
        to.review_day.push(at(&from.review_day));
        to.risk.push(at(&from.risk));
        to.escort_seats.push(at(&from.escort_seats));
        to.medical.push(at(&from.medical));
        to.minor.push(at(&from.minor));
        to.rounds_waited.push(rounds);
    }
}

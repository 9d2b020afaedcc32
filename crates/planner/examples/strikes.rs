//! Strikes people from a solved plan one after another: `strikes INSTANCE SOLUTION [COUNT]`.
//! The same strikes are made three times, and of each the shortest time counts: what is left is the
//! work, without the pauses of a busy machine.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Instance, Plan, Problem, Replanner, Why};
use std::time::{Duration, Instant};

#[derive(Default)]
struct Count {
    refilled: usize,
    nobody: usize,
    others: usize,
    most: usize,
    unlawful: usize,
    closed: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (path, solution) = (args.next().ok_or("no instance")?, args.next().ok_or("no solution")?);
    let count: usize = args.next().map_or(Ok(10_000), |n| n.parse())?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::new(&instance)?;
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(solution)?)?;
    let fresh = Replanner::new(&problem, &plan).ok_or("the plan is not lawful")?;
    let mut times = vec![Duration::MAX; count];
    let mut sum = Count::default();
    for _ in 0..3 {
        sum = run(&fresh, &plan, &problem, &mut times)?;
    }
    times.sort_unstable();
    let at =
        |share: usize| times.get(times.len() * share / 1000).copied().unwrap_or(Duration::ZERO);
    let n = f64::from(u32::try_from(count.max(1))?);
    let share = |k: usize| u32::try_from(k).map(|k| 100.0 * f64::from(k) / n);
    println!(
        "strikes {count} p50 {:?} p99 {:?} max {:?} refilled {:.1} % of all, {:.1} % where \
         anybody waits who may take the flight; others moved {}, at most {}; flights left \
         unflown {}; unlawful {}",
        at(500),
        at(990),
        times.last().copied().unwrap_or_default(),
        share(sum.refilled)?,
        100.0 * share(sum.refilled)? / share(count - sum.nobody)?.max(1.0),
        sum.others,
        sum.most,
        sum.closed,
        sum.unlawful,
    );
    Ok(())
}

fn run(
    fresh: &Replanner<'_>,
    plan: &Plan,
    problem: &Problem,
    times: &mut [Duration],
) -> Result<Count, Box<dyn std::error::Error>> {
    let mut options: Vec<Vec<usize>> = vec![Vec::new(); plan.y.len()];
    for option in problem.options() {
        options.get_mut(option.flight).ok_or("no such flight")?.push(option.group);
    }
    let (mut now, mut sum, mut draw) = (fresh.clone(), Count::default(), 1_u64);
    let mut struck = std::collections::BTreeSet::new();
    for (k, time) in times.iter_mut().enumerate() {
        if k % 100 == 0 {
            now = fresh.clone();
            struck.clear();
        }
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chosen = plan.chosen.len().max(1);
        let at = usize::try_from(draw >> 33)? % chosen;
        let Some([group, flight, _]) = plan.chosen.get(at).copied() else { continue };
        struck.insert(group);
        let begun = Instant::now();
        let changes = now.strike(group);
        *time = begun.elapsed().min(*time);
        let filled = changes.iter().any(|c| matches!(c.why, Why::Alternate | Why::Mended));
        let moved = changes.iter().filter(|c| c.from.is_some() && c.group != group).count();
        sum.refilled += usize::from(filled);
        sum.others += moved;
        sum.most = sum.most.max(moved);
        sum.closed += usize::from(changes.iter().any(|c| c.why == Why::Cancelled));
        if !filled {
            let seated: std::collections::BTreeSet<usize> =
                now.chosen().iter().map(|c| c[0]).collect();
            let mut there = options.get(flight).into_iter().flatten();
            let waits = there.any(|g| !seated.contains(g) && !struck.contains(g));
            sum.nobody += usize::from(!waits);
        }
        if k % 100 == 99 && !now.is_lawful() {
            sum.unlawful += 1;
        }
    }
    Ok(sum)
}

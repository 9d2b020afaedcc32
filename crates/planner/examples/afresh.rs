//! Strikes people from a solved plan, each from the plan as it was, and plans afresh without them:
//! `afresh INSTANCE SOLUTION [COUNT [SECONDS]]`. Also says how long the reasons take to tell.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Budget, Control, Instance, Plan, Problem, Replanner, solve};
use std::time::{Duration, Instant};

/// A day on which nothing flies any more.
const NEVER: i64 = 10_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (path, solution) = (args.next().ok_or("no instance")?, args.next().ok_or("no solution")?);
    let count: usize = args.next().map_or(Ok(20), |n| n.parse())?;
    let limit = Duration::from_secs_f64(args.next().map_or(Ok(1.0), |n| n.parse())?);
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::new(&instance)?;
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(solution)?)?;
    let fresh = Replanner::new(&problem, &plan).ok_or("the plan is not lawful")?;
    let begun = Instant::now();
    let told = fresh.left_out().len();
    println!("{told} reasons in {:?}", begun.elapsed());
    let (mut worst, mut most, mut beyond) = (0.0_f64, 0, 0);
    for k in 0..count {
        let place = (k * 7_919 + 13) % plan.chosen.len().max(1);
        let Some([group, ..]) = plan.chosen.get(place).copied() else { continue };
        let mut replanner = fresh.clone();
        let changes = replanner.strike(group);
        let moved = |c: &&planner::Change| c.group != group && c.from.is_some();
        let others = changes.iter().filter(moved).count();
        let mut without = instance.clone();
        for (ready, g) in without.cases.ready.iter_mut().zip(&instance.cases.group) {
            if usize::try_from(*g) == Ok(group) {
                *ready = NEVER;
            }
        }
        let whole = Problem::new(&without)?;
        let begun = Instant::now();
        let again = solve(&whole, &Budget::fitting(&whole), &mut |_| {
            if begun.elapsed() > limit { Control::Stop } else { Control::Continue }
        });
        let best = again.objective;
        let short = i32::try_from(best - replanner.objective()).map(f64::from)?;
        let share = 100.0 * short / i32::try_from(best.max(1)).map(f64::from)?;
        worst = worst.max(share);
        most = most.max(others);
        beyond += usize::from(share > 0.1 || others > 2);
    }
    println!(
        "{count} strikes: at most {worst:.4} % below a plan made afresh, at most {most} others \
         moved; beyond 0.1 % or two others: {beyond}"
    );
    Ok(())
}

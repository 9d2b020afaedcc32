//! Strikes people from a solved plan one after another: `strikes INSTANCE SOLUTION [COUNT]`.
#![allow(clippy::print_stdout, reason = "a program for the command line")]

use planner::{Instance, Plan, Problem, Replanner, Why};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (path, solution) = (args.next().ok_or("no instance")?, args.next().ok_or("no solution")?);
    let count: usize = args.next().map_or(Ok(10_000), |n| n.parse())?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::new(&instance)?;
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(solution)?)?;
    let fresh = Replanner::new(&problem, &plan).ok_or("the plan is not lawful")?;
    let mut now = fresh.clone();
    let (mut times, mut refilled, mut others, mut most, mut broken) =
        (Vec::new(), 0, 0, 0_usize, 0);
    let mut draw = 1_u64;
    for k in 0..count {
        if k % 100 == 0 {
            now = fresh.clone();
        }
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chosen = plan.chosen.len().max(1);
        let at = usize::try_from(draw >> 33)? % chosen;
        let Some([group, _, _]) = plan.chosen.get(at).copied() else { continue };
        let begun = Instant::now();
        let changes = now.strike(group);
        times.push(begun.elapsed());
        let filled = changes.iter().any(|c| matches!(c.why, Why::Alternate | Why::Mended));
        let moved = changes.iter().filter(|c| c.from.is_some() && c.group != group).count();
        refilled += usize::from(filled);
        others += moved;
        most = most.max(moved);
        if k % 500 == 99 && !now.is_lawful() {
            broken += 1;
        }
    }
    times.sort_unstable();
    let at =
        |share: usize| times.get(times.len() * share / 1000).copied().unwrap_or(Duration::ZERO);
    println!(
        "strikes {} p50 {:?} p99 {:?} max {:?} refilled {:.1} % others moved {others}, at most {most}; \
         unlawful {broken}",
        times.len(),
        at(500),
        at(990),
        times.last(),
        100.0 * f64::from(u32::try_from(refilled)?) / f64::from(u32::try_from(times.len().max(1))?),
    );
    Ok(())
}

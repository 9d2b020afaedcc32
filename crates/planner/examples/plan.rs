//! Plans an instance file and prints the solution: `plan INSTANCE [THREADS]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use planner::{Budget, Control, Instance, Problem, solve};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let path = std::env::args().nth(1).ok_or("usage: plan INSTANCE [THREADS]")?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::new(&instance)?;
    let mut budget = Budget::fitting(&problem);
    if let Some(n) = std::env::args().nth(2) {
        budget.threads = n.parse()?;
    }
    let mut last = None;
    let plan = solve(&problem, &budget, &mut |progress| {
        if last.replace(progress) != Some(progress) {
            eprintln!("{:.3} s {progress:?}", begun.elapsed().as_secs_f64());
        }
        Control::Continue
    });
    eprintln!(
        "{:.3} s worth {} bound {} gap {:.4} %",
        begun.elapsed().as_secs_f64(),
        plan.objective,
        plan.bound,
        plan.gap * 100.0
    );
    println!("{}", serde_json::to_string(&plan)?);
    Ok(())
}

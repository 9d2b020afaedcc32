//! Plans an instance file and prints the solution: `plan INSTANCE [ITERATIONS]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use planner::{Budget, Control, Instance, Problem, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: plan INSTANCE")?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::new(&instance)?;
    let mut budget = Budget::fitting(&problem);
    if let Some(n) = std::env::args().nth(2) {
        budget.root_iterations = n.parse()?;
        budget.branches = 0;
    }
    let mut last = None;
    let plan = solve(&problem, &budget, &mut |progress| {
        if last.replace(progress) != Some(progress) {
            eprintln!("{progress:?}");
        }
        Control::Continue
    });
    println!("{}", serde_json::to_string(&plan)?);
    Ok(())
}

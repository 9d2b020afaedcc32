//! Plans an instance file and prints the solution: `plan INSTANCE [THREADS [SECONDS]] [KEY=N]...`.
//! `cpu=SECONDS` limits the time on the processor instead: on a busy machine that is the fair one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use planner::{Budget, Control, Instance, Problem, solve};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let path = std::env::args().nth(1).ok_or("usage: plan INSTANCE [THREADS]")?;
    let instance = Instance::from_json(&std::fs::read_to_string(path)?)?;
    let problem = Problem::take(instance)?;
    eprintln!("{} MiB when built", memory());
    let mut budget = Budget::fitting(&problem);
    let (mut seconds, mut cpu) = (f64::INFINITY, f64::INFINITY);
    for (place, word) in std::env::args().skip(2).enumerate() {
        match (place, word.split_once('=')) {
            (_, Some(("blocks", n))) => budget.block_flights = n.parse()?,
            (_, Some(("nodes", n))) => budget.nodes = n.parse()?,
            (_, Some(("least", n))) => budget.least_nodes = n.parse()?,
            (_, Some(("core", n))) => budget.core_nodes = n.parse()?,
            (_, Some(("steps", n))) => budget.root_steps = n.parse()?,
            (_, Some(("cpu", n))) => cpu = n.parse()?,
            (_, Some(("gap", n))) => budget.gap = n.parse()?,
            (0, None) => budget.threads = word.parse()?,
            (1, None) => seconds = word.parse()?,
            (_, other) => return Err(format!("what is {other:?}?").into()),
        }
    }
    let mut last = None;
    let plan = solve(&problem, &budget, &mut |progress| {
        if last.replace(progress) != Some(progress) {
            let (seconds, memory) = (begun.elapsed().as_secs_f64(), memory());
            eprintln!("{seconds:.3} s, {memory} MiB {progress:?}");
        }
        let late = begun.elapsed().as_secs_f64() > seconds || on_processor() > cpu;
        if late { Control::Stop } else { Control::Continue }
    });
    eprintln!("{} MiB at the end", memory());
    eprintln!(
        "{:.3} s worth {} bound {} gap {:.4} %",
        begun.elapsed().as_secs_f64(),
        plan.objective,
        plan.bound,
        plan.gap * 100.0
    );
    serde_json::to_writer(std::io::BufWriter::new(std::io::stdout().lock()), &plan)?;
    println!();
    Ok(())
}

/// Memory in use, in MiB; 0 where the system does not say.
fn memory() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).map_or(0, |n| n / 256)
}

/// Seconds that the first thread has been on a processor; 0 where the system does not say.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}

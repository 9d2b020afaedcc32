//! `bench planner`: instances of four sizes, made here or read from files: worth, bound, gap, time
//! and memory of each.

mod docket;
mod generate;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use operations::bench::peak_rss;
use planner::{Budget, Control, Instance, Problem, Replanner, solve};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output;
use crate::stop::Wish;

pub(super) use generate::Size;

/// What is planned, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// Instances to plan, in the format `charter-manifest/1`; without any, made ones
    files: Vec<PathBuf>,
    /// Sizes to make
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["s", "m"], conflicts_with = "files")]
    size: Vec<Size>,
    /// Seed of the first instance of each size
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Instances of each size
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// Seconds for each instance [default: until the work, counted in steps, is done]
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<f64>,
    /// Threads for the search of blocks
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    threads: u16,
    /// Write each made instance to this folder as well, so that others can plan it
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(super) fn run(bench: &Bench, app: &App) -> Result<Done> {
    let Ok(limit) = bench.time_limit.map(Duration::try_from_secs_f64).transpose() else {
        return Err(bad("that is no time", "give seconds, such as 1 or 2.5"));
    };
    let wish = Wish::listen(app.out);
    let mut rows: Vec<Value> = Vec::new();
    for path in &bench.files {
        let text = fs::read_to_string(path).map_err(|error| file(path, error))?;
        rows.push(measure(Instance::from_json(&text)?, (limit, bench.threads), &wish)?);
    }
    let made = if bench.files.is_empty() { bench.size.as_slice() } else { &[] };
    for size in made {
        for seed in bench.seed..bench.seed.saturating_add(bench.seeds) {
            if wish.is_made() {
                break;
            }
            app.out.say(format!("planning {size:?}, seed {seed}"));
            let instance = generate::instance(*size, seed);
            if let Some(folder) = &bench.keep {
                let path = folder.join(format!("{}.json", instance.name));
                fs::write(&path, serde_json::to_vec(&instance)?)
                    .map_err(|error| file(&path, error))?;
            }
            rows.push(measure(instance, (limit, bench.threads), &wish)?);
        }
    }
    output::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "solver": planner::SOLVER,
        "threads": bench.threads,
        "instances": rows,
    }))?;
    Ok(Done::Well)
}

/// Plans one instance. The memory is the most that this process has had so far.
fn measure(instance: Instance, how: (Option<Duration>, u16), wish: &Wish) -> Result<Value> {
    let begun = Instant::now();
    let (name, people) = (instance.name.clone(), instance.cases.group.len());
    let flights = instance.flights.dep.len();
    let problem = Problem::take(instance)?;
    let built = begun.elapsed();
    let budget = Budget { threads: usize::from(how.1), ..Budget::fitting(&problem) };
    let plan = solve(&problem, &budget, &mut |_| {
        let late = how.0.is_some_and(|limit| begun.elapsed() >= limit);
        if late || wish.is_made() { Control::Stop } else { Control::Continue }
    });
    let elapsed = begun.elapsed();
    let replanner = Replanner::new(&problem, &plan);
    let asked = Instant::now();
    let reasons = replanner.as_ref().map_or(0, |replanner| replanner.left_out().len());
    let told = asked.elapsed();
    Ok(json!({
        "name": name,
        "people": people,
        "flights": flights,
        "options": problem.options().len(),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "groups_seated": plan.chosen.len(),
        "build_s": built.as_secs_f64(),
        "elapsed_s": elapsed.as_secs_f64(),
        "reasons": reasons,
        "reasons_s": told.as_secs_f64(),
        "peak_rss_bytes": peak_rss(),
    }))
}

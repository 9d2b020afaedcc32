//! `plan`: the planner alone, file to file.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use planner::{Budget, Control, Instance, Plan, Problem, solve};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output::{count, pairs, print, table};

/// An instance and how to plan it.
#[derive(Debug, clap::Args)]
pub(crate) struct PlanFile {
    /// The instance, in the format `charter-manifest/1`
    instance: PathBuf,
    /// Write the solution to this file; without it the JSON goes to standard output
    #[arg(long, value_name = "SOLUTION.json")]
    out: Option<PathBuf>,
    /// Stop after so many seconds with the best plan found
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Threads to use; the plan is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

pub(crate) fn run(plan: &PlanFile, app: &App) -> Result<Done> {
    let begun = Instant::now();
    let path = &plan.instance;
    let bytes = fs::read(path).map_err(|error| file(path, error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        bad(format!("{} is not text in UTF-8", path.display()), "give an instance in JSON")
    })?;
    let instance = Instance::from_json(&text)?;
    let problem = Problem::new(&instance)?;
    let solution = solved(plan, &problem, app, begun);
    let elapsed = begun.elapsed();
    match &plan.out {
        Some(out) => {
            let json = serde_json::to_vec(&solution)?;
            fs::write(out, json).map_err(|error| file(out, error))?;
            let short = serde_json::json!({
                "objective": solution.objective,
                "bound": solution.bound,
                "gap": solution.gap,
                "seated": solution.chosen.len(),
                "left_out": solution.left_out.len(),
                "flown": flown(&solution),
                "elapsed_s": elapsed.as_secs_f64(),
                "out": out,
            });
            app.out.answer(&short, || summary(&solution, elapsed))?;
        }
        None => {
            if !app.out.is_json() {
                app.out.say(summary(&solution, elapsed));
            }
            print(serde_json::to_string(&solution)?)?;
        }
    }
    Ok(Done::Well)
}

/// Plans until the work or the time is up, and shows how far it is.
fn solved(plan: &PlanFile, problem: &Problem, app: &App, begun: Instant) -> Plan {
    let shows = io::stderr().is_terminal();
    let mut told = Instant::now();
    let threads = plan.threads.map_or(1, usize::from);
    let budget = Budget { threads, ..Budget::fitting(problem) };
    solve(problem, &budget, &mut |progress| {
        if shows && told.elapsed() >= Duration::from_secs(1) {
            told = Instant::now();
            let worth = progress
                .objective
                .map_or_else(|| "no plan yet".to_owned(), |worth| format!("a plan worth ${worth}"));
            app.out.say(format!(
                "{:?}: {worth}, none can be worth more than ${}, {:.0} s",
                progress.phase,
                progress.bound,
                begun.elapsed().as_secs_f64(),
            ));
        }
        match plan.time_limit {
            Some(limit) if begun.elapsed() >= limit => Control::Stop,
            _ => Control::Continue,
        }
    })
}

fn flown(plan: &Plan) -> usize {
    plan.y.iter().map(|flies| usize::from(*flies)).sum()
}

fn summary(plan: &Plan, elapsed: Duration) -> String {
    let mut text = pairs([
        ("groups seated", count(plan.chosen.len() as u64)),
        ("groups left out", count(plan.left_out.len() as u64)),
        ("flights flown", format!("{} of {}", flown(plan), plan.y.len())),
        ("worth", format!("${}", plan.objective)),
        (
            "no plan is worth more than",
            format!("${} ({:.2} % above)", plan.bound, plan.gap * 100.0),
        ),
        ("time", format!("{:.1} s", elapsed.as_secs_f64())),
    ]);
    let mut causes = std::collections::BTreeMap::new();
    for left in &plan.left_out {
        *causes.entry(left.cause).or_insert(0_u64) += 1;
    }
    if !causes.is_empty() {
        let mut causes: Vec<_> = causes.into_iter().collect();
        causes.sort_by_key(|(cause, groups)| (std::cmp::Reverse(*groups), *cause));
        text.push('\n');
        text.push_str(&table(
            &["why left out", "#groups"],
            causes.iter().map(|(cause, groups)| [words(cause), count(*groups)]),
        ));
    }
    text
}

/// A code of the solution as words.
fn words(code: &impl serde::Serialize) -> String {
    serde_json::to_string(code).unwrap_or_default().trim_matches('"').replace('_', " ")
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time: write seconds, such as 30 or 2.5");
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

//! `plan`: the planner alone, file to file.

mod side;

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use planner::{Budget, Control, Instance, Plan, Problem, Progress, solve};

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output::{count, pairs, print, table};
use crate::stop::Wish;

/// An instance and how to plan it.
#[derive(Debug, clap::Args)]
pub(crate) struct PlanFile {
    /// The instance, in the format `charter-manifest/1`
    instance: PathBuf,
    /// Write the solution to this file; without it the JSON goes to standard output
    #[arg(long, value_name = "SOLUTION.json")]
    out: Option<PathBuf>,
    /// Stop when the proven gap is at most so many per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    gap: Option<f64>,
    /// Stop after so many seconds with the best plan found
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Threads for the search of blocks; the first bound always takes one. The plan is the same
    /// with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Do not plan: set two solutions of the instance side by side
    #[arg(long, num_args = 2, value_names = ["A.json", "B.json"], conflicts_with_all = ["out", "time_limit", "gap", "threads"])]
    compare: Option<Vec<PathBuf>>,
    /// List so many of those who have waited longest, with the reason
    #[arg(long, value_name = "N")]
    waiting: Option<usize>,
}

pub(crate) fn run(plan: &PlanFile, app: &App) -> Result<Done> {
    let begun = Instant::now();
    let path = &plan.instance;
    let bytes = fs::read(path).map_err(|error| file(path, error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        bad(format!("{} is not text in UTF-8", path.display()), "give an instance in JSON")
    })?;
    let instance = Instance::from_json(&text)?;
    drop(text);
    let problem = Problem::take(instance)?;
    if let Some(files) = &plan.compare {
        return side::run(files, &problem, app);
    }
    let solution = solved(plan, &problem, app, begun);
    let elapsed = begun.elapsed();
    match &plan.out {
        Some(out) => {
            let mut writer = BufWriter::new(File::create(out).map_err(|error| file(out, error))?);
            serde_json::to_writer(&mut writer, &solution)?;
            writer.flush().map_err(|error| file(out, error))?;
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
            app.out.answer(&short, || {
                let mut text = summary(&solution, elapsed);
                text.push_str(&side::waiting(&problem, &solution, plan.waiting.unwrap_or(0)));
                text
            })?;
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

/// Plans until the work, the gap or the time is reached, and shows how far it is.
fn solved(plan: &PlanFile, problem: &Problem, app: &App, begun: Instant) -> Plan {
    let wish = Wish::listen(app.out);
    let mut told = Instant::now();
    let threads = plan.threads.map_or(1, usize::from);
    let mut budget = Budget { threads, ..Budget::fitting(problem) };
    if let Some(gap) = plan.gap {
        budget.gap = gap / 100.0;
    }
    solve(problem, &budget, &mut |progress| {
        tell(app, &mut told, &progress);
        let late = plan.time_limit.is_some_and(|limit| begun.elapsed() >= limit);
        let close = plan.gap.is_some_and(|gap| {
            let worth = progress.objective.unwrap_or(0);
            let rest = progress.bound.saturating_sub(worth);
            // What is shown is rounded; what is compared is not.
            rest.saturating_mul(1_000_000) <= per_million(gap).saturating_mul(worth.max(0))
        });
        if late || close || wish.is_made() { Control::Stop } else { Control::Continue }
    })
}

/// Per cent as parts of a million, rounded down.
fn per_million(percent: f64) -> i64 {
    format!("{:.0}", (percent * 10_000.0).floor()).parse().unwrap_or(0)
}

/// Says once a second how far the solver is, when somebody looks.
pub(super) fn tell(app: &App, told: &mut Instant, progress: &Progress) {
    if !io::stderr().is_terminal() || told.elapsed() < Duration::from_secs(1) {
        return;
    }
    *told = Instant::now();
    let Progress { phase, objective, bound } = progress;
    app.out.say(match objective {
        Some(worth) if *bound < i64::MAX => {
            let parts = bound.saturating_sub(*worth).saturating_mul(100_000) / (*worth).max(1);
            let (whole, rest) = (parts / 1_000, parts % 1_000);
            format!("{phase:?}: worth ${worth}, at most ${bound} ({whole}.{rest:03} % above)")
        }
        Some(worth) => format!("{phase:?}: worth ${worth}, no bound yet"),
        None => format!("{phase:?}: no plan yet"),
    });
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
pub(super) fn words(code: &impl serde::Serialize) -> String {
    serde_json::to_string(code).unwrap_or_default().trim_matches('"').replace('_', " ")
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err(format!("{text:?} is no share: write per cent, such as 0.1")),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time: write seconds, such as 30 or 2.5");
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

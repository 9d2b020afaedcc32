//! Two solutions of one instance side by side, and who has waited longest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use planner::{Plan, Problem, Replanner, Totals, compare, longest_waiting};

use super::words;
use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::output::{pairs, table};

pub(super) fn run(files: &[PathBuf], problem: &Problem, app: &App) -> Result<Done> {
    let [first, second] = files else {
        return Err(bad("two solutions are compared", "give two files after --compare"));
    };
    let both = compare(problem, &read(first, problem)?, &read(second, problem)?);
    app.out.answer(&both, || {
        let row = |what: &str, of: &dyn Fn(&Totals) -> i64| {
            [what.to_owned(), of(&both.first).to_string(), of(&both.second).to_string()]
        };
        let rows = [
            row("worth, dollars", &|totals| totals.objective),
            row("people seated", &|totals| totals.people),
            row("seats taken", &|totals| totals.seats),
            row("flights flown", &|totals| totals.flights),
            row("their cost, dollars", &|totals| totals.cost),
            row("longest detained of those seated, days", &|totals| totals.longest_seated),
            row("longest detained of those left out, days", &|totals| totals.longest_left_out),
        ];
        format!(
            "{}\n{}",
            table(&["", "#first", "#second"], rows),
            pairs([
                ("groups in the first only", both.only_first.len().to_string()),
                ("groups in the second only", both.only_second.len().to_string()),
                ("groups on another flight", both.moved.len().to_string()),
                ("flights that only one flies", both.flights.len().to_string()),
            ])
        )
    })?;
    Ok(Done::Well)
}

/// A solution of the instance that keeps every rule of it.
fn read(path: &Path, problem: &Problem) -> Result<Plan> {
    let bytes = fs::read(path).map_err(|error| file(path, error))?;
    let wrong = |why: String| {
        bad(format!("{}: {why}", path.display()), "give what 'plan --out' wrote for this instance")
    };
    let plan: Plan =
        serde_json::from_slice(&bytes).map_err(|error| wrong(format!("no solution: {error}")))?;
    match Replanner::new(problem, &plan) {
        Some(state) if state.objective() == plan.objective => Ok(plan),
        Some(state) => Err(wrong(format!(
            "it says that it is worth {}, and is worth {}",
            plan.objective,
            state.objective()
        ))),
        None => Err(wrong("no lawful plan of this instance".to_owned())),
    }
}

/// Those who have waited longest, with the reason; nothing for none.
pub(super) fn waiting(problem: &Problem, plan: &Plan, most: usize) -> String {
    let list = longest_waiting(problem, plan, most);
    if list.is_empty() {
        return String::new();
    }
    let rows = list.iter().map(|waiting| {
        let (rounds, days) = (waiting.rounds.to_string(), waiting.days.to_string());
        [waiting.group.to_string(), rounds, days, words(&waiting.cause), waiting.text.clone()]
    });
    format!("\n{}", table(&["#group", "#rounds", "#days", "cause", "why"], rows))
}

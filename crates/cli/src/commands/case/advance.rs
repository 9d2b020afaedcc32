//! `case advance`: as far as a case lawfully gets by itself before a flight.

use anyhow::Result;
use domain::StageName;
use operations::Operations;
use operations::agency::SimulatedAgency;
use serde_json::json;

use crate::app::{App, Done};
use crate::output::count;

/// Stages from which a case can go on by itself.
const STAGES: &[StageName] = &[
    StageName::Detained,
    StageName::OrderFinal,
    StageName::DocumentRequested,
    StageName::AgencyApproved,
];

/// The agencies that requests are drawn up for. What they answer is never made up here.
fn agency(ops: &Operations, app: &App) -> SimulatedAgency {
    SimulatedAgency::new(ops.rules.clone(), 0, app.now().date())
}

pub(super) async fn one(text: &str, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(text).await?.value;
    let before = case.stage.name();
    let (stage, waits) = ops.advance(&case.id, &agency(ops, app), &app.actor).await?;
    let value = json!({
        "case": case.id,
        "from": before,
        "to": stage,
        "waits_for": waits.as_ref().map(ToString::to_string),
        "refusal": waits,
    });
    app.out.answer(&value, || {
        let moved = if before == stage {
            format!("case {} stays at {}", case.id, stage.label().to_lowercase())
        } else {
            format!("case {} went from {before} to {stage}", case.id)
        };
        match &waits {
            Some(refusal) => format!("{moved}; it waits: {refusal}"),
            None => moved,
        }
    })?;
    Ok(Done::Well)
}

pub(super) async fn all(ops: &Operations, app: &App) -> Result<Done> {
    let progress = app.progress();
    let advanced = ops.advance_all(STAGES, &agency(ops, app), &app.actor, &*progress).await?;
    let value = json!({
        "cases": advanced.cases,
        "steps": advanced.steps,
        "unreadable": advanced.unreadable,
    });
    app.out.answer(&value, || {
        let (cases, steps) = (count(advanced.cases), count(advanced.steps));
        let stopped = match advanced.unreadable {
            0 => String::new(),
            some => format!("; {} cannot be read and stand still: run doctor", count(some)),
        };
        format!("{cases} cases looked at, {steps} steps taken{stopped}")
    })?;
    Ok(Done::unless(advanced.unreadable > 0))
}

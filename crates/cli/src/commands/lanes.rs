//! `lanes`: how full each lane is and what holds it up; pauses, weights and limits.

use anyhow::Result;
use clap::Subcommand;
use domain::Version;
use persistence::{LaneSetting, Limit};
use serde_json::json;

use crate::app::{App, Done};
use crate::open;
use crate::output::{maybe, table};

/// What is done with lanes.
#[derive(Debug, Subcommand)]
pub(crate) enum Lanes {
    /// Show every lane: what is due, what is worked on, and what holds it up
    List,
    /// Claim nothing from these lanes until they are resumed
    Pause {
        /// Queue, office and agency, each a name or `*`, such as `*/*/GTM`
        pattern: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Claim from these lanes again
    Resume {
        /// The pattern that was paused
        pattern: String,
    },
    /// Give these lanes another share of the work; 100 is everybody's
    Weight {
        /// Queue, office and agency, each a name or `*`
        pattern: String,
        /// From 1 to 1000
        #[arg(value_parser = clap::value_parser!(u32).range(1..=1000))]
        weight: u32,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Say how much an agency can take; without figures the limit goes
    Limit {
        /// The agency's country
        agency: String,
        /// Requests an hour
        #[arg(long)]
        per_hour: Option<u32>,
        /// Requests at once after a quiet time
        #[arg(long, default_value_t = 10)]
        burst: u32,
        /// Requests under way at once
        #[arg(long)]
        slots: Option<u32>,
    },
}

pub(crate) async fn run(lanes: Option<Lanes>, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match lanes.unwrap_or(Lanes::List) {
        Lanes::List => return list(&ops, app).await,
        Lanes::Pause { pattern, reason } => {
            let weight = weight_of(&ops, &pattern).await?;
            set(&ops, app, pattern, (weight, true), reason).await?;
        }
        Lanes::Resume { pattern } => {
            let weight = weight_of(&ops, &pattern).await?;
            set(&ops, app, pattern, (weight, false), String::new()).await?;
        }
        Lanes::Weight { pattern, weight, reason } => {
            let settings = ops.store.lane_settings().await?;
            let paused = settings.iter().any(|one| one.pattern == pattern && one.paused);
            set(&ops, app, pattern, (weight, paused), reason).await?;
        }
        Lanes::Limit { agency, per_hour, burst, slots } => {
            if per_hour.is_none() && slots.is_none() {
                ops.store.clear_limit(&agency).await?;
            } else {
                let limit = Limit { agency, per_hour, burst, slots };
                ops.store.set_limit(limit, ops.task_clock()).await?;
            }
        }
    }
    app.out.answer(&json!({ "done": true }), || "Done.\n")?;
    Ok(Done::Well)
}

async fn weight_of(ops: &operations::Operations, pattern: &str) -> Result<u32> {
    let settings = ops.store.lane_settings().await?;
    Ok(settings.iter().find(|one| one.pattern == pattern).map_or(100, |one| one.weight))
}

async fn set(
    ops: &operations::Operations,
    app: &App,
    pattern: String,
    (weight, paused): (u32, bool),
    reason: String,
) -> Result<()> {
    let (by, at) = (app.actor.to_string(), app.now().at());
    let setting = LaneSetting { pattern, weight, paused, reason, by, at, version: Version(1) };
    Ok(ops.store.set_lane(setting).await?)
}

async fn list(ops: &operations::Operations, app: &App) -> Result<Done> {
    let lanes = ops.lanes().await?;
    app.out.answer(&lanes, || {
        let rows = lanes.iter().map(|lane| {
            [
                lane.lane.clone(),
                lane.due.to_string(),
                lane.leased.to_string(),
                maybe(lane.since),
                maybe(lane.next),
                lane.weight.to_string(),
                match lane.opens {
                    Some(opens) => format!("{} until {opens}", lane.held_up_by),
                    None => lane.held_up_by.to_owned(),
                },
            ]
        });
        table(&["lane", "#due", "#at work", "due since", "next", "#weight", "held up by"], rows)
    })?;
    Ok(Done::Well)
}

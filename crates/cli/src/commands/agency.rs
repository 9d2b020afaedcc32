//! `agency list`, `queue`, `suspend`, `resume`: how foreign agencies stand, and who waits for them.

use anyhow::Result;
use clap::Subcommand;
use domain::Moment;
use operations::agencies::{AgencyQueue, AgencyStanding};
use serde_json::json;

use crate::app::{App, Done};
use crate::open;
use crate::output::{add, maybe, table};

/// What is done with agencies.
#[derive(Debug, Subcommand)]
pub(crate) enum Agency {
    /// Show every agency: open, closed until when, or suspended; and how many wait for it
    List,
    /// Show who waits to be asked about, in the order in which they will be
    Queue {
        /// The agency's key, or its country
        agency: String,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
    },
    /// Ask an agency nothing until it is resumed; its answers are still taken
    Suspend {
        /// The agency's key, or its country
        agency: String,
        /// From when on, with an offset [default: now]
        #[arg(long, value_name = "INSTANT")]
        from: Option<Moment>,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Let an agency be asked again, in the order of its queue
    Resume {
        /// The agency's key, or its country
        agency: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(agency: Agency, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match agency {
        Agency::List => {
            let standings = ops.agencies().await?;
            app.out.answer(&standings, || list(&standings))?;
        }
        Agency::Queue { agency, limit } => {
            let country = ops.agency_named(&agency)?.country;
            let standing = ops.agency_standing(country).await?;
            let queue = ops.agency_queue(country, limit).await?;
            let value = json!({ "agency": standing, "queue": queue });
            app.out.answer(&value, || queue_words(standing.as_ref(), &queue))?;
        }
        Agency::Suspend { agency, from, reason } => {
            let country = ops.agency_named(&agency)?.country;
            let standing = ops.suspend_agency(country, (from, &reason), &app.actor).await?;
            app.out.answer(&standing, || changed(&standing))?;
        }
        Agency::Resume { agency, reason } => {
            let country = ops.agency_named(&agency)?.country;
            let standing = ops.resume_agency(country, &reason, &app.actor).await?;
            app.out.answer(&standing, || changed(&standing))?;
        }
    }
    Ok(Done::Well)
}

fn list(standings: &[AgencyStanding]) -> String {
    let rows = standings.iter().map(|one| {
        [
            one.agency.to_string(),
            one.country.to_string(),
            one.words.clone(),
            one.waiting.to_string(),
            maybe(one.per_hour),
        ]
    });
    table(&["agency", "country", "stands", "#waiting", "#an hour"], rows)
}

/// How an agency stands after a change; a suspension that begins later is said as such.
fn changed(standing: &AgencyStanding) -> String {
    let mut text = format!("{}: {}\n", standing.agency, standing.words);
    let later = standing.suspended.as_ref().filter(|_| standing.state != "suspended");
    if let Some(later) = later {
        add(&mut text, format_args!("suspended from {} on: {}\n", later.since, later.reason));
    }
    add(&mut text, format_args!("{} cases wait for it\n", standing.waiting));
    text
}

fn queue_words(standing: Option<&AgencyStanding>, queue: &AgencyQueue) -> String {
    let mut text = standing.map(changed).unwrap_or_default();
    if queue.first.is_empty() {
        return text;
    }
    let rows = queue.first.iter().map(|one| {
        [
            one.place.place.to_string(),
            one.case.to_string(),
            one.place.words.clone(),
            one.why.clone(),
        ]
    });
    text.push_str(&table(&["#place", "case", "turn", "because"], rows));
    text
}

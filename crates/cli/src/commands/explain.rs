//! `explain-stuck`: what holds a case up, from its task to the worker that should do it.

use anyhow::Result;
use serde_json::json;

use crate::app::{App, Done};
use crate::find::CASE;
use crate::open;
use crate::output::{maybe, pairs};

/// Which case.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Case id, person id or A-number
    #[arg(value_name = CASE)]
    case: String,
}

pub(crate) async fn run(which: Explain, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let case = ops.find_case(&which.case).await?.value;
    let why = ops.why(&case.id).await?;
    let blocked = ops.blocked_on(&case.id).await?;
    let value = json!({
        "case": case.id.as_str(),
        "stage": case.stage.name(),
        "blocked_on": blocked.on,
        "words": blocked.words,
        "until": blocked.until.map(|at| at.to_string()),
        "waits_for": why.waits_for,
        "next_step": why.next_step,
    });
    app.out.answer(&value, || {
        pairs([
            ("case", case.id.to_string()),
            ("stage", case.stage.name().label().to_owned()),
            ("held up by", format!("{}: {}", blocked.on, blocked.words)),
            ("looked at again", maybe(blocked.until)),
            ("waits for", why.waits_for.clone()),
            ("next", maybe(why.next_step.as_ref())),
        ])
    })?;
    Ok(Done::Well)
}

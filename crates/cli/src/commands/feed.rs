//! `hold feed`: when holds were last read from where they come from.

use anyhow::Result;
use domain::{FeedId, FeedReading, Moment};
use operations::Operations;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::bad;
use crate::output::table;

/// Shows the last readings, or says that there was one.
#[derive(Debug, clap::Args)]
pub(crate) struct Feed {
    /// Everything that the source knew at this instant is here
    #[arg(long, value_name = "INSTANT")]
    read_at: Option<Moment>,
    /// Which source, such as `courts` [default: all that are known]
    #[arg(long, value_name = "NAME", requires = "read_at")]
    source: Option<FeedId>,
}

pub(super) async fn run(feed: Feed, ops: &Operations, app: &App) -> Result<Done> {
    let readings = match feed.read_at {
        None => ops.hold_feed().await?.readings().to_vec(),
        Some(read_at) => {
            let said = ops.read_hold_feed(feed.source, read_at.at(), &app.actor).await?;
            if said.is_empty() {
                let next = "name the source with --source";
                return Err(bad("no source of holds is known", next));
            }
            said
        }
    };
    show(&readings, app)?;
    Ok(Done::Well)
}

fn show(readings: &[FeedReading], app: &App) -> Result<()> {
    let value: Vec<Value> = readings
        .iter()
        .map(|reading| {
            json!({
                "source": reading.source,
                "read_at": reading.read_at,
                "recorded_at": reading.recorded_at,
                "by": reading.by.to_string(),
            })
        })
        .collect();
    app.out.answer(&value, || {
        if readings.is_empty() {
            return "Holds are placed here only: they are as fresh as the question.\n".to_owned();
        }
        let rows = readings.iter().map(|reading| {
            [
                reading.source.to_string(),
                reading.read_at.to_string(),
                reading.recorded_at.to_string(),
                reading.by.to_string(),
            ]
        });
        table(&["source", "read at", "said at", "by"], rows)
    })
}

//! `export`: what leaves as files.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::file;
use crate::open;
use crate::output::count;

/// What leaves.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Everybody who has not left and the flights ahead, as a docket of CSV files
    Docket {
        /// The folder; what was there is replaced
        dir: PathBuf,
    },
    /// The accounting of disclosures: what was given to which foreign authority, and why
    Disclosures {
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(crate) async fn run(export: Export, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match export {
        Export::Docket { dir } => {
            let exported = ops.export_docket(&dir).await?;
            app.out.answer(&exported, || {
                format!(
                    "{} people and {} flights written to {}; {} people and {} flights have left or \
                     are closed and are not on a docket",
                    count(exported.people),
                    exported.flights,
                    dir.display(),
                    count(exported.left_out),
                    exported.flights_left_out,
                )
            })?;
        }
        Export::Disclosures { out: Some(path) } => {
            let out = File::create(&path).map_err(|error| file(&path, error))?;
            let written = ops.export_disclosures(BufWriter::new(out)).await?;
            app.out.answer(&json!({ "disclosures": written, "out": path }), || {
                format!("{} disclosures written to {}", count(written), path.display())
            })?;
        }
        Export::Disclosures { out: None } if app.out.is_json() => {
            let disclosures = ops.store.disclosures(None).await?;
            let rows: Vec<Value> = disclosures
                .iter()
                .map(|one| {
                    json!({
                        "case": one.case,
                        "version": one.version,
                        "recipient": one.recipient,
                        "purpose": one.purpose,
                        "fields": one.fields,
                        "at": one.at,
                    })
                })
                .collect();
            crate::output::json(&rows)?;
        }
        Export::Disclosures { out: None } => {
            ops.export_disclosures(io::stdout()).await?;
        }
    }
    Ok(Done::Well)
}

//! `export disclosures`: what was given to which foreign authority, and why.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;

use anyhow::Result;
use operations::Operations;
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::file;
use crate::output::{self, count};

pub(super) async fn run(out: Option<PathBuf>, ops: &Operations, app: &App) -> Result<Done> {
    if let Some(path) = out {
        let out = File::create(&path).map_err(|error| file(&path, error))?;
        let written = ops.export_disclosures(BufWriter::new(out)).await?;
        app.out.answer(&json!({ "disclosures": written, "out": path }), || {
            format!("{} disclosures written to {}", count(written), path.display())
        })?;
    } else if app.out.is_json() {
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
        output::json(&rows)?;
    } else {
        ops.export_disclosures(io::stdout()).await?;
    }
    Ok(Done::Well)
}

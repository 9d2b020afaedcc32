//! `flight verdicts`: what the gate says of every candidate, with the columns of `expected.csv`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use interchange::docket::verdicts::VerdictWriter;
use operations::{OperationError, Operations, PersonVerdict, VerdictQuery};
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;
use crate::output::{self, count};

pub(super) async fn run(
    query: VerdictQuery,
    out: Option<PathBuf>,
    ops: &Operations,
    app: &App,
) -> Result<Done> {
    let unreadable = if let Some(path) = out {
        let to = File::create(&path).map_err(|error| file(&path, error))?;
        let (written, unreadable) = csv(&query, BufWriter::new(to), &path, ops).await?;
        app.out.answer(&json!({ "verdicts": written, "out": path }), || {
            format!("{} verdicts written to {}", count(written), path.display())
        })?;
        unreadable
    } else if app.out.is_json() {
        let mut verdicts: Vec<PersonVerdict> = Vec::new();
        let unreadable = ops
            .verdicts(&query, &mut |verdict| {
                verdicts.push(verdict);
                Ok(())
            })
            .await?;
        output::json(&verdicts)?;
        unreadable
    } else {
        csv(&query, BufWriter::new(io::stdout()), Path::new("standard output"), ops).await?.1
    };
    if unreadable > 0 {
        app.out.say(format_args!(
            "{unreadable} cases cannot be read: nothing is said of them and their families, who \
             cannot fly; run doctor"
        ));
    }
    Ok(Done::unless(unreadable > 0))
}

/// Writes verdicts as they come; answers how many there were, and how many cases cannot be read.
async fn csv<W: Write + Send>(
    query: &VerdictQuery,
    out: W,
    path: &Path,
    ops: &Operations,
) -> Result<(u64, usize)> {
    let failed = |source| OperationError::File { path: path.display().to_string(), source };
    let mut writer = VerdictWriter::new(out).map_err(failed)?;
    let mut written = 0;
    let unreadable = ops
        .verdicts(query, &mut |verdict| {
            written += 1;
            writer
                .row(&verdict.flight_id, &verdict.person_id, verdict.listed, &verdict.reasons)
                .map_err(failed)
        })
        .await?;
    writer.finish().map_err(failed)?;
    Ok((written, unreadable))
}

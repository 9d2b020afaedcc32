//! `import answers`: what a foreign agency answered, from a file.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Result;
use domain::AgencyId;

use crate::app::{App, Done};
use crate::error::file;
use crate::open;
use crate::output::{add, count};

/// Which answers.
#[derive(Debug, clap::Args)]
pub(crate) struct Answers {
    /// The file (CSV, UTF-8)
    file: PathBuf,
    /// Whose answers they are
    #[arg(long, value_name = "AGENCY")]
    agency: AgencyId,
    /// Read and judge everything, change nothing
    #[arg(long)]
    dry_run: bool,
    /// Write every refused row to this file
    #[arg(long, value_name = "OUT.csv")]
    faults: Option<PathBuf>,
}

pub(super) async fn run(asked: Answers, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let from = File::open(&asked.file).map_err(|error| file(&asked.file, error))?;
    let report = ops.take_answer_file(from, &asked.agency, asked.dry_run, &app.actor).await?;
    if let Some(path) = &asked.faults {
        let failed = |error| file(path, error);
        let mut out = BufWriter::new(File::create(path).map_err(failed)?);
        writeln!(out, "line,why").map_err(failed)?;
        for refused in &report.refused {
            let why = refused.why.replace('"', "\"\"");
            writeln!(out, "{},\"{why}\"", refused.line).map_err(failed)?;
        }
        out.flush().map_err(failed)?;
    }
    app.out.answer(&report, || {
        let mut text = String::new();
        if asked.dry_run {
            text.push_str("Dry run: nothing was changed.\n");
        }
        add(
            &mut text,
            format_args!(
                "{} answers accepted, {} on record already, {} refused; {} people came off a list\n",
                count(report.accepted),
                count(report.known),
                count(report.refused.len() as u64),
                report.struck.len()
            ),
        );
        for refused in &report.refused {
            add(&mut text, format_args!("line {}: {}\n", refused.line, refused.why));
        }
        text
    })?;
    Ok(Done::unless(!report.refused.is_empty()))
}

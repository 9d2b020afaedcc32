//! `import docket`: brings a docket in and says what became of every row.

mod answers;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Subcommand;
use interchange::docket::{Fault, Handling, write_faults};
use operations::{ImportOptions, ImportReport};
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;
use crate::open::{self, Empty};
use crate::output::{count, pairs, table};

/// How many faults are shown.
const SHOWN: usize = 20;

/// What is brought in.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// A folder of CSV files: people, holds, documents, statements, flights
    ///
    /// Each person is taken in whole or not at all, and the same files again change nothing. Of
    /// people who are there, what is new is entered; what was changed here stays and is reported.
    /// Rows that cannot be read are kept, bar whoever they concern, and are reported.
    Docket {
        /// The folder
        dir: PathBuf,
        /// Read and judge everything, change nothing
        #[arg(long)]
        dry_run: bool,
        /// Also bring in `late_holds.csv`: what became known after the docket's day
        #[arg(long)]
        late: bool,
        /// Write every fault to this file, for whoever keeps the source
        #[arg(long, value_name = "OUT.csv")]
        faults: Option<PathBuf>,
    },
    /// A file of answers from a foreign agency
    ///
    /// Columns: `request` (as `CASE/REQUEST`), `answer` (approved or refused), `answered_on`; also
    /// `number`, `issued_on`, `expires_on`, `mrz`. Each row is accepted once, or refused with its line and
    /// the reason. The order of rows and files makes no difference.
    Answers(answers::Answers),
}

pub(crate) async fn run(import: Import, app: &App) -> Result<Done> {
    let (dir, dry_run, late, faults) = match import {
        Import::Docket { dir, dry_run, late, faults } => (dir, dry_run, late, faults),
        Import::Answers(asked) => return answers::run(asked, app).await,
    };
    let scratch = tempfile::tempdir()?;
    let ops = if dry_run {
        open::operations_or(app, scratch.path()).await?
    } else {
        open::operations_on(app, Empty::Fine).await?
    };
    let progress = app.progress();
    let options = ImportOptions { late, dry_run };
    let report = ops.import_docket(&dir, options, &app.actor, &*progress).await?;
    if let Some(path) = &faults {
        write(path, &report.faults)?;
    }
    let value = json!({
        "dry_run": dry_run,
        "report": report,
        "faults": report.faults.iter().map(|fault| json!({
            "file": fault.file.name(),
            "line": fault.line,
            "column": fault.column,
            "fault": fault.kind.code(),
            "handling": fault.kind.handling().code(),
            "what_to_do": fault.kind.what_to_do(),
        })).collect::<Vec<_>>(),
    });
    app.out.answer(&value, || summary(&report, dry_run, faults.as_deref()))?;
    Ok(Done::unless(report.found_faults()))
}

fn write(path: &Path, faults: &[Fault]) -> Result<()> {
    let out = File::create(path).map_err(|error| file(path, error))?;
    write_faults(BufWriter::new(out), faults).map_err(|error| file(path, error))
}

fn summary(report: &ImportReport, dry_run: bool, written: Option<&Path>) -> String {
    let verdict = match (dry_run, report.found_faults()) {
        (true, false) => "Dry run: nothing was changed. No row was refused.",
        (true, true) => "Dry run: nothing was changed. Some rows need a person.",
        (false, false) => "Imported. No row was refused.",
        (false, true) => "Imported. Some rows need a person.",
    };
    let by = |handling: Handling| {
        let faults = report.faults.iter();
        count(faults.filter(|fault| fault.kind.handling() == handling).count() as u64)
    };
    let mut text = format!("{verdict}\n\n");
    if !dry_run && !report.holds_read {
        text.push_str(
            "Something differs from what is on record, so the holds do not count as read: look at \
             the rows below, then import again or say with 'caseflight hold feed' that you have \
             looked.\n\n",
        );
    }
    text.push_str(&pairs([
        ("docket of", report.as_of.clone()),
        ("people", count(report.people)),
        ("cases opened", count(report.opened)),
        ("there already", count(report.already_there)),
        ("nothing new about them", count(report.same)),
        ("something new entered", count(report.changed)),
        ("came off a list", count(report.struck)),
        ("rows that differ and were not entered", count(report.differing)),
        ("set aside until put right", count(report.set_aside)),
        ("flights scheduled", count(report.flights)),
        ("late holds recorded", count(report.late_holds)),
        ("rows in the queue", count(report.queued)),
        ("rows refused", by(Handling::Refuse)),
        ("values repaired", by(Handling::Repair)),
    ]));
    if !report.faults.is_empty() {
        text.push('\n');
        text.push_str(&faults_table(&report.faults));
        text.push_str(&more(report.faults.len(), written));
    }
    text
}

fn faults_table(faults: &[Fault]) -> String {
    // What needs a person comes first.
    let weight = |fault: &&Fault| match fault.kind.handling() {
        Handling::Refuse | Handling::Queue | Handling::Keep => 0,
        Handling::Repair | Handling::Skip => 1,
    };
    let mut first: Vec<&Fault> = faults.iter().collect();
    first.sort_by_key(weight);
    table(
        &["file", "#line", "column", "what is wrong", "done with it", "what to do"],
        first.into_iter().take(SHOWN).map(|fault| {
            [
                fault.file.to_string(),
                fault.line.to_string(),
                fault.column.to_string(),
                fault.kind.label().to_owned(),
                fault.kind.handling().code().to_owned(),
                fault.kind.what_to_do().to_owned(),
            ]
        }),
    )
}

fn more(faults: usize, written: Option<&Path>) -> String {
    match written {
        Some(path) => {
            format!("\nAll {faults} faults, with their values, are in {}\n", path.display())
        }
        None if faults > SHOWN => {
            format!(
                "\n{SHOWN} of {faults} faults shown; --faults OUT.csv writes all, with values\n"
            )
        }
        None => "\n--faults OUT.csv writes them with their values\n".to_owned(),
    }
}

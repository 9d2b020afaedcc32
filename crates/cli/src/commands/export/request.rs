//! `export request` and `export again`: the packet of a request, and whatever left, once more.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use domain::{CaseId, DocumentId};
use interchange::forms::Paper;
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;
use crate::paper::{Printed, Printer};

/// Which request.
#[derive(Debug, clap::Args)]
pub(crate) struct Request {
    /// Which case
    #[arg(value_name = "CASE")]
    case: CaseId,
    /// The file, `.html`, `.xlsx` or `.pdf`; what was there is replaced
    file: PathBuf,
    /// Which request, if more than one is open
    #[arg(long = "request", value_name = "REQUEST")]
    which: Option<DocumentId>,
    #[command(flatten)]
    printed: Printed,
}

/// Which paper.
#[derive(Debug, clap::Args)]
pub(crate) struct Again {
    /// The number at the foot of the paper: SHA-256, 64 digits
    #[arg(value_name = "NUMBER")]
    number: String,
    /// The file, `.html`, `.xlsx` or `.pdf`; what was there is replaced
    file: PathBuf,
    #[command(flatten)]
    printed: Printed,
}

pub(super) async fn run(asked: Request, ops: &Operations, app: &App) -> Result<Done> {
    let printer = asked.printed.at(&asked.file)?;
    let packet = ops.request_packet(&asked.case, asked.which.as_ref(), &app.actor).await?;
    write(&asked.file, &printer, &packet.papers)?;
    let value = json!({
        "case": packet.case,
        "request": packet.request,
        "agency": packet.agency,
        "sha256": packet.hash,
        "out": asked.file,
    });
    app.out.answer(&value, || {
        format!(
            "Request {} for {} written to {}; the release is in the accounting of disclosures\n{}",
            packet.request,
            packet.agency,
            asked.file.display(),
            packet.hash
        )
    })?;
    Ok(Done::Well)
}

pub(super) async fn again(asked: Again, ops: &Operations, app: &App) -> Result<Done> {
    let printer = asked.printed.at(&asked.file)?;
    let papers = ops.reprint(&asked.number).await?;
    write(&asked.file, &printer, &papers)?;
    let value = json!({ "papers": papers.len(), "sha256": asked.number, "out": asked.file });
    app.out.answer(&value, || {
        format!("{} paper(s) written to {} as they left", papers.len(), asked.file.display())
    })?;
    Ok(Done::Well)
}

fn write(path: &Path, printer: &Printer, papers: &[Paper]) -> Result<()> {
    fs::write(path, printer.print(papers)?).map_err(|error| file(path, error))
}

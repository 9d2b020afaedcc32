//! `export request` and `export again`: the packet of a request, and whatever left, once more.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use domain::{CaseId, DocumentId};
use interchange::forms::{Paper, html, xlsx};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;

/// Which request.
#[derive(Debug, clap::Args)]
pub(crate) struct Request {
    /// Which case
    #[arg(value_name = "CASE")]
    case: CaseId,
    /// The file, `.html` or `.xlsx`; what was there is replaced
    file: PathBuf,
    /// Which request, if more than one is open
    #[arg(long = "request", value_name = "REQUEST")]
    which: Option<DocumentId>,
}

/// Which paper.
#[derive(Debug, clap::Args)]
pub(crate) struct Again {
    /// The number at the foot of the paper: SHA-256, 64 digits
    #[arg(value_name = "NUMBER")]
    number: String,
    /// The file, `.html` or `.xlsx`; what was there is replaced
    file: PathBuf,
}

pub(super) async fn run(asked: Request, ops: &Operations, app: &App) -> Result<Done> {
    let packet = ops.request_packet(&asked.case, asked.which.as_ref(), &app.actor).await?;
    write(&asked.file, &packet.papers)?;
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
    let papers = ops.reprint(&asked.number).await?;
    write(&asked.file, &papers)?;
    let value = json!({ "papers": papers.len(), "sha256": asked.number, "out": asked.file });
    app.out.answer(&value, || {
        format!("{} paper(s) written to {} as they left", papers.len(), asked.file.display())
    })?;
    Ok(Done::Well)
}

fn write(path: &Path, papers: &[Paper]) -> Result<()> {
    let bytes = if path.extension().is_some_and(|end| end == "xlsx") {
        xlsx(papers)?
    } else {
        html(papers).into_bytes()
    };
    fs::write(path, bytes).map_err(|error| file(path, error))
}

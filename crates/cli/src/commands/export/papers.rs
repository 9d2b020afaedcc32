//! `export manifest-xlsx`, `export manifest-pdf` and `export form`: the papers of a flight.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;
use domain::{AgencyId, FlightId};
use interchange::forms::Paper;
use operations::{ForeignPaper, OnboardPaper, Operations};
use serde_json::json;

use crate::app::{App, Done};
use crate::error::{bad, file};
use crate::paper::{FontFolders, Format, Printed, Printer};

/// Which list.
#[derive(Debug, clap::Args)]
pub(crate) struct ManifestXlsx {
    /// Which flight
    #[arg(value_name = "FLIGHT")]
    flight: FlightId,
    /// The file; what was there is replaced
    file: PathBuf,
    /// The foreign authority it is for
    #[arg(long = "for", value_name = "AGENCY")]
    agency: Option<AgencyId>,
}

/// Which list, as PDF.
#[derive(Debug, clap::Args)]
pub(crate) struct ManifestPdf {
    #[command(flatten)]
    list: ManifestXlsx,
    #[command(flatten)]
    fonts: FontFolders,
}

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The general declaration of ICAO Annex 9: it names nobody
    GeneralDeclaration,
    /// The passenger manifest for an authority
    Manifest,
    /// The receipt that the authority signs when it has received the people
    Handover,
    /// The list for those who run the flight
    Internal,
    /// The record of people and property, for those on board
    Property,
    /// Tags for bags, with bars: they name nobody
    BaggageTags,
    /// The medical and emergency card for the nurse on board
    MedicalCard,
}

/// Which paper, and where it goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Form {
    /// Which paper
    #[arg(value_enum)]
    kind: Kind,
    /// Which flight
    #[arg(value_name = "FLIGHT")]
    flight: FlightId,
    /// The file, `.html`, `.xlsx` or `.pdf`; what was there is replaced
    file: PathBuf,
    /// The foreign authority it is for
    #[arg(long = "for", value_name = "AGENCY")]
    agency: Option<AgencyId>,
    #[command(flatten)]
    printed: Printed,
}

pub(super) async fn spreadsheet(asked: ManifestXlsx, ops: &Operations, app: &App) -> Result<Done> {
    list(asked, &Printer::Xlsx, ops, app).await
}

pub(super) async fn pdf(asked: ManifestPdf, ops: &Operations, app: &App) -> Result<Done> {
    list(asked.list, &Printer::new(Format::Pdf, &asked.fonts)?, ops, app).await
}

async fn list(asked: ManifestXlsx, printer: &Printer, ops: &Operations, app: &App) -> Result<Done> {
    let kind = if asked.agency.is_some() { Kind::Manifest } else { Kind::Internal };
    let paper = draw(kind, &asked.flight, asked.agency.as_ref(), ops, app).await?;
    write(&asked.file, printer, &paper, app)
}

pub(super) async fn form(asked: Form, ops: &Operations, app: &App) -> Result<Done> {
    let printer = asked.printed.at(&asked.file)?;
    let paper = draw(asked.kind, &asked.flight, asked.agency.as_ref(), ops, app).await?;
    write(&asked.file, &printer, &paper, app)
}

async fn draw(
    kind: Kind,
    flight: &FlightId,
    agency: Option<&AgencyId>,
    ops: &Operations,
    app: &App,
) -> Result<Paper> {
    let foreign = match kind {
        Kind::GeneralDeclaration => return Ok(ops.general_declaration(flight).await?),
        Kind::Internal => return Ok(ops.internal_manifest(flight).await?),
        Kind::Property => return onboard(OnboardPaper::Property, flight, ops).await,
        Kind::BaggageTags => return onboard(OnboardPaper::BaggageTags, flight, ops).await,
        Kind::MedicalCard => return onboard(OnboardPaper::MedicalCard, flight, ops).await,
        Kind::Manifest => ForeignPaper::Manifest,
        Kind::Handover => ForeignPaper::Handover,
    };
    let agency = agency.ok_or_else(|| {
        bad("the paper goes to a foreign authority", "say to which with --for AGENCY")
    })?;
    Ok(ops.foreign_paper(flight, agency, foreign, &app.actor).await?)
}

async fn onboard(paper: OnboardPaper, flight: &FlightId, ops: &Operations) -> Result<Paper> {
    Ok(ops.onboard_paper(flight, paper).await?)
}

fn write(path: &Path, printer: &Printer, paper: &Paper, app: &App) -> Result<Done> {
    let bytes = printer.print(std::slice::from_ref(paper))?;
    fs::write(path, bytes).map_err(|error| file(path, error))?;
    let value = json!({
        "title": paper.title,
        "rows": paper.rows.len(),
        "sha256": paper.hash(),
        "out": path,
    });
    app.out.answer(&value, || {
        // Some papers are one page or tag a person, without a table.
        let rows = match paper.rows.len() {
            0 => String::new(),
            rows => format!("{rows} rows "),
        };
        format!("{}: {rows}written to {}\n{}", paper.title, path.display(), paper.hash())
    })?;
    Ok(Done::Well)
}

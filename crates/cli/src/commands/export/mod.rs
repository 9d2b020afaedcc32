//! `export`: what leaves as files.
// tidy: lists this folder

mod disclosures;
mod docket;
mod log;
mod papers;
mod paxlst;
mod request;
mod statistics;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use crate::app::{App, Done};
use crate::open;

/// What leaves.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Everybody who has not left and the flights ahead, as a docket of CSV files
    Docket {
        /// The folder; what was there is replaced
        dir: PathBuf,
    },
    /// The list of a flight as UN/EDIFACT PAXLST, for the carrier to file
    ///
    /// It has only fields that the receiving countries may be told, and each person's release is
    /// entered in the accounting of disclosures.
    Paxlst(paxlst::Paxlst),
    /// The list of a flight as a spreadsheet
    ///
    /// With --for it is the list for that authority: its allowed fields only, entered in the
    /// accounting of disclosures. Without, it is the list for those who run the flight.
    ManifestXlsx(papers::ManifestXlsx),
    /// The same list as PDF, if this build has it
    ManifestPdf(papers::ManifestPdf),
    /// A paper of a flight to print: HTML, XLSX or PDF
    Form(papers::Form),
    /// The packet of a request for a travel document: cover letter, information sheet, evidence
    ///
    /// It has only fields that the authority may be told; the release is entered in the accounting
    /// of disclosures, with the number of the paper.
    Request(request::Request),
    /// A paper that left, once more, byte for byte, by the number at its foot
    Again(request::Again),
    /// The history of cases and flights as an OCEL 2.0 event log
    ///
    /// It has ids and codes, and no names or numbers of people; but it tells of holds, so it is
    /// never for a foreign authority.
    Ocel {
        /// A new file: `.json` for JSON, `.sqlite` or `.db` for SQLite
        file: PathBuf,
    },
    /// The history of cases as an XES event log, one trace a case
    Xes {
        /// The file; what was there is replaced
        file: PathBuf,
        /// Only what moves a case from one stage to another
        #[arg(long)]
        moves: bool,
    },
    /// Removals, counted as of any day; few are not told
    Statistics(statistics::Statistics),
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
        Export::Docket { dir } => docket::run(&dir, &ops, app).await,
        Export::Paxlst(asked) => paxlst::run(asked, &ops, app).await,
        Export::ManifestXlsx(asked) => papers::spreadsheet(asked, &ops, app).await,
        Export::ManifestPdf(asked) => papers::pdf(asked, &ops, app).await,
        Export::Form(asked) => papers::form(asked, &ops, app).await,
        Export::Request(asked) => request::run(asked, &ops, app).await,
        Export::Again(asked) => request::again(asked, &ops, app).await,
        Export::Ocel { file } => log::ocel(&file, &ops, app).await,
        Export::Xes { file, moves } => log::xes(&file, moves, &ops, app).await,
        Export::Statistics(asked) => statistics::run(asked, &ops, app).await,
        Export::Disclosures { out } => disclosures::run(out, &ops, app).await,
    }
}

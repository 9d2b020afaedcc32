//! `manifest`: a flight's list is planned, filled, sealed and changed.
// tidy: lists this folder

mod change;
mod diff;
mod plan;
mod show;

use anyhow::Result;
use clap::Subcommand;
use domain::{CaseId, FlightId, Refusal, StrikeReason};

use crate::app::{App, Done};
use crate::args::coded;
use crate::find::CASE;
use crate::open;
use crate::output::table;

/// What is done with a list.
#[derive(Debug, Subcommand)]
pub(crate) enum Manifest {
    /// Propose who would get a seat now, and say why the others would not
    Plan {
        /// Which flight
        flight: FlightId,
        /// Give the seats out, each through the gate
        #[arg(long)]
        assign: bool,
        /// How many alternates to list
        #[arg(long, default_value_t = 0)]
        alternates: usize,
    },
    /// Give one person, and the family, a seat by hand
    Assign {
        /// Which flight
        flight: FlightId,
        /// Who: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// As an alternate
        #[arg(long)]
        alternate: bool,
        /// Index of the stop where they get on; 0 is the first
        #[arg(long, default_value_t = 0)]
        stop: u8,
    },
    /// Show the list
    Show {
        /// Which flight
        flight: FlightId,
        /// Also those who were struck
        #[arg(long)]
        all: bool,
    },
    /// Seal the list; whoever built it may not
    Seal {
        /// Which flight
        flight: FlightId,
    },
    /// Break the seal to change the list
    Reopen {
        /// Which flight
        flight: FlightId,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Record that the agencies take names after their notice day
    AcceptLate {
        /// Which flight
        flight: FlightId,
        /// What the agencies said
        #[arg(long)]
        words: String,
    },
    /// Take a person, and the family, off the list
    Strike {
        /// Which flight
        flight: FlightId,
        /// Who: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// Why
        #[arg(long, value_parser = coded!(StrikeReason))]
        reason: StrikeReason,
        /// In words
        #[arg(long, default_value = "")]
        detail: String,
    },
    /// Move an alternate, and the family, up
    Promote {
        /// Which flight
        flight: FlightId,
        /// Who: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
    },
    /// Confirm everybody with a seat whom the gate clears
    Confirm {
        /// Which flight
        flight: FlightId,
    },
    /// Compare two revisions of the list, or the list with what the planner would propose now
    Diff {
        /// Which flight
        flight: FlightId,
        /// The older revision
        #[arg(requires = "to")]
        from: Option<u32>,
        /// The newer revision
        to: Option<u32>,
    },
}

pub(crate) async fn run(manifest: Manifest, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match manifest {
        Manifest::Plan { flight, assign, alternates } => {
            plan::run(&flight, assign.then_some(alternates), &ops, app).await
        }
        Manifest::Assign { flight, case, alternate, stop } => {
            change::assign(&flight, &case, (alternate, stop), &ops, app).await
        }
        Manifest::Show { flight, all } => show::run(&flight, all, &ops, app).await,
        Manifest::Seal { flight } => change::seal(&flight, &ops, app).await,
        Manifest::Reopen { flight, reason } => change::reopen(&flight, &reason, &ops, app).await,
        Manifest::AcceptLate { flight, words } => {
            change::accept_late(&flight, &words, &ops, app).await
        }
        Manifest::Strike { flight, case, reason, detail } => {
            change::strike(&flight, &case, (reason, &detail), &ops, app).await
        }
        Manifest::Promote { flight, case } => change::promote(&flight, &case, &ops, app).await,
        Manifest::Confirm { flight } => change::confirm(&flight, &ops, app).await,
        Manifest::Diff { flight, from: Some(from), to: Some(to) } => {
            diff::revisions(&flight, (from, to), &ops, app).await
        }
        Manifest::Diff { flight, .. } => diff::proposal(&flight, &ops, app).await,
    }
}

/// Keys, separated by commas.
pub(super) fn keys(cases: &[CaseId]) -> String {
    cases.iter().map(CaseId::as_str).collect::<Vec<_>>().join(", ")
}

/// Who was refused and why; nothing if nobody was.
pub(super) fn refused_table(title: &str, refused: &[(CaseId, Refusal)]) -> String {
    if refused.is_empty() {
        return String::new();
    }
    let rows = refused
        .iter()
        .map(|(case, refusal)| [case.to_string(), refusal.code().to_string(), refusal.to_string()]);
    format!("\n{title}:\n{}", table(&["case", "code", "why"], rows))
}

//! `manifest`: a flight's list is planned, filled, sealed and changed.
// tidy: lists this folder

mod change;
mod diff;
mod plan;
mod show;
mod stored;

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
    /// Plan flights together: propose who gets a seat now, and say why the others would not
    Plan(plan::Plan),
    /// List the stored plans, or show one
    Plans {
        /// Show this one
        plan: Option<String>,
    },
    /// Give out the seats of a stored plan, each through the gate
    Seat {
        /// Which plan
        plan: String,
        /// How many alternates to list on each flight
        #[arg(long, default_value_t = 0)]
        alternates: usize,
    },
    /// Say what the latest stored plan meant for somebody, and why
    Why {
        /// Who: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
    },
    /// List those whom planning has passed over most often, with the reason
    Waiting {
        /// In which plan [default: the latest]
        plan: Option<String>,
    },
    /// Set two stored plans side by side
    Compare {
        /// The first plan
        first: String,
        /// The second plan
        second: String,
    },
    /// Solve a stored plan's input again: the same input gives the same plan
    Recheck {
        /// Which plan
        plan: String,
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
        Manifest::Plan(plan) => plan::run(plan, &ops, app).await,
        Manifest::Plans { plan: None } => stored::list(&ops, app).await,
        Manifest::Plans { plan: Some(plan) } => stored::show(&plan, &ops, app).await,
        Manifest::Seat { plan, alternates } => stored::seat(&plan, alternates, &ops, app).await,
        Manifest::Why { case } => stored::why(&case, &ops, app).await,
        Manifest::Waiting { plan } => stored::waiting(plan.as_deref(), &ops, app).await,
        Manifest::Compare { first, second } => stored::compare((&first, &second), &ops, app).await,
        Manifest::Recheck { plan } => stored::recheck(&plan, &ops, app).await,
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

//! `flight`: scheduled, boarded, departed, handed over; and what the gate says of every candidate.
// tidy: lists this folder

mod create;
mod replan;
mod show;
mod travel;
mod verdicts;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use domain::{CancelReason, FlightId, IdentityMatch, Moment, Step, StopOrderId};

use crate::app::{App, Done};
use crate::args::coded;
use crate::find::CASE;
use crate::open::{self, Empty};

/// What is done with flights.
#[derive(Debug, Subcommand)]
pub(crate) enum Flight {
    /// List flights by departure
    List,
    /// Show one flight, its list in figures, its stop orders and deadlines
    Show {
        /// Which flight
        flight: FlightId,
    },
    /// Show everything that ever happened to a flight
    History {
        /// Which flight
        flight: FlightId,
    },
    /// Schedule a flight
    Create(Box<create::Create>),
    /// Change the time, the aircraft or the capacity of a flight whose boarding has not begun
    ///
    /// A seal breaks. Whoever may not fly then comes off the list at once.
    Replan(replan::Replan),
    /// Cancel a flight; everybody on its list comes off
    Cancel {
        /// Which flight
        flight: FlightId,
        /// Why
        #[arg(long, value_parser = coded!(CancelReason))]
        reason: CancelReason,
    },
    /// Open boarding and let everybody on whom the gate clears at the door
    Board {
        /// Which flight
        flight: FlightId,
        /// Only this person and the family: case id, person id or A-number
        #[arg(long, value_name = CASE)]
        case: Option<String>,
        /// What of each person was matched at the door with what is on record. Whoever does not
        /// match is struck: `manifest strike … --reason identity`
        #[arg(long, value_parser = coded!(IdentityMatch))]
        identity: IdentityMatch,
    },
    /// Sweep everybody on board through the gate, take off whom it bars, and depart
    Depart {
        /// Which flight
        flight: FlightId,
    },
    /// Record that a flight arrived
    Arrive {
        /// Which flight
        flight: FlightId,
    },
    /// Record that those who departed were handed over, on a signed receipt
    ///
    /// Everybody but the recalled, who are to come back; or those who are named.
    HandOver {
        /// Which flight
        flight: FlightId,
        /// The receipt that the receiving official signed
        #[arg(long)]
        receipt: String,
        /// Only this person; may be repeated
        #[arg(long, value_name = "CASE")]
        person: Vec<String>,
    },
    /// Record that somebody who had departed was brought back
    BringBack {
        /// Which flight
        flight: FlightId,
        /// Who
        #[arg(value_name = "CASE")]
        person: String,
        /// Why: recalled, refused at the destination, or the flight turned round
        #[arg(long)]
        reason: String,
    },
    /// Acknowledge stop orders, as the flight lead does
    Acknowledge {
        /// Which flight
        flight: FlightId,
        /// Only this stop order; without it all that are open
        #[arg(long, value_name = "STOP_ORDER")]
        order: Option<StopOrderId>,
    },
    /// Say what the gate says of every candidate of one flight or of all
    ///
    /// CSV with the columns `flight_id`, `person_id`, verdict, listed, reasons. It asks the same gate
    /// as every step does.
    Verdicts {
        /// Which flight; without it all flights
        flight: Option<FlightId>,
        /// At which instant, from what was known then [default: the flight's departure]
        #[arg(long, value_name = "INSTANT")]
        at: Option<Moment>,
        /// For which step
        #[arg(long, value_enum, default_value = "board")]
        stage: VerdictStage,
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// The step that verdicts are about.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum VerdictStage {
    /// May the person board
    Board,
    /// May the person be on the list
    Manifest,
}

impl VerdictStage {
    const fn step(self) -> Step {
        match self {
            Self::Board => Step::Board,
            Self::Manifest => Step::Assign,
        }
    }
}

pub(crate) async fn run(flight: Flight, app: &App) -> Result<Done> {
    let fills = matches!(flight, Flight::Create(_));
    let empty = if fills { Empty::Fine } else { Empty::Wrong };
    let ops = open::operations_on(app, empty).await?;
    match flight {
        Flight::List => show::list(&ops, app).await,
        Flight::Show { flight } => show::one(&flight, &ops, app).await,
        Flight::History { flight } => show::history(&flight, &ops, app).await,
        Flight::Create(create) => create::run(*create, &ops, app).await,
        Flight::Replan(replan) => replan::run(replan, &ops, app).await,
        Flight::Cancel { flight, reason } => travel::cancel(&flight, reason, &ops, app).await,
        Flight::Board { flight, case, identity } => {
            travel::board(&flight, case, identity, &ops, app).await
        }
        Flight::Depart { flight } => travel::depart(&flight, &ops, app).await,
        Flight::Arrive { flight } => travel::arrive(&flight, &ops, app).await,
        Flight::HandOver { flight, receipt, person } => {
            travel::hand_over(&flight, (&receipt, &person), &ops, app).await
        }
        Flight::BringBack { flight, person, reason } => {
            travel::bring_back(&flight, (&person, &reason), &ops, app).await
        }
        Flight::Acknowledge { flight, order } => {
            travel::acknowledge(&flight, order, &ops, app).await
        }
        Flight::Verdicts { flight, at, stage, out } => {
            let query = operations::VerdictQuery { flight, at, step: stage.step() };
            verdicts::run(query, out, &ops, app).await
        }
    }
}

//! `export paxlst`: the list of a flight for the carrier to file.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use domain::FlightId;
use interchange::paxlst::Profile;
use operations::{Operations, PaxlstOptions};

use crate::app::{App, Done};
use crate::error::file;
use crate::output;

/// The form of a passenger list.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// One message, as the WCO/IATA/ICAO guide has it.
    Guide,
    /// Messages of at most 3,400 characters.
    Parts,
}

/// Which list, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Paxlst {
    /// Which flight
    #[arg(value_name = "FLIGHT")]
    flight: FlightId,
    /// In which form
    #[arg(long, value_enum, default_value = "guide")]
    profile: Form,
    /// To whom it is addressed
    #[arg(long, default_value = "CARRIER", value_name = "NAME")]
    receiver: String,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(asked: Paxlst, ops: &Operations, app: &App) -> Result<Done> {
    let Paxlst { flight, profile, receiver, out } = asked;
    let profile = match profile {
        Form::Guide => Profile::Guide,
        Form::Parts => Profile::Parts,
    };
    let options = PaxlstOptions { profile, receiver };
    let exported = ops.export_paxlst(&flight, &options, &app.actor).await?;
    let Some(path) = out else {
        output::print(exported.text)?;
        return Ok(Done::Well);
    };
    fs::write(&path, &exported.text).map_err(|error| file(&path, error))?;
    app.out.answer(&exported, || {
        format!(
            "{} people on the list of flight {flight}, in {} message(s), written to {}; each \
             release is in the accounting of disclosures",
            exported.people,
            exported.messages,
            path.display()
        )
    })?;
    Ok(Done::Well)
}

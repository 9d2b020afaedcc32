//! `mail`: requests to a foreign agency by e-mail.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use domain::AgencyId;

use crate::app::{App, Done};
#[cfg(feature = "channels")]
use crate::commands::folder::sent_words;

/// What is done by mail.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Send every open request that has not gone yet, each with its packet attached
    ///
    /// Each release is entered in the accounting of disclosures first.
    Send {
        /// Server and addresses: a TOML file with host, port, from, to, and perhaps user and
        /// `password_file`
        settings: PathBuf,
        /// The foreign agency at the other end
        #[arg(long = "for", value_name = "AGENCY")]
        agency: AgencyId,
    },
}

#[cfg(feature = "channels")]
pub(crate) async fn run(what: Mail, app: &App) -> Result<Done> {
    let Mail::Send { settings, agency } = what;
    let mail = crate::channel::mail(&settings)?;
    let ops = crate::open::operations(app).await?;
    let sent = ops.send_requests(&mail, &agency, &app.actor).await?;
    app.out.answer(&sent, || sent_words(&sent))?;
    Ok(Done::Well)
}

#[cfg(not(feature = "channels"))]
#[expect(clippy::unused_async, reason = "where there is mail, sending it takes a while")]
pub(crate) async fn run(_: Mail, _: &App) -> Result<Done> {
    Err(crate::channel::none())
}

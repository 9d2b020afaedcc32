//! Log lines, to standard error: ids, codes, counts and times, never what a record says.

use std::io::{self, IsTerminal as _};

use anyhow::Result;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Settings};
use crate::error::bad;

/// Installs what writes log lines.
pub(crate) fn install(settings: &Settings) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| {
        bad(
            format!("the log filter {:?} cannot be read: {error}", settings.log),
            "write a level such as info, or pairs such as operations=debug",
        )
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match settings.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

//! Log lines, to standard error, and spans, to a collector if one is named: ids, codes, counts and
//! times, never what a record says.

use std::io::{self, IsTerminal as _};

use anyhow::Result;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt, registry};

use crate::config::{LogFormat, Settings};
use crate::error::bad;
use crate::traces::Traces;

/// Installs what writes log lines and what hears of spans.
pub(crate) fn install(settings: &Settings, traces: Option<&Traces>) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| {
        bad(
            format!("the log filter {:?} cannot be read: {error}", settings.log),
            "write a level such as info, or pairs such as operations=debug",
        )
    })?;
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let lines = match settings.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let spans = traces.map(Traces::layer);
    registry().with(lines.with_filter(filter)).with(spans).init();
    Ok(())
}

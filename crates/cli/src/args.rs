//! The command line: flags that every command takes, and values that many share.

use std::path::PathBuf;

use clap::Parser;
use domain::Moment;

use crate::commands::Command;

/// Keeps track of removal cases and of the charter flights that carry people.
#[derive(Debug, Parser)]
#[command(
    name = "caseflight",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 refused or faults found, 2 wrong command or input, 3 the \
                  system failed.\nResults go to standard output, words for people to standard error."
)]
pub(crate) struct Args {
    /// What every command takes.
    #[command(flatten)]
    pub(crate) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The database: `postgres://…`, `sqlite:FILE` or a file [default: ./caseflight.db]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// A folder with another rulebook than the one built in
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rulebook: Option<PathBuf>,
    /// Who acts, and in which role [default: `deportation_officer:cli`]
    #[arg(long, global = true, value_name = "ROLE:USER")]
    pub(crate) actor: Option<String>,
    /// What to log to standard error, such as `info` or `operations=debug` [default: warn]
    #[arg(long, global = true, value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// Tell spans to this collector of OpenTelemetry, by OTLP over HTTP, such as
    /// `http://127.0.0.1:4318/v1/traces` [default: what the variables `OTEL_…` say]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) traces: Option<String>,
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Act as if it were this instant
    #[arg(long, global = true, hide = true, value_name = "INSTANT")]
    pub(crate) now: Option<Moment>,
}

/// A parser for the codes of an enum of the domain; `--help` lists them with their labels.
macro_rules! coded {
    ($kind:ty) => {{
        use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
        let codes = <$kind>::ALL.iter().map(|one| PossibleValue::new(one.code()).help(one.label()));
        PossibleValuesParser::new(codes)
            .try_map(|code| <$kind>::from_code(&code).ok_or("there is no such code"))
    }};
}
pub(crate) use coded;

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Args::command().debug_assert();
    }

    #[test]
    fn codes_are_read_and_others_refused() {
        let read = |code: &str| {
            let line = ["caseflight", "case", "list", "--stage", code];
            Args::try_parse_from(line).is_ok()
        };
        assert!(read("order_final"));
        assert!(!read("Order final"));
    }
}

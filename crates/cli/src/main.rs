//! The one binary, `caseflight`: reads the settings, installs telemetry, runs a command.

mod app;
mod args;
mod channel;
mod commands;
mod config;
mod error;
mod figures;
mod find;
mod open;
mod output;
mod progress;
mod stop;
mod telemetry;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use crate::app::App;
use crate::args::Args;
use crate::output::Output;

/// Cases are made of many short texts; this one makes and drops them quicker than the system's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = Args::parse();
    let out = Output::new(args.global.json);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| {
            let settings = config::load(&args.global)?;
            telemetry::install(&settings.settings)?;
            let app = App::new(settings, &args.global, out)?;
            runtime.block_on(commands::run(args.command, &app))
        });
    match done {
        Ok(done) => ExitCode::from(done.exit_code()),
        Err(error) => ExitCode::from(error::report(&error, out)),
    }
}

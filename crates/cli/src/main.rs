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
mod paper;
mod progress;
mod stop;
mod telemetry;
mod traces;
mod words;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;
use tokio::runtime::Runtime;

use crate::app::{App, Done};
use crate::args::Args;
use crate::output::Output;
use crate::traces::Traces;

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
        .and_then(|runtime| run(args, out, &runtime));
    match done {
        Ok(done) => ExitCode::from(done.exit_code()),
        Err(error) => ExitCode::from(error::report(&error, out)),
    }
}

fn run(args: Args, out: Output, runtime: &Runtime) -> Result<Done> {
    let settings = config::load(&args.global)?;
    let _within = runtime.enter();
    let spans = Traces::open(args.global.traces.as_deref())?;
    telemetry::install(&settings.settings, spans.as_ref())?;
    let tracer = spans.as_ref().map(Traces::tracer);
    let app = App::new(settings, &args.global, out)?.traced(tracer);
    let done = runtime.block_on(commands::run(args.command, &app));
    if let Some(spans) = spans {
        spans.end(); // while there is a runtime that sends them
    }
    done
}

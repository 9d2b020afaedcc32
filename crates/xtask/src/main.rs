//! `cargo xtask`: the checks and chores that a change must pass before it lands.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for developers: the terminal is where it reports"
)]

mod bench;
mod ci;
mod client;
mod desk;
mod docs;
mod exchange;
mod fuzz;
mod fuzz_formats;
mod nats;
mod outside;
mod papers;
mod postgres;
mod process;
mod scratch;
mod sign_in;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask <task> [arguments]

  tidy            rules of this repository that neither rustc nor Clippy knows
  docs [--check]  write docs/generated/ from the built program; --check only compares
  test [args…]    start a throw-away PostgreSQL and run every test; args go to the runner
  ci              everything that CI runs, in the same order
  browse [DIR]    the desk in a real browser, with axe; screenshots go to DIR
  fuzz-api […]    schemathesis against the desk's description; arguments go to it
  fuzz-formats [SECONDS]
                  every format from outside, fed by libFuzzer so long each (needs nightly)
  exchange [PEOPLE]
                  passenger lists and event logs of a demonstration, judged by programs of others
  client          a generated client and the guide's commands against a demonstration
  sign-in         sign-in by a real provider of OpenID Connect, and everything that can be wrong
  papers          every paper of a demonstration as PDF, read and checked by tools of others
  outside         the last three together, as CI runs them
  bench           how to run the project's own benchmarks
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Written out here: returned from main, it would bring a backtrace along.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let task = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    match task.as_str() {
        "tidy" => tidy::run(),
        "docs" => docs::run(&rest),
        "test" => test::run(&rest),
        "ci" => ci::run(),
        "browse" => desk::browse(&rest),
        "fuzz-api" => fuzz::run(&rest),
        "client" => client::run()?.required(),
        "sign-in" => sign_in::run()?.required(),
        "fuzz-formats" => fuzz_formats::run(&rest),
        "exchange" => exchange::run(&rest),
        "papers" => papers::run()?.required(),
        "outside" => outside::run(),
        "bench" => bench::run(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        "" => bail!("say which task\n\n{HELP}"),
        other => bail!("there is no task '{other}'\n\n{HELP}"),
    }
}

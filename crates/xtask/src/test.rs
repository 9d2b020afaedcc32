//! `cargo xtask test`: a throw-away PostgreSQL, then every test of the workspace against both databases.

use anyhow::{Context as _, Result};

use crate::postgres::Cluster;
use crate::{process, workspace};

/// Everything that the program can be built with.
const FULL: &str = "cli/full";
/// Where the tests look for a PostgreSQL server in which they may make databases.
const VARIABLE: &str = "CASEFLIGHT_TEST_POSTGRES";

/// Where the tests look for the program of a NATS server.
const NATS: &str = "CASEFLIGHT_TEST_NATS";
/// What they find there when it could not be had: a registry that is away stops no other test.
const NO_NATS: &str = "none";

/// Examples in doc comments come first: the log should end with the summary of the real run.
/// They are left out when arguments pick some tests only.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    std::env::set_current_dir(workspace::root()?)?;
    let cluster = Cluster::start()
        .context("no tests were run: the suite needs PostgreSQL, and it could not be had")?;
    let nats = crate::nats::find_or_install().unwrap_or_else(|error| {
        eprintln!("NOT RUN: there is no NATS server, so JetStream is not tested: {error:#}");
        NO_NATS.into()
    });
    let extra: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if extra.is_empty() {
        let examples = ["test", "--workspace", "--features", FULL, "--doc", "--locked"];
        process::step(process::cargo(&examples).env(VARIABLE, cluster.url()))?;
    }
    let has_nextest = process::works(&mut process::cargo(&["nextest", "--version"]));
    let runner = command_line(has_nextest, &extra);
    process::step(process::cargo(&runner).env(VARIABLE, cluster.url()).env(NATS, nats))
}

fn command_line<'a>(has_nextest: bool, extra: &[&'a str]) -> Vec<&'a str> {
    let mut words: Vec<&'a str> = if has_nextest {
        vec!["nextest", "run", "--workspace", "--features", FULL, "--profile", "ci", "--locked"]
    } else {
        let tests = ["--lib", "--bins", "--tests", "--locked"];
        ["test", "--workspace", "--features", FULL].into_iter().chain(tests).collect()
    };
    words.extend(extra);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_handed_on_to_the_runner() {
        let words = command_line(true, &["--no-capture", "a_hold_wins"]);
        assert_eq!(
            words.join(" "),
            "nextest run --workspace --features cli/full --profile ci --locked --no-capture a_hold_wins"
        );
    }

    #[test]
    fn without_nextest_cargo_runs_the_same_tests() {
        assert_eq!(
            command_line(false, &[]).join(" "),
            "test --workspace --features cli/full --lib --bins --tests --locked"
        );
    }
}

//! `cargo xtask fuzz-formats`: every format that comes from outside, fed by libFuzzer, which watches
//! which code its inputs reach. The targets and their first inputs are in `tests/fuzz`.
//!
//! It needs a nightly toolchain, a C++ compiler and cargo-fuzz; CI has none of them and tries damaged
//! inputs without watching (`mutated` in the tests of `interchange`).

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace};

/// Each is a file in `tests/fuzz/targets` and a folder in `tests/fuzz/seeds`.
const TARGETS: &[&str] = &["mrz", "paxlst", "answers_csv", "docket_csv", "answers_json"];

/// How long each is fed, in seconds, if nobody says.
const SECONDS: &str = "60";

/// What an input may cost: ten seconds, a gibibyte, and 64 KiB of input.
const BOUNDS: &[&str] = &["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"];

/// Feeds one target after the other. What it found worth keeping stays in `tests/fuzz/corpus`, an
/// input that breaks something in `tests/fuzz/artifacts`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let seconds = arguments.first().map_or(SECONDS, String::as_str);
    seconds.parse::<u32>().with_context(|| format!("'{seconds}' is no number of seconds"))?;
    if !process::works(Command::new("cargo").args(["+nightly", "fuzz", "--version"])) {
        bail!(
            "it needs `rustup toolchain install nightly` and `cargo install cargo-fuzz --locked`"
        );
    }
    let folder = workspace::root()?.join("tests/fuzz");
    for target in TARGETS {
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)
            .with_context(|| format!("cannot make {}", corpus.display()))?;
        process::step(
            Command::new("cargo")
                .args(["+nightly", "fuzz", "run", "--sanitizer", "none", "--fuzz-dir"])
                .arg(&folder)
                .arg(target)
                .args([&corpus, &folder.join("seeds").join(target)])
                .arg("--")
                .arg(format!("-max_total_time={seconds}"))
                .args(BOUNDS),
        )?;
    }
    Ok(())
}

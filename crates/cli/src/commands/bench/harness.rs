//! `bench engine --harness`: speaks with the harness that compares engines, one JSON line each run.

use anyhow::Result;
use jiff::SignedDuration;
use operations::Clock;
use operations::bench::{self, EngineOptions, peak_rss};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::{App, Done};
use crate::error::bad;
use crate::output;

/// What the environment says.
fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn number(name: &str, otherwise: usize) -> Result<usize> {
    match variable(name) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .map_err(|_| bad(format!("{name} is no number"), "the harness sets a whole number")),
    }
}

pub(super) async fn run(options: EngineOptions, scratch: &TempDir, app: &App) -> Result<Done> {
    let url = variable("PGURL").or_else(|| app.settings.database_url.clone());
    let mut ops = super::operations(app, scratch, url.as_deref()).await?;
    let cases = number("N", options.cases)?;
    let mode = variable("MODE").unwrap_or_else(|| "work".to_owned());
    let line: Value = match mode.as_str() {
        "setup" => json!({ "ok": true }),
        "load" => json!({ "seconds": 0.0, "note": "work opens its own cases outside its clock" }),
        "work" => {
            let options = EngineOptions { cases, ..options };
            let measured = bench::engine(&ops, options, &*app.progress()).await?;
            json!({
                "seconds": measured.seconds,
                "steps": measured.steps,
                "ok": measured.ok,
                "rss_mb": peak_rss().map(|bytes| bytes / 1024 / 1024),
                "note": format!("batch {}, cases opened in {:.1} s", options.batch, measured.open_seconds),
            })
        }
        "lat" => {
            let (mut step_ms, mut case_ms) = (Vec::new(), Vec::new());
            // One case after another; each in a second of its own, which its keys are made from.
            let begun = app.now();
            for n in 0..number("K", 100)? {
                let later = SignedDuration::from_secs(i64::try_from(n).unwrap_or(0));
                ops.clock = Clock::at(begun.plus(later));
                let one = EngineOptions { cases: 1, batch: 1, workers: 1 };
                let measured = bench::engine(&ops, one, &operations::Silent).await?;
                case_ms.push(measured.seconds * 1_000.0);
                step_ms.push(measured.seconds * 200.0);
            }
            let note = "one case at a time; step_ms is the mean of a case's five steps";
            json!({ "step_ms": step_ms, "case_ms": case_ms, "note": note })
        }
        other => {
            return Err(bad(
                format!("MODE is {other:?}"),
                "the harness sets setup, load, work or lat",
            ));
        }
    };
    let ok = line.get("ok").is_none_or(|ok| *ok == json!(true));
    output::print(line)?;
    Ok(Done::unless(!ok))
}

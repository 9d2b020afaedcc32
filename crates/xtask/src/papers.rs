//! `cargo xtask papers`: what the program prints, read by tools that know nothing of it: every paper of
//! the demonstration's charter as PDF, its people, its tags, its code, and names in several scripts.
//!
//! The tools are fetched with the ordinary client into a folder that goes away.

use std::process::Command;

use anyhow::Result;

use crate::desk::{BUILD, program};
use crate::outside::Ran;
use crate::scratch::Scratch;
use crate::{process, workspace};

/// A checker of PDF/UA with a reader of its own, another reader of PDF, a reader of codes.
const TOOLS: &[&str] =
    &["install", "--quiet", "pdfua==0.1.3", "pypdfium2==5.15.2", "zxing-cpp==3.1.1"];

/// Fetches the tools, prints the papers, has them read.
pub(crate) fn run() -> Result<Ran> {
    let root = workspace::root()?;
    let folder = Scratch::new("papers")?;
    let tools = folder.path().join("tools");
    let fetched = process::step(Command::new("python3").args(["-m", "venv"]).arg(&tools))
        .and_then(|()| process::step(Command::new(tools.join("bin/pip")).args(TOOLS)));
    if let Err(error) = fetched {
        return Ok(Ran::NotFetched(error));
    }
    process::step(&mut process::cargo(BUILD))?;
    let example = ["run", "--quiet", "--locked", "-p", "papers", "--example", "names", "--"];
    process::step(process::cargo(&example).arg(folder.path()))?;
    process::step(
        Command::new(tools.join("bin/python"))
            .arg(root.join("tests/papers/check.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PROGRAM", program(&root))
            .env("FOLDER", folder.path()),
    )?;
    Ok(Ran::Passed)
}

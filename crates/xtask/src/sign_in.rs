//! `cargo xtask sign-in`: the desk's sign-in against a real provider of OpenID Connect, and what
//! can be wrong with its answers.
//!
//! The provider is fetched with the ordinary client into a folder that goes away.

use std::process::Command;

use anyhow::Result;

use crate::desk::{BUILD, program};
use crate::outside::Ran;
use crate::scratch::Scratch;
use crate::{process, workspace};

/// Builds the program with everything, and runs the flow with all its faults.
pub(crate) fn run() -> Result<Ran> {
    let root = workspace::root()?;
    let folder = Scratch::new("sign-in")?;
    let npm = ["install", "--no-audit", "--no-fund", "oidc-provider@9.13.3"];
    if let Err(error) = process::step(Command::new("npm").args(npm).current_dir(folder.path())) {
        return Ok(Ran::NotFetched(error));
    }
    process::step(&mut process::cargo(BUILD))?;
    process::step(
        Command::new("node")
            .arg(root.join("tests/browser/sign_in.mjs"))
            .env("PROGRAM", program(&root))
            .env("TOOLS", folder.path()),
    )?;
    Ok(Ran::Passed)
}

//! `cargo xtask outside`: what needs tools from other registries, and neither a browser nor hours.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{client, process, sign_in};

/// What is needed, and how it says that it is there.
const TOOLS: &[(&str, &str)] =
    &[("npm", "--version"), ("node", "--version"), ("python3", "--version")];

/// A generated client and the guide, then signing in by a real provider. Without the tools it fails
/// in CI, and says loudly elsewhere that nothing was run.
pub(crate) fn run() -> Result<()> {
    let missing = TOOLS.iter().find(|(tool, how)| !process::works(Command::new(tool).arg(how)));
    if let Some((tool, _)) = missing {
        if std::env::var_os("CI").is_some() {
            bail!("there is no {tool}: the client and the sign-in were not tested");
        }
        eprintln!("NOT RUN: there is no {tool}: the client and the sign-in were not tested");
        return Ok(());
    }
    client::run()?;
    sign_in::run()
}

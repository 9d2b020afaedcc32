//! `cargo xtask outside`: what needs tools from other registries, and neither a browser nor hours.

use std::process::Command;

use anyhow::Result;

use crate::{client, process, sign_in};

/// What is needed, and how it says that it is there.
const TOOLS: &[(&str, &str)] =
    &[("npm", "--version"), ("node", "--version"), ("python3", "--version")];

/// A generated client and the guide, and signing in by a real provider. What cannot be fetched is
/// said loudly not to have run; what was fetched must pass. Printed papers have a command of their
/// own (`cargo xtask papers`): reading them takes minutes.
pub(crate) fn run() -> Result<()> {
    let missing = TOOLS.iter().find(|(tool, how)| !process::works(Command::new(tool).arg(how)));
    if let Some((tool, _)) = missing {
        eprintln!("NOT RUN: there is no {tool}: the client and the sign-in were not tested");
        return Ok(());
    }
    let ran = [("client", client::run()?), ("sign-in", sign_in::run()?)];
    for (name, ran) in ran {
        if let Ran::NotFetched(error) = ran {
            eprintln!("NOT RUN: no test of {name}: {error:#}");
        }
    }
    Ok(())
}

/// Whether something was tried at all.
#[must_use]
pub(crate) enum Ran {
    /// It was, and passed.
    Passed,
    /// A registry did not give what it needs.
    NotFetched(anyhow::Error),
}

impl Ran {
    /// For whoever asked for just this.
    pub(crate) fn required(self) -> Result<()> {
        match self {
            Self::Passed => Ok(()),
            Self::NotFetched(error) => Err(error),
        }
    }
}

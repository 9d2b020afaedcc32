//! `cargo xtask outside`: what needs tools from other registries, and neither a browser nor hours.

use std::process::Command;

use anyhow::Result;

use crate::{client, papers, process, sign_in};

/// What is needed, and how it says that it is there.
const TOOLS: &[(&str, &str)] =
    &[("npm", "--version"), ("node", "--version"), ("python3", "--version")];

/// A generated client and the guide, signing in by a real provider, printed papers. What cannot be fetched is
/// said loudly not to have run; what was fetched must pass.
pub(crate) fn run() -> Result<()> {
    let missing = TOOLS.iter().find(|(tool, how)| !process::works(Command::new(tool).arg(how)));
    if let Some((tool, _)) = missing {
        eprintln!(
            "NOT RUN: there is no {tool}: the client, the sign-in and the papers were not tested"
        );
        return Ok(());
    }
    let ran =
        [("client", client::run()?), ("sign-in", sign_in::run()?), ("papers", papers::run()?)];
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

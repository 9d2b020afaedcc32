//! Where the server of NATS is on this machine, and how it gets here when it is not. Tests start
//! it themselves, on loopback, with a folder that goes away.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::postgres::programs;

/// Its program, and Debian's package of it.
const SERVER: &str = "nats-server";

/// The program, which is installed if need be.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(program) = find() {
        return Ok(program);
    }
    if !programs::are_we_root()? {
        bail!("{SERVER} is not on this machine: install it, as Debian has it");
    }
    eprintln!("NATS: not on this machine; installing Debian's package '{SERVER}'");
    programs::install(SERVER)?;
    find().context("the package was installed, but its program was not found")
}

/// Debian puts it where only root's PATH looks.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([Path::new("/usr/sbin").to_owned()]);
    folders.map(|folder| folder.join(SERVER)).find(|program| program.is_file())
}

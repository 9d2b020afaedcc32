//! Where PostgreSQL's server programs are on this machine, and how they get here when they are not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// What a server needs; a machine with the client alone has neither.
const NEEDED: &[&str] = &["initdb", "pg_ctl", "postgres"];

/// Where Debian puts one folder for each major version.
const DEBIAN: &str = "/usr/lib/postgresql";

pub(crate) fn are_we_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

pub(super) fn find_or_install(as_root: bool) -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    if !as_root {
        bail!(
            "PostgreSQL's server programs ({}) are not on this machine. Install them (on Debian: \
             apt-get install postgresql), or put their folder on PATH",
            NEEDED.join(", ")
        );
    }
    eprintln!("PostgreSQL: not on this machine; installing Debian's package 'postgresql'");
    install("postgresql")?;
    find().context("the package 'postgresql' was installed, but its programs were not found")
}

/// Installs Debian's package.
pub(crate) fn install(package: &str) -> Result<()> {
    let packages = ["install", "-q", "-y", "--no-install-recommends", package];
    for arguments in [&["update", "-q"][..], &packages] {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        let said = process::output(&mut command);
        said.with_context(|| format!("{package} is missing and could not be installed"))?;
    }
    Ok(())
}

/// The first folder that has every program: `pg_config`'s, Debian's newest, then those of PATH.
fn find() -> Option<PathBuf> {
    let configured = process::output(Command::new("pg_config").arg("--bindir")).ok();
    let configured = configured.map(|line| PathBuf::from(line.trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = configured.into_iter().collect::<Vec<_>>();
    folders.extend(newest_first(Path::new(DEBIAN)));
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| NEEDED.iter().all(|program| folder.join(program).is_file()))
}

/// `<base>/<major version>/bin`, the highest version first.
fn newest_first(base: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(base) else { return Vec::new() };
    let mut versions: Vec<u32> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|version| base.join(version.to_string()).join("bin")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn version_fifteen_is_newer_than_version_nine() {
        let scratch = Scratch::new("versions").unwrap();
        for name in ["9", "15", "common"] {
            fs::create_dir(scratch.path().join(name)).unwrap();
        }
        let expected = ["15", "9"].map(|name| scratch.path().join(name).join("bin"));
        assert_eq!(newest_first(scratch.path()), expected);
    }

    #[test]
    fn a_machine_without_debians_folder_has_none_there() {
        assert!(newest_first(Path::new("no-such-folder")).is_empty());
    }
}

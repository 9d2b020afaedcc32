//! Where the repository is and which files belong to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// The folder of the workspace's own Cargo.toml, looked for from the current folder upwards.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    for folder in here.ancestors() {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if manifest.lines().any(|line| line.trim() == "[workspace]") {
            return Ok(folder.to_owned());
        }
    }
    bail!("run this inside the repository: no Cargo.toml with [workspace] above {}", here.display())
}

/// Paths, from the root, of every file that git tracks or would track; sorted.
///
/// Without git (a release archive) every file counts that does not lie in a build folder.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let mut found = match process::output(&mut git) {
        Ok(listed) => listed
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(PathBuf::from)
            .filter(|path| root.join(path).is_file())
            .collect(),
        Err(_) => walk(root)?,
    };
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let kind = entry.file_type()?;
            if kind.is_dir() && name != "target" && name != ".git" && name != ".work" {
                folders.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                found.push(path.strip_prefix(root).unwrap_or(&path).to_owned());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_from_inside_a_crate() {
        assert!(root().unwrap().join("crates").join("xtask").is_dir());
    }

    #[test]
    fn with_and_without_git_this_file_is_listed() {
        let root = root().unwrap();
        let this = Path::new("crates/xtask/src/workspace.rs");
        assert!(files(&root).unwrap().iter().any(|path| path == this));
        assert!(walk(&root).unwrap().iter().any(|path| path == this));
    }
}

//! `cargo xtask tidy`: rules of this repository that neither rustc nor Clippy knows.

mod borders;
mod files;
mod folders;
mod layers;
mod links;
mod source;
mod telemetry;

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::workspace;
use source::Source;

/// One file of the repository, read.
struct File {
    /// From the root, with forward slashes.
    path: String,
    text: String,
    /// Only for Rust files.
    source: Option<Source>,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        let source = is_kind(path, "rs").then(|| Source::read(text));
        Self { path: path.to_owned(), text: text.to_owned(), source }
    }

    /// The crate the file belongs to, by the name of its folder: `crates/<name>/` or `<name>/`.
    fn member(&self) -> &str {
        let inside = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        inside.split_once('/').map_or("", |(member, _)| member)
    }
}

/// Whether the path ends in a dot and `kind`.
fn is_kind(path: &str, kind: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == kind)
}

/// A broken rule: `path:line: what is wrong`, or `path: what is wrong`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    path: String,
    line: Option<usize>,
    what: String,
}

impl Fault {
    fn file(file: &File, what: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line: None, what: what.into() }
    }

    fn line(file: &File, line: usize, what: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line: Some(line), what: what.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.path, self.what),
            None => write!(out, "{}: {}", self.path, self.what),
        }
    }
}

pub(crate) fn run() -> Result<()> {
    let root = workspace::root()?;
    let mut read = Vec::new();
    for path in workspace::files(&root)? {
        let bytes = fs::read(root.join(&path))
            .with_context(|| format!("cannot read {}", path.display()))?;
        // What is not text has no lines to check, but links may lead to it.
        let text = String::from_utf8(bytes).unwrap_or_default();
        read.push(File::new(&path.to_string_lossy().replace('\\', "/"), &text));
    }
    let faults = check(&read);
    for fault in &faults {
        println!("{fault}");
    }
    if !faults.is_empty() {
        bail!("tidy found {} faults", faults.len());
    }
    println!("tidy: {} files, nothing to report", read.len());
    Ok(())
}

/// Every broken rule, by path and line.
fn check(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    layers::check(files, &mut faults);
    folders::check(files, &mut faults);
    links::check(files, &mut faults);
    for file in files {
        files::check(file, &mut faults);
        borders::check(file, &mut faults);
        telemetry::check(file, &mut faults);
    }
    faults.sort();
    faults.dedup();
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_listed_by_path_and_line_all_of_them() {
        let bad = File::new("crates/domain/src/b.rs", "use std::fs;\nuse tokio::time;\n");
        let worse = File::new("crates/domain/src/a.rs", "fn main() {}\n");
        let lines: Vec<String> = check(&[bad, worse]).iter().map(Fault::to_string).collect();
        assert_eq!(
            lines,
            [
                "crates/domain/src/a.rs: begin with a //! line that says what this file is",
                "crates/domain/src/b.rs: begin with a //! line that says what this file is",
                "crates/domain/src/b.rs:1: domain is pure: no std::fs here",
                "crates/domain/src/b.rs:2: domain is pure: no tokio here",
            ]
        );
    }

    #[test]
    fn a_file_knows_its_crate() {
        assert_eq!(File::new("crates/domain/src/lib.rs", "").member(), "domain");
        assert_eq!(File::new("migrations/src/lib.rs", "").member(), "migrations");
        assert_eq!(File::new("README.md", "").member(), "");
    }
}

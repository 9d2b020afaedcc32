//! Which crate may use which: the arrows of the architecture, read from each Cargo.toml.

use super::{Fault, File};

/// What a crate may use of ours.
enum Uses {
    Only(&'static [&'static str]),
    All,
}

/// Every crate of ours. A new one, or a new arrow, is a decision: it gets a page in docs/decisions/.
const LAYERS: &[(&str, Uses)] = &[
    ("domain", Uses::Only(&[])),
    ("planner", Uses::Only(&[])),
    ("interchange", Uses::Only(&["domain"])),
    ("papers", Uses::Only(&["interchange"])),
    ("migrations", Uses::Only(&[])),
    ("persistence", Uses::Only(&["domain", "migrations"])),
    ("operations", Uses::Only(&["domain", "planner", "interchange", "persistence"])),
    ("worker", Uses::Only(&["operations", "persistence", "domain"])),
    ("channels", Uses::Only(&["worker", "operations", "persistence", "interchange", "domain"])),
    ("server", Uses::Only(&["operations", "persistence", "domain", "interchange"])),
    ("cli", Uses::All),
    ("xtask", Uses::Only(&[])),
    ("tests", Uses::All),
];

/// The only crates that may know the database library.
const KNOW_SEA_ORM: &[&str] = &["persistence", "migrations"];

pub(super) fn check(files: &[File], faults: &mut Vec<Fault>) {
    for file in files {
        if file.path.ends_with("/Cargo.toml") {
            check_manifest(file, faults);
        }
    }
}

fn check_manifest(file: &File, faults: &mut Vec<Fault>) {
    let member = file.member();
    let Some((_, uses)) = LAYERS.iter().find(|(name, _)| *name == member) else {
        faults.push(Fault::file(file, format!("crate {member} has no line in tidy's LAYERS")));
        return;
    };
    for (line, name) in dependencies(&file.text) {
        let ours = LAYERS.iter().any(|(other, _)| *other == name);
        let allowed = match uses {
            Uses::All => true,
            Uses::Only(list) => list.contains(&name),
        };
        if ours && !allowed {
            faults.push(Fault::line(file, line, format!("{member} may not use {name}")));
        }
        if name.starts_with("sea-orm") && !KNOW_SEA_ORM.contains(&member) {
            faults.push(Fault::line(file, line, "only persistence and migrations know SeaORM"));
        }
    }
}

/// Line and name of every dependency, of whatever kind and for whatever target.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut listing = false;
    for (at, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.split(']').next().unwrap_or_default().trim();
            listing = header.ends_with("dependencies");
            // [dependencies.domain] is a dependency in a table of its own.
            if let Some((_, name)) = header.split_once("dependencies.") {
                found.push((at + 1, unquoted(name)));
            }
        } else if let Some((key, value)) = line.split_once('=')
            && (listing || key.trim() == "package")
            && !line.starts_with('#')
        {
            let name = key.split('.').next().unwrap_or(key);
            found.push((at + 1, renamed(key, value).unwrap_or_else(|| unquoted(name))));
        }
    }
    found
}

/// The real name in `other = { package = "domain" }` and in a table's line `package = "domain"`.
fn renamed<'a>(key: &str, value: &'a str) -> Option<&'a str> {
    let value = if key.trim() == "package" {
        value
    } else {
        value.split_once("package")?.1.split_once('=')?.1
    };
    value.split('"').nth(1)
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn faults(path: &str, manifest: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(&[File::new(path, manifest)], &mut faults);
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_a_fault() {
        let manifest = "[dependencies]\nserde = \"1\"\npersistence = { workspace = true }\n";
        assert_eq!(
            faults("crates/domain/Cargo.toml", manifest),
            ["crates/domain/Cargo.toml:3: domain may not use persistence"]
        );
    }

    #[test]
    fn every_way_to_write_a_dependency_is_read() {
        for manifest in [
            "[dev-dependencies]\noperations.workspace = true\n",
            "[build-dependencies]\noperations = { path = \"../operations\" }\n",
            "[dependencies.operations]\npath = \"../operations\"\n",
            "[target.'cfg(unix)'.dependencies]\n\"operations\" = \"1\"\n",
            "[dependencies]\nother = { package = \"operations\", path = \"../operations\" }\n",
            "[dependencies.other]\npackage = \"operations\"\n",
        ] {
            let found = faults("crates/planner/Cargo.toml", manifest);
            assert_eq!(found.len(), 1, "{manifest}{found:?}");
        }
    }

    #[test]
    fn arrows_of_the_table_are_allowed() {
        let manifest = "[dependencies]\ndomain = { workspace = true }\nmigrations = \"1\"\n";
        assert!(faults("crates/persistence/Cargo.toml", manifest).is_empty());
        assert!(faults("tests/Cargo.toml", "[dev-dependencies]\ncli = \"1\"\n").is_empty());
    }

    #[test]
    fn the_database_library_stays_in_its_two_crates() {
        let manifest = "[dependencies]\nsea-orm = { workspace = true }\n";
        assert!(faults("crates/persistence/Cargo.toml", manifest).is_empty());
        assert_eq!(faults("crates/cli/Cargo.toml", manifest).len(), 1);
    }

    #[test]
    fn a_crate_without_a_line_in_the_table_is_a_fault() {
        assert_eq!(faults("crates/extra/Cargo.toml", "[package]\n").len(), 1);
    }

    #[test]
    fn the_workspaces_own_manifest_is_not_a_crate() {
        assert!(faults("Cargo.toml", "[workspace.dependencies]\nsea-orm = \"2\"\n").is_empty());
    }
}

//! Lists that must be complete: a file with the marker names every file of its folder.

use super::source::has_word;
use super::{Fault, File, is_kind};

/// Stands alone on a line, in the file that keeps the list.
const MARKER: &str = "// tidy: lists this folder";

pub(super) fn check(files: &[File], faults: &mut Vec<Fault>) {
    for file in files {
        let Some(source) = &file.source else { continue };
        if !source.comments.lines().any(|line| line.trim() == MARKER) {
            continue;
        }
        let folder = listed_folder(&file.path);
        for other in files {
            let name = match other.path.strip_prefix(&folder) {
                Some(name) if other.path != file.path && !name.contains('/') => name,
                _ => continue,
            };
            let named = if is_kind(name, "rs") {
                has_word(&source.code, name.trim_end_matches(".rs"))
            } else if is_kind(name, "toml") && name != "Cargo.toml" {
                // The name stands in a string, which only the whole text has.
                has_word(&file.text, name)
            } else {
                continue;
            };
            if !named {
                faults.push(Fault::file(file, format!("lists its folder, but not {name}")));
            }
        }
    }
}

/// The folder whose files must be named: that of a `mod.rs`, `lib.rs` or `main.rs`, else `name/` for `name.rs`.
fn listed_folder(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/"),
        _ => format!("{}/", path.trim_end_matches(".rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(list: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = list.iter().map(|(path, text)| File::new(path, text)).collect();
        let mut faults = Vec::new();
        check(&files, &mut faults);
        faults.iter().map(Fault::to_string).collect()
    }

    fn listing(code: &str) -> String {
        format!("//! A.\n{MARKER}\n{code}\n")
    }

    #[test]
    fn a_file_that_the_list_forgets_is_a_fault() {
        let list =
            listing("mod stay; // and appeal\nconst ALL: &[&str] = &[include_str!(\"a.toml\")];");
        assert_eq!(
            faults(&[
                ("crates/domain/src/hold/mod.rs", &list),
                ("crates/domain/src/hold/stay.rs", ""),
                ("crates/domain/src/hold/appeal.rs", ""),
                ("crates/domain/src/hold/a.toml", ""),
                ("crates/domain/src/hold/b.toml", ""),
            ]),
            [
                "crates/domain/src/hold/mod.rs: lists its folder, but not appeal.rs",
                "crates/domain/src/hold/mod.rs: lists its folder, but not b.toml",
            ]
        );
    }

    #[test]
    fn a_file_beside_its_folder_lists_that_folder() {
        let list = listing("mod stay;");
        assert_eq!(
            faults(&[
                ("src/hold.rs", &list),
                ("src/hold/stay.rs", ""),
                ("src/hold/appeal.rs", ""),
                ("src/other.rs", ""),
            ]),
            ["src/hold.rs: lists its folder, but not appeal.rs"]
        );
    }

    #[test]
    fn without_the_marker_nothing_is_promised() {
        assert!(faults(&[("src/lib.rs", "//! A.\n"), ("src/other.rs", "")]).is_empty());
    }

    #[test]
    fn files_of_folders_below_are_not_its_business() {
        let list = listing("mod below;");
        assert!(faults(&[("src/lib.rs", &list), ("src/below/deep.rs", "")]).is_empty());
    }
}

//! The rules with some words changed, as a person would change the files.

use std::path::Path;

use domain::rulebook::{Rulebook, RulebookError};

/// The embedded rules with `old` replaced by `new` in one file.
#[track_caller]
pub(crate) fn rules_with(file: &str, old: &str, new: &str) -> Rulebook {
    let changed = changed_rules(file, |text| {
        assert!(text.contains(old), "{file} does not say {old}");
        text.replace(old, new)
    });
    changed.expect("rules that load")
}

/// The embedded rules with one file as `change` makes it.
#[track_caller]
pub(crate) fn changed_rules(
    file: &str,
    change: impl FnOnce(&str) -> String,
) -> Result<Rulebook, RulebookError> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebook");
    let mut files = Vec::new();
    read_into(&root, &root, &mut files);
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).expect("such a file");
    *text = change(text);
    Rulebook::from_texts(files)
}

fn read_into(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of rules") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_into(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            files.push((name.replace('\\', "/"), text));
        }
    }
}

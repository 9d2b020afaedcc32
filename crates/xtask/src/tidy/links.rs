//! Links between pages: each must lead to a file of the repository.

use std::collections::BTreeSet;

use super::{Fault, File, is_kind};

/// Written by the program; `cargo xtask docs --check` looks after links to them.
const GENERATED: &str = "docs/generated/";

pub(super) fn check(files: &[File], faults: &mut Vec<Fault>) {
    let known: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let pages = files.iter().filter(|file| is_kind(&file.path, "md"));
    for page in pages.filter(|page| !page.path.starts_with(GENERATED)) {
        for (at, line) in page.text.lines().enumerate() {
            for target in targets(line) {
                let path = resolved(&page.path, target);
                if !known.contains(path.as_str()) && !path.starts_with(GENERATED) {
                    faults.push(Fault::line(page, at + 1, format!("{target} leads nowhere")));
                }
            }
        }
    }
}

/// What the line links inside the repository, without the part after `#`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let links = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    links
        .map(|(target, _)| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

/// The target's path from the root, given the page that links it.
fn resolved(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_that_is_not_there_is_a_fault() {
        let page = "[a](holds.md#kinds), [b](../glossary.md) and [c](gone.md)\n";
        let files = [
            File::new("docs/guide/cases.md", page),
            File::new("docs/guide/holds.md", ""),
            File::new("docs/glossary.md", ""),
        ];
        let mut faults = Vec::new();
        check(&files, &mut faults);
        let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert_eq!(lines, ["docs/guide/cases.md:1: gone.md leads nowhere"]);
    }

    #[test]
    fn the_web_places_on_the_page_and_generated_pages_are_not_looked_for() {
        let page = "[a](https://example.org/a) [b](#b) [c](../generated/holds.md)\n";
        let mut faults = Vec::new();
        check(&[File::new("docs/guide/cases.md", page)], &mut faults);
        assert_eq!(faults, []);
    }
}

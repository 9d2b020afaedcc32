//! `cargo xtask docs`: pages written by the program from its own tables, so that they cannot drift from the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::scratch::Scratch;
use crate::{process, workspace};

/// Where the generated pages live, from the root.
const FOLDER: &str = "docs/generated";
/// The book's table of contents, which must link every one of them.
const CONTENTS: &str = "docs/SUMMARY.md";

/// The text of each page by its file name.
type Pages = BTreeMap<String, String>;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let check_only = match words.as_slice() {
        [] => false,
        ["--check"] => true,
        other => bail!("docs takes --check or nothing, not '{}'", other.join(" ")),
    };
    let root = workspace::root()?;
    let fresh = generate(&root)?;
    let kept = read(&root.join(FOLDER))?;
    if !check_only {
        write(&root.join(FOLDER), &fresh, &kept)?;
        println!("{} pages in {FOLDER}", fresh.len());
    }
    let contents = fs::read_to_string(root.join(CONTENTS))
        .with_context(|| format!("cannot read {CONTENTS}"))?;
    let mut wrong = contents_faults(&contents, &fresh);
    if check_only {
        wrong.extend(differences(&fresh, &kept));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    for line in &wrong {
        println!("{line}");
    }
    bail!("{} faults in the generated pages; 'cargo xtask docs' writes them anew", wrong.len())
}

/// Asks the program for its pages. It writes them into a folder of ours, never straight into docs/.
fn generate(root: &Path) -> Result<Pages> {
    let scratch = Scratch::new("docs")?;
    let mut command = process::cargo(&["run", "--quiet", "--locked", "--package", "cli", "--"]);
    command.args(["docs", "pages", "--out"]).arg(scratch.path()).current_dir(root);
    process::run(&mut command)?;
    let pages = read(scratch.path())?;
    if pages.is_empty() {
        bail!("the program wrote no pages");
    }
    Ok(pages)
}

/// Every Markdown file of the folder; none if there is no folder.
fn read(folder: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    if !folder.is_dir() {
        return Ok(pages);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md")
            && let Some(name) = path.file_name()
        {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            pages.insert(name.to_string_lossy().into_owned(), text);
        }
    }
    Ok(pages)
}

fn write(folder: &Path, fresh: &Pages, kept: &Pages) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in kept.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    for (name, text) in fresh {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// One line for each page that is missing, stale or no longer written.
fn differences(fresh: &Pages, kept: &Pages) -> Vec<String> {
    let names: BTreeSet<&String> = fresh.keys().chain(kept.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| match (fresh.get(name), kept.get(name)) {
            (Some(_), None) => Some(format!("+ {FOLDER}/{name} is missing")),
            (None, Some(_)) => Some(format!("- {FOLDER}/{name} is no longer written")),
            (Some(new), Some(old)) if new != old => {
                let line = first_difference(new, old);
                Some(format!("~ {FOLDER}/{name} is stale from line {line} on"))
            }
            _ => None,
        })
        .collect()
}

fn first_difference(new: &str, old: &str) -> usize {
    1 + new.lines().zip(old.lines()).take_while(|(a, b)| a == b).count()
}

/// Pages the contents do not link, and links to pages that are not written.
fn contents_faults(contents: &str, fresh: &Pages) -> Vec<String> {
    let linked: BTreeSet<&str> = contents
        .split("](generated/")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(name, _)| name))
        .collect();
    let unlinked = fresh
        .keys()
        .filter(|name| !linked.contains(name.as_str()))
        .map(|name| format!("{CONTENTS} does not link generated/{name}"));
    let dead = linked
        .iter()
        .filter(|name| !fresh.contains_key(**name))
        .map(|name| format!("{CONTENTS} links generated/{name}, which is not written"));
    unlinked.chain(dead).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(list: &[(&str, &str)]) -> Pages {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn equal_pages_are_no_difference() {
        let same = pages(&[("stages.md", "a\n")]);
        assert!(differences(&same, &same).is_empty());
    }

    #[test]
    fn each_missing_stale_and_leftover_page_is_named() {
        let fresh = pages(&[("clocks.md", "a"), ("holds.md", "a\nb\n")]);
        let kept = pages(&[("holds.md", "a\nc\n"), ("old.md", "a")]);
        assert_eq!(
            differences(&fresh, &kept),
            [
                "+ docs/generated/clocks.md is missing",
                "~ docs/generated/holds.md is stale from line 2 on",
                "- docs/generated/old.md is no longer written",
            ]
        );
    }

    #[test]
    fn the_contents_link_exactly_the_pages_that_are_written() {
        let fresh = pages(&[("clocks.md", ""), ("holds.md", "")]);
        let contents = "- [Holds](generated/holds.md)\n- [Old](generated/old.md)\n";
        assert_eq!(
            contents_faults(contents, &fresh),
            [
                "docs/SUMMARY.md does not link generated/clocks.md",
                "docs/SUMMARY.md links generated/old.md, which is not written",
            ]
        );
    }

    #[test]
    fn writing_deletes_the_pages_that_are_gone() {
        let scratch = Scratch::new("docs-test").unwrap();
        let (first, second) = (pages(&[("a.md", "1"), ("b.md", "1")]), pages(&[("b.md", "2")]));
        write(scratch.path(), &first, &Pages::new()).unwrap();
        write(scratch.path(), &second, &first).unwrap();
        assert_eq!(read(scratch.path()).unwrap(), second);
    }
}

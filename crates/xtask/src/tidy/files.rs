//! Rules about a file as such: its length, its first line, and what may not be left lying in it.

use super::source::has_word;
use super::{Fault, File, is_kind};

/// Lines a Rust file may have, tests and comments included.
const MAX_LINES: usize = 300;

/// Marks of unfinished work. Written in two halves here, so that this file does not break its rule.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wor", "k/"), concat!("/hom", "e/"), concat!("/roo", "t/"), concat!("/Use", "rs/")];

/// Files that are data or written by tools: their words are not ours.
const DATA: &[&str] = &["csv", "json", "jsonl", "lock", "snap", "xml", "txt"];

pub(super) fn check(file: &File, faults: &mut Vec<Fault>) {
    machine_paths(file, faults);
    let Some(source) = &file.source else {
        if !DATA.iter().any(|kind| is_kind(&file.path, kind)) {
            unfinished(file, &file.text, faults);
        }
        return;
    };
    let lines = file.text.lines().count();
    if MAX_LINES < lines {
        faults.push(Fault::file(file, format!("{lines} lines, at most {MAX_LINES}")));
    }
    if !file.text.starts_with("//!") {
        faults.push(Fault::file(file, "begin with a //! line that says what this file is"));
    }
    unfinished(file, &source.comments, faults);
}

fn unfinished(file: &File, text: &str, faults: &mut Vec<Fault>) {
    for (at, line) in text.lines().enumerate() {
        // What stands in backticks is a code that is talked about, such as ICAO's for "unspecified".
        let prose: String = line.split('`').step_by(2).collect();
        for word in UNFINISHED.iter().filter(|word| has_word(&prose, word)) {
            faults.push(Fault::line(file, at + 1, format!("unfinished: {word}")));
        }
    }
}

fn machine_paths(file: &File, faults: &mut Vec<Fault>) {
    for (at, line) in file.text.lines().enumerate() {
        for path in MACHINE_PATHS.iter().filter(|path| has_path(line, path)) {
            let what = format!("a path of one machine: {path}…");
            faults.push(Fault::line(file, at + 1, what));
        }
    }
}

/// Whether the line has the path at the beginning of a word, so not as the end of a longer path.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|part| part.chars().next_back());
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-/}>)~*".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn faults(path: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(&File::new(path, text), &mut faults);
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn three_hundred_lines_are_allowed_and_one_more_is_not() {
        let text = format!("//! What it is.\n{}", "x\n".repeat(299));
        assert!(faults("a.rs", &text).is_empty());
        assert_eq!(faults("a.rs", &format!("{text}x\n")), ["a.rs: 301 lines, at most 300"]);
    }

    #[test]
    fn a_rust_file_says_first_what_it_is() {
        assert_eq!(faults("a.rs", "// What it is.\n").len(), 1);
        assert!(faults("a.toml", "# What it is.\n").is_empty());
    }

    #[test]
    fn marks_of_unfinished_work_are_found_in_comments_and_prose() {
        let mark = UNFINISHED[0];
        let text = format!("//! A.\n// {mark}: later\n");
        assert_eq!(faults("a.rs", &text), [format!("a.rs:2: unfinished: {mark}")]);
        assert_eq!(faults("docs/a.md", &format!("# A\n{mark}\n")).len(), 1);
    }

    #[test]
    fn a_code_in_a_string_in_backticks_or_in_data_is_no_mark() {
        let mark = UNFINISHED[2];
        assert!(faults("a.rs", &format!("//! A.\nlet a = \"{mark}\";\n")).is_empty());
        assert!(faults("docs/a.md", &format!("The code `{mark}` means unspecified.\n")).is_empty());
        assert!(faults("tests/data/a.csv", &format!("{mark},1\n")).is_empty());
    }

    #[test]
    fn paths_of_one_machine_are_found_anywhere() {
        let path = format!("{}x", MACHINE_PATHS[0]);
        assert_eq!(faults("a.csv", &format!("1,{path}\n")).len(), 1);
        assert_eq!(faults("a.rs", &format!("//! A.\nlet a = \"{path}\";\n")).len(), 1);
    }

    #[test]
    fn the_end_of_a_longer_path_is_not_a_path_of_one_machine() {
        let path = MACHINE_PATHS[0];
        assert!(faults("a.md", &format!("see docs{path}a and ..{path}a\n")).is_empty());
    }
}

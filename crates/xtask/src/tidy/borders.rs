//! What may not be named where: purity of the rules, one way into the database, one way to change a case.

use super::source::{lines_naming, lines_with};
use super::{Fault, File};

/// Crates that decide. They get the time and the facts as arguments.
const PURE: &[&str] = &["domain", "planner"];

/// Modules and items that reach outside, as (module, item).
const OUTSIDE: &[(&str, &str)] = &[("std", "fs"), ("std", "net"), ("std", "process")];

/// The same, as words that stand by themselves.
const OUTSIDE_WORDS: &[&str] =
    &["tokio", "Timestamp::now", "SystemTime::now", "Zoned::now", "ZonedDateTime::now"];

/// The database library, by the names it has in code.
const SEA_ORM: &[&str] = &["sea_orm"];

pub(super) fn check(file: &File, faults: &mut Vec<Fault>) {
    let Some(source) = &file.source else { return };
    let member = file.member();
    if PURE.contains(&member) && is_shipped(&file.path) {
        purity(file, &source.shipped(), faults);
    }
    if !matches!(member, "persistence" | "migrations") {
        for line in SEA_ORM.iter().flat_map(|word| lines_with(&source.code, word)) {
            faults.push(Fault::line(file, line, "only persistence and migrations know SeaORM"));
        }
    }
    if !matches!(member, "persistence" | "operations" | "tests") {
        for line in lines_naming(&source.code, "persistence", "commit") {
            faults.push(Fault::line(file, line, "only operations change cases"));
        }
    }
}

fn purity(file: &File, code: &str, faults: &mut Vec<Fault>) {
    let member = file.member();
    for (module, item) in OUTSIDE {
        for line in lines_naming(code, module, item) {
            let what = format!("{member} is pure: no {module}::{item} here");
            faults.push(Fault::line(file, line, what));
        }
    }
    for word in OUTSIDE_WORDS {
        for line in lines_with(code, word) {
            faults.push(Fault::line(file, line, format!("{member} is pure: no {word} here")));
        }
    }
}

/// Tests may read the folder whose list they check; what is shipped may not.
fn is_shipped(path: &str) -> bool {
    !path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "examples"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn faults(path: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(&File::new(path, text), &mut faults);
        faults.iter().map(|fault| fault.what.clone()).collect()
    }

    #[test]
    fn the_rules_may_not_ask_for_the_time_or_open_a_file() {
        let text = "use std::{fmt, fs};\nlet now = jiff::Timestamp::now();\n";
        assert_eq!(
            faults("crates/domain/src/a.rs", text),
            ["domain is pure: no std::fs here", "domain is pure: no Timestamp::now here"]
        );
        assert_eq!(faults("crates/planner/src/a.rs", "tokio::spawn(x);\n").len(), 1);
        assert!(faults("crates/operations/src/a.rs", text).is_empty());
    }

    #[test]
    fn their_tests_may() {
        let text = "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert!(faults("crates/domain/src/a.rs", text).is_empty());
        assert!(faults("crates/domain/tests/a.rs", "use std::fs;\n").is_empty());
    }

    #[test]
    fn talking_about_it_is_not_doing_it() {
        let text = "//! Never std::fs.\nlet a = \"tokio\";\n";
        assert!(faults("crates/domain/src/a.rs", text).is_empty());
    }

    #[test]
    fn the_database_library_is_named_in_two_crates_only() {
        let text = "use sea_orm::EntityTrait;\n";
        assert!(faults("crates/persistence/src/a.rs", text).is_empty());
        assert!(faults("migrations/src/a.rs", "use sea_orm::DbErr;\n").is_empty());
        assert_eq!(faults("tests/it/a.rs", text).len(), 1);
    }

    #[test]
    fn only_operations_and_tests_commit() {
        for text in ["persistence::commit(units);\n", "use persistence::{Store, commit};\n"] {
            assert_eq!(faults("crates/worker/src/a.rs", text), ["only operations change cases"]);
            assert!(faults("crates/operations/src/a.rs", text).is_empty());
            assert!(faults("tests/it/a.rs", text).is_empty());
        }
        assert!(faults("crates/worker/src/a.rs", "persistence::committed(id);\n").is_empty());
    }
}

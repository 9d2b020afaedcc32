//! Dockets: six files, parted in the input by zero bytes. Whatever they hold, every row ends as a
//! person, a fault or a row in the queue.
#![no_main]

use std::cell::OnceCell;
use std::fs;

use domain::rulebook::Rulebook;
use interchange::docket::Docket;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const FILES: [&str; 6] =
    ["people.csv", "holds.csv", "documents.csv", "statements.csv", "flights.csv", "late_holds.csv"];

thread_local! {
    static PLACE: OnceCell<(TempDir, Rulebook)> = const { OnceCell::new() };
}

fn place() -> (TempDir, Rulebook) {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let about = r#"{"as_of":"2024-06-26"}"#;
    fs::write(folder.path().join("docket.json"), about).expect("the docket's date");
    (folder, Rulebook::embedded().expect("the rulebook that is built in"))
}

fuzz_target!(|bytes: &[u8]| {
    PLACE.with(|once| {
        let (folder, rules) = once.get_or_init(place);
        let mut parts = bytes.split(|byte| *byte == 0);
        for file in FILES {
            let text = parts.next().unwrap_or_default();
            fs::write(folder.path().join(file), text).expect("a file of the docket");
        }
        let Ok(docket) = Docket::open(folder.path()) else { return };
        let _ = docket.faults(rules);
        for queued in docket.orphans() {
            drop(format!("{queued:?}"));
        }
        let Ok(late) = docket.late_holds(rules) else { return };
        for hold in late {
            drop(format!("{hold:?}"));
        }
        let Ok(people) = docket.people(Timestamp::UNIX_EPOCH, rules) else { return };
        for person in people {
            drop(format!("{person:?}"));
        }
    });
});

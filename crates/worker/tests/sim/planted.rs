//! Each planted bug is found, and without it the same runs find nothing.

use crate::faults::Bug;
use crate::run::{Plan, run};

/// Seeds to try for each bug.
const SEEDS: u64 = 400;

/// A run with many signals.
fn busy(seed: u64, bug: Option<Bug>) -> Plan {
    Plan { bug, officers: 12, messages: 12, ..Plan::troubled(seed) }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let found = (0..SEEDS).find_map(|seed| {
            let plan = busy(seed, Some(*bug));
            let found = run(&plan);
            (!found.is_empty()).then_some((seed, found))
        });
        let Some((seed, found)) = found else { panic!("{bug:?} was not found") };
        tell(&format!("{bug:?}: found at seed {seed}"));
        assert!(
            run(&busy(seed, None)).is_empty(),
            "{bug:?} found at seed {seed}, but not planted: {found:?}"
        );
    }
}

#[expect(clippy::print_stderr, reason = "where each was found is of interest")]
fn tell(words: &str) {
    eprintln!("{words}");
}

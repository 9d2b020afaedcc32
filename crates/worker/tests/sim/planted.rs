//! Each planted bug is found, and without it the same runs find nothing.

use crate::faults::Bug;
use crate::run::{Plan, run};

/// Seeds to try for each bug.
const SEEDS: u64 = 400;

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let found = (0..SEEDS).find_map(|seed| {
            let plan = Plan { bug: Some(*bug), officers: 8, ..Plan::troubled(seed) };
            let found = run(&plan);
            (!found.is_empty()).then_some((seed, found))
        });
        let Some((seed, found)) = found else { panic!("{bug:?} was not found") };
        let plan = Plan { bug: None, officers: 8, ..Plan::troubled(seed) };
        assert!(run(&plan).is_empty(), "{bug:?} found at seed {seed}, but not planted: {found:?}");
    }
}

//! The engine under simulated time and seeded faults: the real loops, on a store in memory that
//! loses answers, delays them, and acts on what it was sent after the sender is gone.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![expect(unreachable_pub, reason = "one test binary")]

mod client;
mod faults;
mod handler;
mod planted;
mod port;
mod run;
mod world;

use run::{Plan, run};

/// As many seeds as `CASEFLIGHT_SIM_SEEDS` says.
#[expect(clippy::disallowed_methods, reason = "the test run is told things by its environment")]
fn seeds() -> u64 {
    std::env::var("CASEFLIGHT_SIM_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

#[test]
fn whatever_goes_wrong_everything_is_done_once() {
    for seed in 0..seeds() {
        let found = run(&Plan::troubled(seed));
        assert!(found.is_empty(), "seed {seed}: {found:#?}");
    }
}

#[test]
fn without_trouble_nothing_is_tried_twice() {
    for seed in 0..20 {
        let found = run(&Plan::calm(seed));
        assert!(found.is_empty(), "seed {seed}: {found:#?}");
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let traces = [7, 7, 8].map(|seed| run::trace(&Plan::troubled(seed)));
    assert_eq!(traces[0], traces[1]);
    assert_ne!(traces[0], traces[2]);
}

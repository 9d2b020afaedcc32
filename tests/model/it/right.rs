//! The protocol as it should be, over all its states. The figures stand in the book as well.

use protocol_model::{Bounds, Budget, Protocol};
use stateright::{Checker, Model};

/// Tries every order of events. States that differ only by names count as one.
#[track_caller]
fn check(bounds: Bounds, states: usize) {
    let search = Protocol::right(bounds).checker().symmetry().threads(2).spawn_dfs().join();
    assert!(search.is_done());
    search.assert_properties();
    assert_eq!(search.unique_state_count(), states);
}

/// Three workers and three cases; claims and reads are one moment each.
const THREE: Bounds = Bounds {
    workers: 3,
    cases: 3,
    steps: 1,
    max_attempts: 2,
    split_claims: false,
    split_loads: false,
    budget: Budget { signals: 1, clicks: 0, breaks: 1, sleeps: 1, failures: 1, stops: 1 },
};

#[test]
fn every_sequence_of_three_workers_and_three_cases_is_sound() {
    check(THREE, 985_187);
}

#[test]
fn every_sequence_of_three_workers_and_three_cases_with_a_change_by_hand_is_sound() {
    let budget = Budget { clicks: 1, failures: 0, stops: 0, ..THREE.budget };
    check(Bounds { budget, ..THREE }, 770_293);
}

#[test]
fn every_sequence_at_one_case_of_two_steps_is_sound() {
    let budget = Budget { signals: 2, clicks: 1, failures: 0, stops: 0, ..THREE.budget };
    let one = Bounds { workers: 2, cases: 1, steps: 2, budget, ..THREE };
    check(Bounds { split_claims: true, split_loads: true, ..one }, 1_147_602);
}

/// Too many states for a build without optimisation: run with `--release`.
#[cfg(not(debug_assertions))]
mod full {
    use super::*;

    #[test]
    fn every_sequence_with_claims_and_reads_of_two_moments_is_sound() {
        check(Bounds { split_claims: true, split_loads: true, ..THREE }, 12_854_340);
    }

    #[test]
    fn every_sequence_with_two_signals_and_two_crashes_is_sound() {
        let budget = Budget { signals: 2, breaks: 2, failures: 0, stops: 0, ..THREE.budget };
        check(Bounds { budget, ..THREE }, 12_558_681);
    }

    #[test]
    fn every_sequence_of_cases_with_two_steps_is_sound() {
        let budget = Budget { failures: 0, stops: 0, ..THREE.budget };
        let two = Bounds { steps: 2, budget, ..THREE };
        check(Bounds { split_claims: true, split_loads: true, ..two }, 9_896_346);
    }
}

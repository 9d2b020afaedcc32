//! A checker that finds nothing proves nothing: each planted bug must be found, in so many steps.

use protocol_model::{Bounds, Budget, Bug, Protocol, names};
use stateright::{Checker, Model};

/// Two workers and one case are enough for every bug.
const SMALL: Bounds = Bounds {
    workers: 2,
    cases: 1,
    steps: 1,
    max_attempts: 2,
    split_claims: false,
    split_loads: false,
    budget: Budget { signals: 1, clicks: 1, breaks: 1, sleeps: 1, failures: 1, stops: 0 },
};

/// Longer than any shortest way to a bug.
const DEEP: usize = 16;

/// How many steps the shortest way to the broken property has.
fn shortest(protocol: &Protocol, property: &'static str) -> Option<usize> {
    (0..DEEP).find(|steps| {
        // A search to depth n sees states that are fewer than n - 1 steps away.
        let search = protocol.clone().checker().target_max_depth(steps + 2).spawn_bfs().join();
        search.discovery(property).is_some()
    })
}

#[track_caller]
fn check(bug: Bug, broken: &[(&'static str, usize)]) {
    let protocol = Protocol::with(bug, SMALL);
    for (property, steps) in broken {
        assert_eq!(shortest(&protocol, property), Some(*steps), "{bug:?}: {property}");
        assert_eq!(shortest(&Protocol::right(SMALL), property), None, "{property}");
    }
}

#[test]
fn without_a_fence_a_late_worker_deletes_the_task_and_a_hold_is_lost() {
    check(Bug::NoFence, &[(names::FENCED, 6), (names::KEPT, 7), (names::SETTLED, 8)]);
}

#[test]
fn without_a_version_check_a_step_overwrites_a_hold() {
    check(Bug::NoVersionCheck, &[(names::CONTIGUOUS, 5), (names::HOLD_WINS, 5)]);
}

#[test]
fn a_commit_that_trusts_its_snapshot_of_wake_leaves_the_task_leased() {
    check(Bug::WakeOfTheSnapshot, &[(names::NO_EMPTY_LEASE, 5), (names::SETTLED, 5)]);
}

#[test]
fn attempts_counted_at_completion_let_a_crash_loop_go_on() {
    check(Bug::CountedAtCompletion, &[(names::BOUNDED, 6), (names::ENDS, 1)]);
}

#[test]
fn a_lease_that_is_used_again_lets_an_old_statement_through() {
    check(Bug::ReusedLease, &[(names::FENCED, 7), (names::KEPT, 8), (names::SETTLED, 9)]);
}

#[test]
fn an_acknowledgement_before_the_commit_promises_what_may_not_come() {
    check(Bug::AckBeforeCommit, &[(names::ACKED, 3)]);
}

#[test]
fn without_a_key_in_the_inbox_a_message_counts_twice() {
    check(Bug::NoInboxKey, &[(names::ONCE, 10)]);
}

#[test]
fn a_task_deleted_before_the_version_check_is_lost_with_its_work() {
    check(Bug::DeletedBeforeTheCheck, &[(names::KEPT, 6), (names::SETTLED, 6)]);
}

#[test]
fn a_stale_commit_that_is_dropped_leaves_the_hold_waiting_for_the_lease() {
    check(Bug::StaleIsDropped, &[(names::NO_EMPTY_LEASE, 5)]);
}

#[test]
fn a_backoff_that_ignores_wake_lets_a_hold_wait() {
    check(Bug::BackoffIgnoresWake, &[(names::WOKEN, 3)]);
}

#[test]
fn a_signal_that_leaves_no_mark_is_lost() {
    check(Bug::SignalWithoutWake, &[(names::KEPT, 5), (names::SETTLED, 5)]);
}

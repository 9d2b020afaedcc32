//! What the store counts and measures, by name. Numbers only: no key of anybody.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

use crate::Committed;

const COMMIT: &str = "caseflight_commit_seconds";
const STALE: &str = "caseflight_commits_stale_total";

/// Says what each name means, to whoever collects.
pub fn describe() {
    describe_histogram!(
        COMMIT,
        Unit::Seconds,
        "time of a commit: a batch of units, tries included"
    );
    describe_counter!(STALE, "units not committed because a case or flight had moved on");
    counter!(STALE).increment(0); // there from the beginning: one can ask for its rate
}

/// Notes a commit that took `time` and was answered so.
pub(crate) fn committed(time: Duration, answers: &[Committed]) {
    histogram!(COMMIT).record(time.as_secs_f64());
    let stale = answers.iter().filter(|one| matches!(one, Committed::Stale(_))).count();
    if stale > 0 {
        counter!(STALE).increment(stale as u64);
    }
}

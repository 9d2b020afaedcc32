//! What a worker counts and measures, by name. Numbers only: no key of anybody.

mod gauges;

use std::time::Duration;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

pub use gauges::{away, text};

/// What is counted: name and meaning.
const COUNTS: &[(&str, &str)] = &[
    ("caseflight_claimed_total", "tasks claimed, which is attempts begun"),
    ("caseflight_steps_total", "steps of cases committed under a lease"),
    ("caseflight_tasks_done_total", "tasks ended or given back after their work was committed"),
    ("caseflight_tasks_failed_total", "attempts that ended in a failure"),
    ("caseflight_tasks_dead_total", "tasks that became dead letters"),
    ("caseflight_fence_rejected_total", "commits refused because the lease was lost"),
    ("caseflight_lease_lost_total", "leases that could not be kept while their work went on"),
    ("caseflight_feed_sequenced_total", "events given their position in the feed"),
    ("caseflight_outbox_sent_total", "messages sent"),
    ("caseflight_outbox_failed_total", "messages that could not be sent and are tried again"),
    ("caseflight_doctor_findings_total", "findings of the nightly checks"),
    ("caseflight_gate_barred_total", "looks at which the gate barred a step"),
];

/// What is set to the latest value.
const GAUGES: &[(&str, &str)] = &[
    (
        "caseflight_due_lag_seconds",
        "how long the longest due task has been due that may be claimed",
    ),
    ("caseflight_tasks_held", "tasks under a lease of this worker"),
    ("caseflight_batch_size", "tasks in one batch at most, as transactions allow"),
];

/// What is measured in seconds.
const TIMES: &[(&str, &str)] = &[
    ("caseflight_claim_seconds", "time of a claim"),
    ("caseflight_job_seconds", "time of a job: a batch of cases, or one other task"),
    ("caseflight_task_lateness_seconds", "from when a task was due to when it was claimed"),
];

/// Says what each name means, to whoever collects.
pub fn describe() {
    persistence::describe();
    for (name, help) in COUNTS {
        describe_counter!(*name, *help);
        counter!(*name).increment(0); // there from the beginning: one can ask for its rate
    }
    for (name, help) in GAUGES {
        describe_gauge!(*name, *help);
    }
    for (name, help) in TIMES {
        describe_histogram!(*name, Unit::Seconds, *help);
    }
}

/// Counts `more` of the first name that ends so.
pub(crate) fn count(name: &str, more: u64) {
    if let Some(name) = find(COUNTS, name, "_total") {
        counter!(name).increment(more);
    }
}

/// Notes a value. Beyond four thousand million it is all the same.
pub(crate) fn set(name: &str, value: u64) {
    if let Some(name) = find(GAUGES, name, "") {
        gauge!(name).set(f64::from(u32::try_from(value).unwrap_or(u32::MAX)));
    }
}

/// Notes how long something took.
pub(crate) fn took(name: &str, time: Duration) {
    if let Some(name) = find(TIMES, name, "") {
        histogram!(name).record(time.as_secs_f64());
    }
}

fn find(names: &[(&'static str, &str)], name: &str, end: &str) -> Option<&'static str> {
    let is = |full: &str| {
        full.strip_prefix("caseflight_").and_then(|rest| rest.strip_suffix(end)) == Some(name)
    };
    let found = names.iter().find(|(full, _)| is(full)).map(|(full, _)| *full);
    debug_assert!(found.is_some(), "{name} is in no list");
    found
}

//! What must always be, and what must be possible.

use stateright::Property;

use crate::{Attempt, Case, Phase, Protocol, State, What};

/// The names by which tests and the book call the properties.
pub mod names {
    /// Every case has events 1, 2, 3, … once each, and its row says the last.
    pub const CONTIGUOUS: &str = "one event for each version, without a gap";
    /// What was acknowledged is in the history.
    pub const ACKED: &str = "what was acknowledged is in the history";
    /// No commit counts under a lease that is somebody else's by then.
    pub const FENCED: &str = "no commit under a lost lease";
    /// However often a message comes.
    pub const ONCE: &str = "each message is applied once at most";
    /// Crashes count too.
    pub const BOUNDED: &str = "no task is claimed more often than allowed";
    /// Even if the step was decided before.
    pub const HOLD_WINS: &str = "no step after a hold";
    /// In a task or among the dead letters.
    pub const KEPT: &str = "work never lies about without a task";
    /// Only a crash leaves a lease behind.
    pub const NO_EMPTY_LEASE: &str = "no task waits for a lease under which nobody works";
    /// A signal ends a backoff.
    pub const WOKEN: &str = "a woken task never rests";
    /// So every run ends.
    pub const ENDS: &str = "every step brings the run nearer to its end";
    /// And at its end nothing is left to do.
    pub const SETTLED: &str = "at the end all is done";
    /// A lease ran out, another worker took the task, the first is still at work.
    pub const TAKEOVER: &str = "a task is taken over";
    /// It will be refused.
    pub const ZOMBIE: &str = "a lost lease tries to commit";
    /// Attempts were used up.
    pub const DEAD: &str = "a task dies";
    /// The commit has to see it.
    pub const SIGNAL_DURING_COMMIT: &str = "a signal comes while a commit is under way";
    /// The worker died after sending it.
    pub const OUTLIVED: &str = "a commit outlives its worker";
    /// Decided before the hold, run after it.
    pub const HOLD_MEETS_STEP: &str = "a hold comes before a step that was decided already";
    /// Late, but nobody else had taken it.
    pub const LATE: &str = "a lease runs out and its commit still counts";
    /// A person put it back.
    pub const DONE: &str = "everything that may happen has happened and all is done";
}

/// All of them.
pub fn properties() -> Vec<Property<Protocol>> {
    vec![
        Property::always(names::CONTIGUOUS, |_, state: &State| all(state, is_contiguous)),
        Property::always(names::ACKED, |_, state: &State| all(state, acked_is_written)),
        Property::always(names::FENCED, |_, state: &State| !state.stale_commit),
        Property::always(names::ONCE, |_, state: &State| all(state, each_message_once)),
        Property::always(names::BOUNDED, |protocol: &Protocol, state: &State| {
            all(state, |case| {
                case.task.is_none_or(|task| task.tries <= protocol.bounds.max_attempts)
            })
        }),
        Property::always(names::HOLD_WINS, |_, state: &State| all(state, hold_wins)),
        Property::always(names::KEPT, |_, state: &State| {
            all(state, |case| case.task.is_some() || case.dead || !has_signals(case))
        }),
        Property::always(names::NO_EMPTY_LEASE, |_, state: &State| all(state, no_empty_lease)),
        Property::always(names::WOKEN, |_, state: &State| {
            all(state, |case| {
                case.task.is_none_or(|task| task.due || task.lease.is_some() || !task.wake)
            })
        }),
        Property::always(names::ENDS, |_, state: &State| !state.endless),
        Property::always(names::SETTLED, |protocol: &Protocol, state: &State| {
            !is_end(protocol, state) || all(state, |case| is_settled(protocol, case))
        }),
        Property::sometimes(names::TAKEOVER, |_, state: &State| any(state, is_taken_over)),
        Property::sometimes(names::ZOMBIE, |_, state: &State| {
            any(state, |case| is_committing(case, |case, lost| !case.is_owner(lost)))
        }),
        Property::sometimes(names::DEAD, |_, state: &State| any(state, |case| case.dead)),
        Property::sometimes(names::SIGNAL_DURING_COMMIT, |_, state: &State| {
            any(state, |case| {
                let woken = case.task.is_some_and(|task| task.wake);
                is_committing(case, |case, attempt| woken && case.is_owner(attempt))
            })
        }),
        Property::sometimes(names::OUTLIVED, |_, state: &State| {
            any(state, |case| is_committing(case, |_, attempt| attempt.worker.is_none()))
        }),
        Property::sometimes(names::HOLD_MEETS_STEP, |_, state: &State| {
            any(state, |case| is_committing(case, decided_before_hold))
        }),
        Property::sometimes(names::LATE, |_, state: &State| {
            any(state, |case| {
                let due = case.task.is_some_and(|task| task.due);
                is_committing(case, |case, attempt| due && case.is_owner(attempt))
            })
        }),
        Property::sometimes(names::DONE, |protocol: &Protocol, state: &State| {
            state.budget == crate::Budget::NONE && is_end(protocol, state)
        }),
    ]
}

fn all(state: &State, holds: impl Fn(&Case) -> bool) -> bool {
    state.cases.iter().all(holds)
}

fn any(state: &State, holds: impl Fn(&Case) -> bool) -> bool {
    state.cases.iter().any(holds)
}

fn is_contiguous(case: &Case) -> bool {
    let numbered = case.log.iter().zip(1..).all(|(event, number)| event.version == number);
    numbered && case.log.len() == usize::from(case.version)
}

fn acked_is_written(case: &Case) -> bool {
    let written = case.log.iter().fold(0, |bits: u16, event| bits | (1 << event.version));
    case.acked & !written == 0
}

fn each_message_once(case: &Case) -> bool {
    (0..case.received).all(|message| {
        let applied = What::Applied { message };
        case.log.iter().filter(|event| event.what == applied).count() <= 1
    })
}

fn hold_wins(case: &Case) -> bool {
    case.log
        .iter()
        .skip_while(|event| event.what != What::Held)
        .all(|event| event.what != What::Step)
}

fn has_signals(case: &Case) -> bool {
    case.pending != 0 || case.unstruck()
}

fn no_empty_lease(case: &Case) -> bool {
    case.task
        .is_none_or(|task| task.due || task.lease.is_none() || task.orphaned || case.has_owner())
}

/// Whether nothing is bound to happen any more.
fn is_end(protocol: &Protocol, state: &State) -> bool {
    let mut actions = Vec::new();
    protocol.bound_to_happen(state, &mut actions);
    actions.is_empty()
}

fn is_settled(protocol: &Protocol, case: &Case) -> bool {
    let went_on = case.held() || case.steps() == protocol.bounds.steps;
    went_on && !has_signals(case) && case.task.is_none() && !case.dead && case.attempts.is_empty()
}

fn is_taken_over(case: &Case) -> bool {
    let works = |attempt: &&Attempt| {
        attempt.worker.is_some() && !matches!(attempt.phase, Phase::Claiming { .. })
    };
    case.has_owner() && case.attempts.iter().filter(works).count() > 1
}

fn is_committing(case: &Case, and: impl Fn(&Case, &Attempt) -> bool) -> bool {
    case.attempts
        .iter()
        .any(|attempt| matches!(attempt.phase, Phase::Committing { .. }) && and(case, attempt))
}

fn decided_before_hold(case: &Case, attempt: &Attempt) -> bool {
    let Phase::Committing { decision, .. } = attempt.phase else { return false };
    decision.step && decision.version < case.version && case.held()
}

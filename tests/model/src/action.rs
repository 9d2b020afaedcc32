//! What can happen next.

use crate::{Phase, Protocol, State};

/// One thing that happens. `at` is a place in the case's attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A free worker claims the task of a case.
    Claim {
        /// The worker.
        worker: u8,
        /// The case.
        case: usize,
    },
    /// A worker reads, or sends its commit.
    Proceed {
        /// The case.
        case: usize,
        /// The attempt.
        at: usize,
    },
    /// The database runs a statement that it was sent: it has its locks, writes and commits.
    Run {
        /// The case.
        case: usize,
        /// The attempt.
        at: usize,
    },
    /// Time passes: a backoff ends, or the lease of a dead worker.
    ComesDue {
        /// The case.
        case: usize,
    },
    /// A person puts a dead task back.
    Retry {
        /// The case.
        case: usize,
    },
    /// A message arrives.
    Message {
        /// The case.
        case: usize,
    },
    /// The last message arrives once more.
    Again {
        /// The case.
        case: usize,
    },
    /// An officer places a hold.
    Hold {
        /// The case.
        case: usize,
    },
    /// An officer changes the case, and wakes nobody.
    Change {
        /// The case.
        case: usize,
    },
    /// A worker dies or is cut off.
    Break {
        /// The case.
        case: usize,
        /// The attempt.
        at: usize,
        /// Whether the statement that it has sent is run all the same.
        statement_lives: bool,
    },
    /// A lease runs out while its worker lives.
    Sleep {
        /// The case.
        case: usize,
    },
    /// A handler fails.
    Fail {
        /// The case.
        case: usize,
        /// The attempt.
        at: usize,
    },
    /// A worker stops, and gives its task back.
    Stop {
        /// The case.
        case: usize,
        /// The attempt.
        at: usize,
    },
}

/// How many messages a case can get.
const MAX_MESSAGES: u8 = 3;

impl Protocol {
    /// What is bound to happen, sooner or later, if nothing else does.
    pub(crate) fn bound_to_happen(&self, state: &State, actions: &mut Vec<Action>) {
        // Free workers are alike, unless a bug names leases after them: the first will do.
        let idle = (0..self.bounds.workers).filter(|worker| state.idle & (1 << worker) != 0);
        let some = if self.bug.is_some() { usize::MAX } else { 1 };
        for worker in idle.take(some) {
            for (case, of) in state.cases.iter().enumerate() {
                if of.task.is_some_and(|task| task.due) {
                    actions.push(Action::Claim { worker, case });
                }
            }
        }
        for (case, of) in state.cases.iter().enumerate() {
            for (at, attempt) in of.attempts.iter().enumerate() {
                actions.push(match attempt.phase {
                    Phase::Claiming { .. } | Phase::Committing { .. } => Action::Run { case, at },
                    Phase::Claimed | Phase::InboxRead { .. } | Phase::Decided(_) => {
                        Action::Proceed { case, at }
                    }
                });
            }
            if of.task.is_some_and(|task| !task.due && (task.lease.is_none() || task.orphaned)) {
                actions.push(Action::ComesDue { case });
            }
            if of.dead {
                actions.push(Action::Retry { case });
            }
        }
    }

    /// What may happen, and may as well not.
    pub(crate) fn may_happen(state: &State, actions: &mut Vec<Action>) {
        let budget = state.budget;
        for (case, of) in state.cases.iter().enumerate() {
            if budget.signals > 0 {
                if of.received < MAX_MESSAGES {
                    actions.push(Action::Message { case });
                }
                actions.push(Action::Hold { case });
            }
            if budget.clicks > 0 {
                actions.push(Action::Change { case });
            }
            if of.received > 0 {
                actions.push(Action::Again { case });
            }
            let asleep = of.has_owner() && of.task.is_some_and(|task| !task.due);
            if budget.sleeps > 0 && asleep {
                actions.push(Action::Sleep { case });
            }
            let attempts = of.attempts.iter().enumerate();
            for (at, attempt) in attempts.filter(|(_, attempt)| attempt.worker.is_some()) {
                let is_sent =
                    matches!(attempt.phase, Phase::Claiming { .. } | Phase::Committing { .. });
                if budget.breaks > 0 {
                    actions.push(Action::Break { case, at, statement_lives: false });
                }
                if budget.breaks > 0 && is_sent {
                    actions.push(Action::Break { case, at, statement_lives: true });
                }
                if budget.failures > 0 && !is_sent {
                    actions.push(Action::Fail { case, at });
                }
                if budget.stops > 0 && !is_sent {
                    actions.push(Action::Stop { case, at });
                }
            }
        }
    }
}

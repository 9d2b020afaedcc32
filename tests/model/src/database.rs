//! What each statement does to the rows of a case, under READ COMMITTED.
//!
//! Every function here is the moment in which a statement has its locks. What the statement read
//! before that moment, in its snapshot, comes as an argument. PostgreSQL reads a locked row again
//! and checks the condition once more, so a row counts only if it fits in the snapshot *and* now.

use crate::case::bits;
use crate::{Attempt, Bug, Case, Decision, Event, Lease, Protocol, Task, What};

/// What a commit answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Written. `under_lost_lease` if the lease was no longer the task's: this must never be.
    Committed {
        /// As said.
        under_lost_lease: bool,
    },
    /// The lease is good, but the case is at another version.
    Stale,
    /// The task is gone or somebody else's.
    Lost,
}

impl Protocol {
    /// `UPDATE task SET lease …` of the claim, and what becomes of a task that was claimed too
    /// often. `seen` is the count of attempts in the snapshot. Answers the lease, if it got one.
    pub(crate) fn claim(&self, case: &mut Case, seen: u8, worker: u8) -> Option<Lease> {
        let max = self.bounds.max_attempts;
        let last = case.attempts.iter().map(|attempt| attempt.lease.claim).max();
        let task = case.task.as_mut().filter(|task| task.due)?;
        if seen >= max && task.attempt >= max {
            case.task = None;
            case.dead = true;
            return None;
        }
        // Too often now, but not yet in the snapshot, or the other way round: neither the delete
        // nor the update takes the row. It stays due for the next claim.
        if seen >= max || task.attempt >= max {
            return None;
        }
        let before = task.lease.map(|lease| lease.claim).max(last).unwrap_or(0);
        let name = if self.has(Bug::ReusedLease) { worker } else { 0 };
        let lease = Lease { claim: before + 1, name };
        task.lease = Some(lease);
        task.due = false;
        task.wake = false;
        task.orphaned = false;
        task.tries += 1;
        if !self.has(Bug::CountedAtCompletion) {
            task.attempt += 1;
        }
        Some(lease)
    }

    /// `WHERE t.lease = $3`.
    fn fits(&self, task: Task, lease: Lease) -> bool {
        let Some(present) = task.lease else { return self.has(Bug::NoFence) };
        match self.bug {
            Some(Bug::NoFence) => true,
            Some(Bug::ReusedLease) => present.name == lease.name,
            _ => present.claim == lease.claim,
        }
    }

    /// The worker's commit: lock the task by its lease, then the case by its version, then write
    /// the events and delete or re-arm the task.
    pub(crate) fn commit(
        &self,
        case: &mut Case,
        attempt: &Attempt,
        decision: Decision,
        snapshot_wake: bool,
    ) -> Answer {
        let Some(own) = case.task.filter(|task| self.fits(*task, attempt.lease)) else {
            return Answer::Lost;
        };
        let under_lost_lease = !case.is_owner(attempt);
        if self.has(Bug::DeletedBeforeTheCheck) && !own.wake && !decision.again {
            case.task = None;
        }
        if case.version != decision.version && !self.has(Bug::NoVersionCheck) {
            return Answer::Stale;
        }
        for (what, number) in decision.events().zip(1..) {
            case.log.push(Event { version: decision.version + number, what });
        }
        case.version = decision.version + decision.count();
        for message in bits(decision.apply) {
            case.pending &= !(1 << message);
        }
        let (delete, rearm) = if self.has(Bug::WakeOfTheSnapshot) {
            // `AND NOT t.wake` and `AND (t.wake OR …)`: each must hold in the snapshot and now.
            let delete = !snapshot_wake && !own.wake && !decision.again;
            (delete, (snapshot_wake && own.wake) || decision.again)
        } else {
            (!own.wake && !decision.again, own.wake || decision.again)
        };
        if delete {
            case.task = None;
        }
        if rearm {
            case.task = Some(Task { due: own.wake, ..Task::new() });
        }
        Answer::Committed { under_lost_lease }
    }

    /// An outside message: into the inbox by its key, and the task woken, in one transaction.
    /// Answers whether it was new.
    pub(crate) fn message(&self, case: &mut Case, message: u8) -> bool {
        let is_new = case.received <= message;
        if !is_new && !self.has(Bug::NoInboxKey) {
            return false;
        }
        case.received = case.received.max(message + 1);
        case.pending |= 1 << message;
        self.wake(case);
        true
    }

    /// An officer's hold: a change, and the task woken, in one transaction.
    pub(crate) fn hold(&self, case: &mut Case) {
        case.change(What::Held);
        self.wake(case);
    }

    /// `INSERT INTO task … ON CONFLICT DO UPDATE SET wake = true, visible_at = …`.
    fn wake(&self, case: &mut Case) {
        let Some(task) = case.task.as_mut() else {
            case.task = Some(Task::new());
            return;
        };
        task.wake = !self.has(Bug::SignalWithoutWake);
        task.due |= task.lease.is_none();
    }

    /// The worker reports a failure: the task rests for its backoff, unless it was woken.
    pub(crate) fn fail(&self, case: &mut Case, lease: Lease) {
        let Some(task) = case.task.as_mut().filter(|task| self.fits(**task, lease)) else { return };
        task.lease = None;
        task.due = task.wake && !self.has(Bug::BackoffIgnoresWake);
        if self.has(Bug::CountedAtCompletion) {
            task.attempt += 1;
        }
    }

    /// The worker stops and gives its task back, with the attempt.
    pub(crate) fn give_back(&self, case: &mut Case, lease: Lease) {
        let Some(task) = case.task.as_mut().filter(|task| self.fits(**task, lease)) else { return };
        task.lease = None;
        task.due = true;
        task.attempt = task.attempt.saturating_sub(1);
        task.tries -= 1;
    }
}

impl Case {
    /// An officer's change: a commit of its own at the case's version, without a lease.
    pub(crate) fn change(&mut self, what: What) {
        self.version += 1;
        self.log.push(Event { version: self.version, what });
    }

    /// A person puts a dead task back.
    pub(crate) fn retry(&mut self) {
        self.dead = false;
        self.task.get_or_insert_with(Task::new);
    }

    /// What a worker decides, having read the case, and before it these messages.
    pub(crate) fn decide(&self, pending: u8, steps: u8) -> Decision {
        let step = !self.held() && self.steps() < steps;
        Decision {
            version: self.version,
            strike: self.unstruck(),
            apply: pending,
            step,
            again: step && self.steps() + 1 < steps,
        }
    }
}

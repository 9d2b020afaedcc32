//! One case: its row, its history, its task, its inbox, and the attempts at it.

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// It went a step further.
    Step,
    /// An officer placed a hold.
    Held,
    /// An officer changed something that the worker need not look at.
    Changed,
    /// Because of a hold, the person was struck from every list. One event answers for all holds
    /// that were there.
    Struck,
    /// A message was acted on.
    Applied {
        /// Which, counted from 0.
        message: u8,
    },
}

/// An entry of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Event {
    /// Its number, from 1.
    pub version: u8,
    /// What happened.
    pub what: What,
}

/// The right to work on a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lease {
    /// Which claim of the case, counted by the checker.
    pub claim: u8,
    /// The worker's name, only where leases are named after workers (a planted bug).
    pub name: u8,
}

/// The row of `tasks` that moves the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Task {
    /// Whether `visible_at` is past: work to do, or a lease that ran out.
    pub due: bool,
    /// Who may commit.
    pub lease: Option<Lease>,
    /// Claims, as the table counts them.
    pub attempt: u8,
    /// A signal came since the claim.
    pub wake: bool,
    /// Claims, as the checker counts them.
    pub tries: u8,
    /// The worker with the present lease died or was cut off.
    pub orphaned: bool,
}

/// What a worker decided to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decision {
    /// The version it rests on.
    pub version: u8,
    /// Strike first, if a hold is unanswered.
    pub strike: bool,
    /// Then act on these messages, a bit for each.
    pub apply: u8,
    /// Then take a step, unless held.
    pub step: bool,
    /// Come back at once for the next step.
    pub again: bool,
}

impl Decision {
    /// The events, in order.
    pub(crate) fn events(self) -> impl Iterator<Item = What> {
        let strike = self.strike.then_some(What::Struck);
        let apply = bits(self.apply).map(|message| What::Applied { message });
        strike.into_iter().chain(apply).chain(self.step.then_some(What::Step))
    }

    /// How many events.
    pub(crate) fn count(self) -> u8 {
        u8::from(self.strike) + bits(self.apply).map(|_| 1).sum::<u8>() + u8::from(self.step)
    }
}

/// How far an attempt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// The claim has its snapshot and no locks yet.
    Claiming {
        /// Attempts, in the snapshot.
        attempt: u8,
    },
    /// The task is the worker's.
    Claimed,
    /// The inbox was read, the case not yet.
    InboxRead {
        /// The messages, a bit for each.
        pending: u8,
    },
    /// The case was read and the decision made.
    Decided(Decision),
    /// The commit has its snapshot and no locks yet.
    Committing {
        /// What it will write.
        decision: Decision,
        /// `wake` in the snapshot. Kept only where a statement looks at it (a planted bug).
        wake: bool,
    },
}

/// Somebody at work on a case: a worker, or a statement that outlived its worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attempt {
    /// Under which lease.
    pub lease: Lease,
    /// How far it is.
    pub phase: Phase,
    /// Who waits for it.
    pub worker: Option<u8>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Case {
    /// Version in the row.
    pub version: u8,
    /// The history.
    pub log: Vec<Event>,
    /// Messages that came, from 0.
    pub received: u8,
    /// Those not yet acted on, a bit for each.
    pub pending: u8,
    /// The task, while there is anything to do.
    pub task: Option<Task>,
    /// Whether a task of it lies among the dead.
    pub dead: bool,
    /// Versions whose commit was acknowledged to a caller, a bit for each.
    pub acked: u16,
    /// Who is at work on it, in the order of their claims.
    pub attempts: Vec<Attempt>,
}

impl Case {
    pub(crate) fn new() -> Self {
        Self {
            version: 0,
            log: Vec::new(),
            received: 0,
            pending: 0,
            task: Some(Task::new()),
            dead: false,
            acked: 0,
            attempts: Vec::new(),
        }
    }

    /// Whether a hold stands. In this world none is lifted.
    pub fn held(&self) -> bool {
        self.log.iter().any(|event| event.what == What::Held)
    }

    /// Whether a hold came after the last strike.
    pub fn unstruck(&self) -> bool {
        let last = |what| self.log.iter().rposition(|event| event.what == what);
        last(What::Held) > last(What::Struck)
    }

    /// Steps that it has taken.
    pub fn steps(&self) -> u8 {
        self.log.iter().filter(|event| event.what == What::Step).map(|_| 1).sum()
    }

    /// Whether `attempt` holds the lease that the task has now.
    pub fn is_owner(&self, attempt: &Attempt) -> bool {
        let lease = self.task.and_then(|task| task.lease);
        lease.is_some_and(|lease| lease.claim == attempt.lease.claim)
    }

    /// Whether a living worker holds the lease that the task has now.
    pub fn has_owner(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.worker.is_some() && self.is_owner(attempt))
    }

    /// Gives the claims that anybody still speaks of the numbers 1, 2, …, in their order. Claims
    /// are only ever compared for being the same, so this loses nothing.
    pub(crate) fn renumber(&mut self) {
        self.attempts.sort_unstable();
        let lease = self.task.as_mut().and_then(|task| task.lease.as_mut());
        let mut leases: Vec<&mut Lease> =
            self.attempts.iter_mut().map(|attempt| &mut attempt.lease).chain(lease).collect();
        leases.sort_unstable_by_key(|lease| lease.claim);
        let (mut before, mut number) = (0, 0);
        for lease in leases {
            if lease.claim != before {
                before = lease.claim;
                number += 1;
            }
            lease.claim = number;
        }
    }
}

impl Task {
    /// A task to be done now.
    pub(crate) fn new() -> Self {
        Self { due: true, lease: None, attempt: 0, wake: false, tries: 0, orphaned: false }
    }
}

/// The places of the bits that are set.
pub(crate) fn bits(of: u8) -> impl Iterator<Item = u8> {
    (0..8).filter(move |bit| of & (1 << bit) != 0)
}

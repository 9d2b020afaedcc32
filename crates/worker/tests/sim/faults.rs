//! Chance from a seed, and bugs that can be planted.

use std::time::Duration;

/// What a hurried programmer might have written instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// The commit does not ask for its lease.
    NoFence,
    /// The commit does not check the version.
    NoVersionCheck,
    /// The commit ends its task by the mark of its snapshot, not of the locked row.
    WakeOfTheSnapshot,
    /// Attempts are counted when a failure is reported.
    CountedAtCompletion,
    /// A worker keeps one lease, under a name that outlives it.
    ReusedLease,
    /// A step is acknowledged when its commit is sent.
    AckBeforeCommit,
}

impl Bug {
    pub const ALL: &[Self] = &[
        Self::NoFence,
        Self::NoVersionCheck,
        Self::WakeOfTheSnapshot,
        Self::CountedAtCompletion,
        Self::ReusedLease,
        Self::AckBeforeCommit,
    ];
}

/// How often things go wrong, in a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    /// The answer is lost after the store acted.
    pub lost_answer: u64,
    /// The sender is told that it failed, and the store acts later.
    pub late: u64,
    /// The request is lost.
    pub lost_request: u64,
    /// The work fails.
    pub failure: u64,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    LostAnswer,
    Late,
    LostRequest,
}

/// A small generator (splitmix64): the same seed, the same numbers.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn permille(&mut self, rate: u64) -> bool {
        self.below(1_000) < rate
    }

    pub fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.below(most + 1))
    }

    pub fn fault(&mut self, rates: &Rates) -> Fault {
        let roll = self.below(1_000);
        if roll < rates.lost_answer {
            Fault::LostAnswer
        } else if roll < rates.lost_answer + rates.late {
            Fault::Late
        } else if roll < rates.lost_answer + rates.late + rates.lost_request {
            Fault::LostRequest
        } else {
            Fault::None
        }
    }
}

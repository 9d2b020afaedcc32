//! A life table of requests, as insurers make them of people: for each span of waiting, how much
//! waiting was seen and how many answers ended it.
//!
//! It counts by when the waiting took place, not by when the request was made, and newer days
//! for more than older ones. Requests that still wait count for every day that they have waited
//! and no day more: that is what censoring is.

use super::bins::Bins;
use super::{Asked, known, weight};

/// What was seen in one span of waiting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Seen {
    /// Waiting, in typical waits.
    pub(super) waited: f64,
    /// Answers.
    pub(super) answered: f64,
}

/// What was seen of some requests.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    /// By span of waiting.
    pub(super) seen: Vec<Seen>,
}

impl Life {
    /// Nothing seen yet.
    pub(super) fn new(bins: &Bins) -> Self {
        Self { seen: vec![Seen::default(); bins.len()] }
    }

    /// Adds what was known of `asked` at the end of `day`, measured in `typical` days.
    pub(super) fn add(&mut self, bins: &Bins, asked: &Asked, typical: f64, day: i32) {
        let Some((took, came)) = known(asked, day) else { return };
        let took = took / typical;
        let age = |waited: f64| f64::from(day - asked.day) - waited * typical;
        let count = f64::from(asked.count);
        for ((begin, until), seen) in bins.spans().zip(&mut self.seen) {
            if took <= begin {
                break;
            }
            let waited = took.min(until) - begin;
            seen.waited += count * waited * weight(age(begin + waited / 2.0));
        }
        if came && let Some(seen) = self.seen.get_mut(bins.of(took)) {
            seen.answered += count * weight(age(took));
        }
    }

    /// Adds what another table saw.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.seen.iter_mut().zip(&other.seen) {
            mine.waited += theirs.waited;
            mine.answered += theirs.answered;
        }
    }

    /// All answers seen.
    pub(super) fn answers(&self) -> f64 {
        self.seen.iter().map(|seen| seen.answered).sum()
    }
}

//! What the system does, one file a use: load, decide, commit.
//!
//! A person's click and a batch of hundreds go the same way: they load cases and flights with
//! their versions, ask the gate, let the domain decide, and commit at the versions that were
//! read. Whatever changed meanwhile is loaded and decided again.

mod advance;
pub mod agencies;
pub mod agency;
mod answers;
pub mod bench;
mod cases;
mod changed;
mod clock;
mod correct;
pub mod demo;
mod doctor;
mod error;
mod export;
mod facts;
mod feed;
pub mod flight;
mod folder;
mod forecast;
mod gauges;
mod holds;
mod import;
mod interviews;
pub mod manifest;
mod next;
mod once;
mod party;
mod past;
pub mod planning;
mod progress;
pub mod report;
mod signing;
mod statistics;
mod unit;
mod verdicts;
mod verify;
mod way;
mod whole;
mod why;
pub mod work;
mod workbench;

use std::sync::Arc;

use domain::decide::Context;
use domain::rulebook::Rulebook;
use domain::{Actor, Moment, Stamp, Version};
use persistence::Store;

pub use advance::Advanced;
pub use answers::{AnswerFate, AnswerVerdict, AnswersAsked, AnswersReport, RefusedAnswer};
pub use cases::Resolution;
pub use changed::columns_changed;
pub use clock::Clock;
pub use correct::{Cell, Corrected, correctable};
pub use doctor::{Finding, Severity};
pub use error::OperationError;
pub use export::{
    Drawn, ExportedDocket, ExportedLog, ExportedPaxlst, ForeignPaper, OnboardPaper, PaperOnRecord,
    PaxlstOptions, Released, ReleasedList, RequestPacket,
};
pub use facts::FactsOutcome;
pub use folder::{SentRequests, TakenFile, TakenFiles};
pub use forecast::{Calibration, ExpectedAnswer, Forecaster};
pub use gauges::Gauges;
pub use holds::LiftHold;
pub use import::{ImportOptions, ImportReport};
pub use interviews::AskInterview;
pub use next::{Next, next_step};
pub use past::PastCase;
pub use progress::{Progress, Silent};
pub use signing::{ListAnswer, ListToSign, SignedList, SignedRow};
pub use statistics::{Dimension, SMALLEST, Statistics, StatisticsCell, StatisticsQuery};
pub use verdicts::{PersonVerdict, VerdictQuery};
pub use verify::{Broken, VerifiedAll};
pub use way::{Packet, Posting, RequestWay};
pub use why::{FlightAnswer, Planned, Why};
pub use workbench::{Awaited, CountryBench, Ending, Workbench};

/// How often a decision is made again when others were faster, before giving up.
pub(crate) const TRIES: usize = 12;

/// Everything an operation needs: the store, the rules and a clock.
#[derive(Debug, Clone)]
pub struct Operations {
    /// Where everything is kept.
    pub store: Store,
    /// The rules in force.
    pub rules: Arc<Rulebook>,
    /// What time it is.
    pub clock: Clock,
    /// Who approves what the actor requests, where that takes two.
    second: Option<Actor>,
    /// The version that a person saw of what they change; none for feeds and batches.
    seen: Option<Version>,
    /// Whether everything but the commit is done.
    rehearse: bool,
    /// Forecasts of answers, as learnt lately.
    forecasts: forecast::Kept,
}

impl Operations {
    /// Operations on `store` under `rules`.
    pub fn new(store: Store, rules: Arc<Rulebook>, clock: Clock) -> Self {
        let forecasts = forecast::Kept::default();
        Self { store, rules, clock, second: None, seen: None, rehearse: false, forecasts }
    }

    /// The same, with `second` approving what the actor requests.
    #[must_use]
    pub fn approved_by(mut self, second: Actor) -> Self {
        self.second = Some(second);
        self
    }

    /// The same operations for somebody who saw the case or flight at version `seen`: if it has
    /// changed since, nothing is done.
    #[must_use]
    pub fn having_seen(&self, seen: Option<Version>) -> Self {
        Self { seen, ..self.clone() }
    }

    /// The same operations up to their commit: loaded, judged and decided as ever, and nothing is
    /// changed. For those that end in one commit, which is what a person does to one case.
    #[must_use]
    pub fn rehearsal(&self) -> Self {
        Self { rehearse: true, ..self.clone() }
    }

    /// Whether nothing is changed.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearse
    }

    /// Refuses unless nobody saw another version than the one that was loaded.
    pub(crate) fn still_as_seen(&self, what: &str, now: Version) -> Result<(), OperationError> {
        match self.seen {
            Some(seen) if seen != now => {
                Err(OperationError::Changed { what: what.to_owned(), seen, now })
            }
            _ => Ok(()),
        }
    }

    /// What a decision by `actor` at `now` is given.
    pub fn context<'a>(&'a self, actor: &'a Actor, now: Moment) -> Context<'a> {
        Context { now, actor, rules: &self.rules, second: self.second.as_ref() }
    }

    /// Who, when, why and under which rules: it goes with every event.
    pub(crate) fn stamp(&self, actor: &Actor, now: Moment, reason: &str) -> Stamp {
        Stamp {
            at: now.at(),
            by: actor.clone(),
            rules: Arc::clone(self.rules.version()),
            reason: reason.into(),
        }
    }
}

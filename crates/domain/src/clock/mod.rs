//! Deadlines, computed from what is on record: nobody types one in.
//!
//! How long each clock runs, what stops it and what follows is in the rulebook; here is only
//! how to find its start. Nothing here reads the time: `now` is an argument.

// tidy: lists this folder
mod business;
mod case;
mod flight;
mod local;
mod record;
#[cfg(test)]
mod tests;
mod tolling;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::Serialize;

pub use flight::flight_clocks;

use crate::rulebook::{ClockRule, Rulebook};
use crate::{Case, Moment, StageName, code::codes};
use local::Local;

codes! {
    /// How a clock stands.
    ClockState {
        Running = "running", "running";
        Near = "near", "due soon";
        Overdue = "overdue", "overdue";
        Tolled = "tolled", "standing still";
        Met = "met", "met";
    }
}

/// One deadline of a case or flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// Name of the rule.
    pub name: Arc<str>,
    /// What people read.
    pub label: String,
    /// The document, statement, hold, agency or stop order that it is about, if there is more
    /// than one of them.
    pub about: Option<Arc<str>>,
    /// The last instant in time, as read where the deadline applies. While the clock stands
    /// still: when it would end if it ran on from now.
    pub due: Moment,
    /// How it stands.
    pub state: ClockState,
    /// The day it counts from.
    pub started_on: Date,
    /// Where the rule comes from.
    pub source: String,
    /// What follows when it passes.
    pub consequence: String,
}

/// Every clock that can be computed from what is on record of `case`, earliest due first.
///
/// A case that has left the country or was closed has none. A clock whose start is not on
/// record is left out: whether that bars a step is for the gate to say.
pub fn clocks(case: &Case, now: Timestamp, rules: &Rulebook) -> Vec<Clock> {
    if matches!(case.stage.name(), StageName::Departed | StageName::Removed | StageName::Closed) {
        return Vec::new();
    }
    let desk = Desk { now, place: place_of(case, rules), rules };
    let mut found = case::clocks(case, &desk);
    found.extend(record::clocks(case, &desk));
    sorted(found)
}

/// Where the person is held, or the capital.
fn place_of(case: &Case, rules: &Rulebook) -> Local {
    let zone = rules.facility(&case.custody.facility).map(|facility| &*facility.time_zone);
    Local::of_zone(zone)
}

/// The day that it is at `now` where the person is held, or where `now` was read, whichever is
/// behind: a window that ends with a day there is not over before.
pub(crate) fn day_there(case: &Case, now: Moment, rules: &Rulebook) -> Date {
    place_of(case, rules).date(now.at()).min(now.date())
}

/// What every clock needs: the time, the place and the rules.
struct Desk<'a> {
    now: Timestamp,
    place: Local,
    rules: &'a Rulebook,
}

/// What is known of one clock.
struct Reading {
    about: Option<Arc<str>>,
    due: Moment,
    started_on: Date,
    met: bool,
    still: bool,
}

impl Reading {
    fn new(started_on: Date, due: Moment) -> Self {
        Self { about: None, due, started_on, met: false, still: false }
    }

    fn about(self, about: &str) -> Self {
        Self { about: Some(about.into()), ..self }
    }

    fn met(self, met: bool) -> Self {
        Self { met, ..self }
    }
}

impl Desk<'_> {
    fn today(&self) -> Date {
        self.place.date(self.now)
    }

    fn rule(&self, name: &str) -> Option<&ClockRule> {
        self.rules.clock(name, self.today())
    }

    fn clock(&self, rule: &ClockRule, reading: Reading) -> Clock {
        Clock {
            name: rule.name.clone(),
            label: rule.label.clone(),
            state: self.state(rule, &reading),
            about: reading.about,
            due: reading.due,
            started_on: reading.started_on,
            source: rule.source.clone(),
            consequence: rule.consequence.clone(),
        }
    }

    fn state(&self, rule: &ClockRule, reading: &Reading) -> ClockState {
        let due = reading.due.at();
        let near = Span::new().hours(i64::from(rule.near_days) * 24);
        let near_from = due.checked_sub(near).unwrap_or(Timestamp::MIN);
        if reading.met {
            ClockState::Met
        } else if reading.still {
            ClockState::Tolled
        } else if self.now > due {
            if rule.wait { ClockState::Met } else { ClockState::Overdue }
        } else if rule.near_days > 0 && self.now >= near_from {
            ClockState::Near
        } else {
            ClockState::Running
        }
    }
}

fn sorted(mut clocks: Vec<Clock>) -> Vec<Clock> {
    clocks.sort_by(|a, b| (a.due, &a.name, &a.about).cmp(&(b.due, &b.name, &b.about)));
    clocks
}

//! Work that a worker holds: cases go on by themselves, under a lease.
//!
//! What an activity sees and says is here; the worker has one file for each. A case is loaded
//! once and taken as many steps as it can go, each a commit under the same lease; with the last
//! the task is given back, to be due when the next thing can happen.

mod blocked;
mod cases;
mod decide;
pub(crate) mod lane;
mod lanes;
mod messages;
mod outbox;
mod task;

use std::collections::HashSet;
use std::time::Duration;

use domain::clock::Clock;
use domain::decide::Changes;
use domain::{Actor, Case, Moment};
use jiff::Timestamp;
use persistence::OutMessage;

use crate::Operations;
use crate::agencies::closed_until;
use crate::agency::Agency;

pub use blocked::BlockedOn;
pub use lane::{
    ADVANCE, CASE_QUEUE, FLIGHT, OUTBOX_LANE, PLANT, REQUEST_QUEUE, SYSTEM, goes_together, lane_of,
};
pub use lanes::LaneShown;
pub(crate) use lanes::is_at_work;
pub use messages::AGENCY_ANSWER;

/// What an activity looks at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The operations, for rules and clock.
    pub ops: &'a Operations,
    /// The foreign agencies.
    pub agency: &'a dyn Agency,
    /// The case as it stands.
    pub case: &'a Case,
    /// Its clocks by now.
    pub clocks: &'a [Clock],
    /// In whose name it would act.
    pub actor: &'a Actor,
    /// The present.
    pub now: Moment,
    /// Countries whose agencies are suspended.
    pub suspended: &'a HashSet<String>,
}

impl Look<'_> {
    /// Whether the agency of this case can be asked something now.
    pub fn may_ask(&self) -> bool {
        if !self.agency.keeps_hours() {
            return true;
        }
        let country = self.case.order.removal_country.as_ref().and_then(|country| country.read());
        let suspended = country.is_some_and(|country| self.suspended.contains(country.as_str()));
        let closed = closed_until(&self.ops.rules, self.case, self.now.at());
        !suspended && closed.is_none()
    }

    /// When the agency of this case opens, if it is closed.
    pub fn agency_opens(&self) -> Option<Timestamp> {
        closed_until(&self.ops.rules, self.case, self.now.at())
    }
}

/// What an activity says of a case.
#[derive(Debug, Default)]
pub struct Said {
    /// What happens now, and why.
    pub step: Option<(Changes, &'static str)>,
    /// What others are to be told. A message with a known id is not sent again.
    pub tell: Vec<OutMessage>,
    /// When it has something to say again, if nothing changes until then.
    pub due: Option<Timestamp>,
}

impl Said {
    /// Nothing to do before `due`.
    pub fn rest(due: Option<Timestamp>) -> Self {
        Self { due, ..Self::default() }
    }
}

/// One thing that the worker does with cases. A pure look: it changes nothing by itself.
#[derive(Debug, Clone, Copy)]
pub struct CaseActivity {
    /// The name in logs and figures.
    pub name: &'static str,
    /// What there is to do.
    pub look: fn(&Look<'_>) -> Said,
}

/// What work on cases needs.
#[derive(Clone, Copy)]
pub struct CaseDesk<'a> {
    /// Looked through in this order; the first step counts.
    pub activities: &'a [&'a CaseActivity],
    /// The foreign agencies.
    pub agency: &'a dyn Agency,
    /// In whose name.
    pub actor: &'a Actor,
    /// Agencies that have a limit: they are asked in their own lanes only.
    pub limited: &'a HashSet<String>,
    /// Countries whose agencies are suspended: they are asked nothing.
    pub suspended: &'a HashSet<String>,
}

/// How the work on a task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Its task was ended with its last commit.
    Done {
        /// Steps taken.
        steps: u32,
    },
    /// The lease was lost: somebody else has it, and there is nothing to end.
    Lost,
    /// It failed, and its task is still held.
    Failed {
        /// What went wrong, without anybody's data.
        error: String,
        /// Whether trying again would change nothing.
        permanent: bool,
    },
    /// It failed, and the other side asks for time.
    Later {
        /// What went wrong, without anybody's data.
        error: String,
        /// It is not tried again before that.
        after: Duration,
    },
}

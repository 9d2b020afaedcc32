//! What people do at the desk: each deed reads what was sent, asks the policies, and calls one
//! operation. Pages and the API share them.

mod agency;
mod answers;
mod case;
mod condition;
mod correct;
mod document;
mod flight;
mod hold;
mod interview;
mod list;
mod manifest;
mod many;
mod paper;
mod plan;
mod schedule;
mod signed_answers;
mod statement;

use domain::{Actor, Version};
use operations::{FactsOutcome, Operations};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::who::Who;

pub(crate) use agency::{ResumeAgency, SuspendAgency, resume_agency, suspend_agency};
pub(crate) use answers::{AnswersTaken, LARGEST_FILE, TakeAnswers, take_answers};
pub(crate) use case::{
    Advance, Close, Custody, Medical, Notice, Reopen, ResolveDefect, advance, change_custody,
    close, reopen, resolve_defect, serve_notice, state_fitness,
};
pub(crate) use condition::{ConditionMet, meet_condition};
pub(crate) use correct::{Correct, CorrectOne, act_of, correct};
pub(crate) use document::{AgencyAnswer, RecordDocument, record_answer, record_document};
pub(crate) use flight::{
    AtTheDoor, BringBack, Cancel, Flown, HandOver, ReadFeed, acknowledge, arrive, board, board_all,
    bring_back, cancel, depart, hand_over, open_boarding, read_feed,
};
pub(crate) use hold::{Lift, Place, lift, place};
pub(crate) use interview::{
    InterviewEnd, InterviewTime, WantedInterview, ask_for_interview, end_interview,
    schedule_interview,
};
pub(crate) use list::{AnswerOnList, ListSigned, OPEN, RowSigned, SignList, sign_list};
pub(crate) use manifest::{
    Assign, Fill, Listed, Promote, Strike, Words, accept_late, assign, confirm, fill, promote,
    reopen_list, seal, strike,
};
pub(crate) use many::{Many, ManyDone, ManyStep, ManyVerdict, Picked, do_many};
pub(crate) use paper::{FOREIGN, FORMATS, HOUSE, PrintedPaper, print_paper};
pub(crate) use plan::{MakePlan, PlanMade, make_plan};
pub(crate) use schedule::{Replan, Schedule, replan, schedule};
pub(crate) use signed_answers::{SignedAnswersTaken, SignedMessage, take_signed_answers};
pub(crate) use statement::{RecordStatement, record_statement};

/// What a change of a case led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CaseChanged {
    /// Whose case.
    pub(crate) case: String,
    /// The version it has now.
    pub(crate) version: i64,
    /// What was done.
    pub(crate) done: String,
    /// Who came off a manifest because of it.
    pub(crate) struck: Vec<String>,
    /// How many stop orders were raised.
    pub(crate) stop_orders: usize,
}

/// How a change is asked for: by whom, having seen what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Who.
    pub(crate) who: &'a Who,
    /// The version that was seen. None only where nothing can be overwritten.
    pub(crate) seen: Option<Version>,
}

impl Asked<'_> {
    fn actor(&self) -> &Actor {
        &self.who.actor
    }

    fn ops(&self, desk: &Desk) -> Operations {
        desk.ops.having_seen(self.seen)
    }
}

/// Tells open pages, and answers.
fn changed(desk: &Desk, outcome: &FactsOutcome, done: impl Into<String>) -> CaseChanged {
    desk.changed();
    CaseChanged {
        case: outcome.case.to_string(),
        version: outcome.version.0,
        done: done.into(),
        struck: outcome.struck.iter().map(ToString::to_string).collect(),
        stop_orders: outcome.stop_orders,
    }
}

/// The failure of an operation, without what the asker may not read.
async fn failed(desk: &Desk, asked: &Asked<'_>, error: impl Into<Failure>) -> Failure {
    desk.cut(asked.who, error.into()).await
}

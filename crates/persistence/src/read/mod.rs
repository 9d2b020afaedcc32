//! Reading: one file a question.

mod accounts;
mod cards;
mod case;
mod commands;
mod counts;
mod desk_lists;
mod disclosures;
pub(crate) mod feed;
mod flight;
mod history;
mod holds;
mod lists;
mod log;
mod meta;
mod person;
mod plans;
mod queue;
mod requests;
mod scopes;
mod streams;
mod verify;

pub use accounts::{Account, DeskSession, DeskToken};
pub use cards::{CardFilter, CaseCard};
pub use commands::DoneCommand;
pub use desk_lists::Waiting;
pub use disclosures::Disclosure;
pub use history::RecordedEvent;
pub use holds::{HoldFilter, ListedHold};
pub use lists::{CasePage, Unreadable};
pub use plans::{PlanHead, PlannedCase, StoredPlan};
pub use queue::{Queued, Resolution};
pub use requests::RequestCount;
pub use scopes::CaseScope;
pub use verify::{CheckedStream, Verified};

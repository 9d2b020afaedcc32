//! Reading: one file a question.

mod cards;
mod case;
mod commands;
mod counts;
mod disclosures;
pub(crate) mod feed;
mod flight;
mod history;
mod holds;
mod lists;
mod log;
mod meta;
mod person;
mod queue;
mod verify;

pub use cards::{CardFilter, CaseCard};
pub use commands::DoneCommand;
pub use disclosures::Disclosure;
pub use history::RecordedEvent;
pub use holds::{HoldFilter, ListedHold};
pub use lists::{CasePage, Unreadable};
pub use queue::{Queued, Resolution};
pub use verify::{CheckedStream, Verified};

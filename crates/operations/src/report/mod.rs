//! Reports: figures that somebody reads. One file each and one line in the list; the command
//! line and the pages find them there.
// tidy: lists this folder

mod agencies;
mod clocks;
mod custody_reviews;
mod documents_expiring;
mod duplicates;
mod flights;
mod forecasts;
mod holds;
mod look;
mod queue;
mod stages;
mod stays;
mod stop_orders;
mod strikes;
mod table;
#[cfg(test)]
mod tests;
mod to_be_confirmed;
mod waiting;

use std::pin::Pin;

pub(crate) use look::{days, is_hold, trips_ahead};
pub use table::{Cell, Table};

use crate::{OperationError, Operations};

/// A report that is being drawn up.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Table, OperationError>> + Send + 'a>>;

/// A report: what it is called, what it says, and how it is drawn up.
#[derive(Debug)]
pub struct Report {
    /// Its name in commands and addresses.
    pub slug: &'static str,
    /// What people read above it.
    pub title: &'static str,
    /// What it says, in a sentence.
    pub what: &'static str,
    /// Draws it up from what is on record now.
    pub run: for<'a> fn(&'a Operations) -> Running<'a>,
}

/// Every report there is, by slug.
pub const ALL: &[&Report] = &[
    &agencies::REPORT,
    &clocks::REPORT,
    &custody_reviews::REPORT,
    &documents_expiring::REPORT,
    &duplicates::REPORT,
    &flights::REPORT,
    &forecasts::REPORT,
    &holds::REPORT,
    &queue::REPORT,
    &stages::REPORT,
    &stays::REPORT,
    &stop_orders::REPORT,
    &strikes::REPORT,
    &to_be_confirmed::REPORT,
    &waiting::REPORT,
];

/// The report called `slug`.
pub fn find(slug: &str) -> Option<&'static Report> {
    ALL.iter().copied().find(|report| report.slug == slug)
}

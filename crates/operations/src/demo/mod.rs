//! The demonstration: a whole docket from detention to verified departure, on a simulated clock.

mod afterwards;
mod crew;
mod flights;
mod sample;
mod scale;
mod summary;
mod timeline;

use std::sync::Arc;
use std::time::Instant;

use domain::rulebook::Rulebook;
use domain::{Moment, StageName};
use jiff::civil::Date;
use jiff::tz::Offset;
use persistence::Store;

use crate::agency::SimulatedAgency;
use crate::{Clock, ImportOptions, OperationError, Operations, Progress};
use timeline::Timeline;

pub use afterwards::afterwards;
pub use summary::{ClockCount, DemoSummary, FlightSummary, ReasonCount};

/// What to demonstrate.
#[derive(Debug, Clone, Copy)]
pub struct DemoOptions {
    /// How many people.
    pub people: usize,
    /// Whether the late holds of the sample arrive while the flights are prepared.
    pub late: bool,
}

/// The offset of the clock that the demonstration's day ends by.
const OFFSET_HOURS: i8 = -5;

/// Stages from which cases move on by themselves.
const BEFORE_FLIGHT: &[StageName] = &[
    StageName::Detained,
    StageName::OrderFinal,
    StageName::DocumentRequested,
    StageName::AgencyApproved,
];

/// Writes a docket of `people` invented people to a folder that vanishes with the answer.
pub fn docket(people: usize) -> Result<tempfile::TempDir, OperationError> {
    sample::write(people)
}

/// Runs the demonstration on an empty, migrated `store`.
pub async fn run(
    options: DemoOptions,
    store: Store,
    rules: Arc<Rulebook>,
    progress: &dyn Progress,
) -> Result<DemoSummary, OperationError> {
    let started = Instant::now();
    let docket = sample::write(options.people)?;
    let as_of = sample::as_of()?;
    let clock = Clock::at(end_of(as_of));
    let ops = Operations::new(store, Arc::clone(&rules), clock);
    let crew = crew::Crew::new()?;
    let agency = SimulatedAgency::new(rules, 7, as_of);
    let import =
        ops.import_docket(docket.path(), ImportOptions::default(), &crew.system, progress).await?;
    ops.advance_all(BEFORE_FLIGHT, &agency, &crew.system, progress).await?;
    let late =
        if options.late { sample::late_holds(docket.path(), &ops.rules)? } else { Vec::new() };
    let mut timeline = Timeline::new(&ops, as_of, late).await?;
    let mut notes = summary::Notes::default();
    timeline.play(&ops, &agency, &crew, &mut notes, progress).await?;
    summary::of(&ops, as_of, &import, notes, started).await
}

fn end_of(day: Date) -> Moment {
    let offset = Offset::constant(OFFSET_HOURS);
    let end = day.at(23, 59, 59, 0);
    offset
        .to_timestamp(end)
        .map_or_else(|_| Moment::utc(jiff::Timestamp::UNIX_EPOCH), |at| Moment::new(at, offset))
}

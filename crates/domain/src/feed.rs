//! When holds were last read from where they come from.
//!
//! Where nobody brings holds from outside, they are placed here and the database is the source:
//! it is read with the question. Once a source outside has been named, its last reading counts,
//! and of several the oldest.

use jiff::Timestamp;

use crate::{Actor, FeedId};

/// What somebody said of a source: everything that it knew at `read_at` is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReading {
    /// Which source.
    pub source: FeedId,
    /// What it knew at this instant is here.
    pub read_at: Timestamp,
    /// When that was said.
    pub recorded_at: Timestamp,
    /// Who said so.
    pub by: Actor,
}

/// The last reading of every source outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoldFeed {
    readings: Vec<FeedReading>,
}

impl HoldFeed {
    /// The feed made up of the last reading of each source.
    pub fn of(readings: Vec<FeedReading>) -> Self {
        Self { readings }
    }

    /// The last reading of each source outside; none if holds are placed here only.
    pub fn readings(&self) -> &[FeedReading] {
        &self.readings
    }

    /// The reading that counts: one source that fell silent is enough to know nothing.
    pub fn oldest(&self) -> Option<&FeedReading> {
        self.readings.iter().min_by_key(|reading| reading.read_at)
    }

    /// When the holds that are known at `now` were read from their sources.
    pub fn read_at(&self, now: Timestamp) -> Timestamp {
        self.oldest().map_or(now, |oldest| oldest.read_at)
    }
}

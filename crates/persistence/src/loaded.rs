//! What was loaded: a value with the version that it had. Only the store makes one, so that
//! nothing can be recorded on a case that was not read first.

use std::ops::Deref;

use domain::{Case, CaseEvent, Flight, FlightEvent, Stamp, Version};

use crate::chain::Hash;
use crate::transition::{Aggregate, CaseTransition, FlightTransition, Transition};
use crate::{StoreError, Table};

/// A case or flight as it was read, or as it is after a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// As it stood.
    pub value: T,
    version: Version,
    chain: Hash,
}

/// Something that a decision rested on: it must still be at this version at the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub(crate) table: Table,
    pub(crate) stream: String,
    pub(crate) version: Version,
}

impl<T> Loaded<T> {
    pub(crate) fn new(value: T, version: Version, chain: Hash) -> Self {
        Self { value, version, chain }
    }

    /// How many events it has seen. Pages send it back, so that nobody acts on what they did
    /// not see.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The hash of its last event.
    pub fn chain(&self) -> &Hash {
        &self.chain
    }
}

impl<T: Aggregate> Loaded<T> {
    /// Refuses to go on unless it is at the version that somebody saw.
    pub fn seen_at(self, seen: Version) -> Result<Self, StoreError> {
        if self.version == seen {
            return Ok(self);
        }
        let stream = self.value.stream().to_owned();
        Err(StoreError::Stale { stream, seen, now: self.version })
    }

    /// A promise for the commit that this has not changed.
    pub fn guard(&self) -> Guard {
        Guard { table: T::TABLE, stream: self.value.stream().to_owned(), version: self.version }
    }
}

impl Loaded<Case> {
    /// What `events` make of it, to be committed.
    pub fn record(self, events: Vec<CaseEvent>, stamp: &Stamp) -> CaseTransition {
        Transition::after(self.value, self.version, self.chain, events, stamp)
    }
}

impl Loaded<Flight> {
    /// What `events` make of it, to be committed.
    pub fn record(self, events: Vec<FlightEvent>, stamp: &Stamp) -> FlightTransition {
        Transition::after(self.value, self.version, self.chain, events, stamp)
    }
}

impl<T> Deref for Loaded<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

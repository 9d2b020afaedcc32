//! Everything of a transition that can be worked out before the transaction begins: bodies,
//! hashes and the JSON of the rows.

use domain::{Case, Flight, Hold, HoldRevision, Version};

use crate::chain::{Hash, canonical_stamp, link, micros};
use crate::map::{case_facts, flight_facts};
use crate::transition::{Aggregate, CaseTransition, FlightTransition, Transition};
use crate::{Loaded, StoreError};

/// One row of history.
pub(crate) struct EventText {
    pub(crate) version: i64,
    pub(crate) body: String,
    pub(crate) hash: Hash,
}

/// A transition with its texts.
pub(crate) struct Prepared<T: Aggregate, X> {
    pub(crate) change: Transition<T>,
    pub(crate) version: Version,
    pub(crate) chain: Hash,
    pub(crate) at: i64,
    pub(crate) events: Vec<EventText>,
    pub(crate) texts: X,
}

impl<T: Aggregate, X> Prepared<T, X> {
    pub(crate) fn stream(&self) -> &str {
        self.change.value.stream()
    }

    pub(crate) fn opens(&self) -> bool {
        self.change.expected.is_none()
    }

    /// The version decided on; 0 before it is opened.
    pub(crate) fn expected(&self) -> i64 {
        self.change.expected.unwrap_or_default().0
    }

    /// Whether there is anything to write.
    pub(crate) fn changes(&self) -> bool {
        !self.events.is_empty()
    }

    pub(crate) fn into_loaded(self) -> Loaded<T> {
        Loaded::new(self.change.value, self.version, self.chain)
    }
}

pub(crate) type PreparedCase = Prepared<Case, CaseTexts>;
pub(crate) type PreparedFlight = Prepared<Flight, String>;

/// The rows of a case beside its own.
pub(crate) struct CaseTexts {
    pub(crate) facts: Option<String>,
    /// Place, revision, JSON.
    pub(crate) holds: Vec<(usize, usize, String)>,
    /// Place, JSON.
    pub(crate) documents: Vec<(usize, String)>,
    pub(crate) statements: Vec<(usize, String)>,
}

fn unwritable(_: serde_json::Error) -> StoreError {
    StoreError::inconsistent("events", "body", "new")
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(unwritable)
}

fn history<T: Aggregate>(change: &Transition<T>) -> Result<(Vec<EventText>, Hash), StoreError> {
    let stamp = canonical_stamp(&change.stamp).map_err(unwritable)?;
    let (mut version, mut chain) = (change.expected.unwrap_or_default(), change.before);
    let mut events = Vec::with_capacity(change.events.len());
    for event in &change.events {
        let body = json(event)?;
        version = version.plus(1);
        chain = link(&chain, version, &stamp, &body);
        events.push(EventText { version: version.0, body, hash: chain });
    }
    Ok((events, chain))
}

pub(crate) fn case(change: CaseTransition) -> Result<PreparedCase, StoreError> {
    let (events, chain) = history(&change)?;
    let texts = case_texts(&change)?;
    let (version, at) = (change.version(), micros(change.stamp.at));
    Ok(Prepared { change, version, chain, at, events, texts })
}

pub(crate) fn flight(change: FlightTransition) -> Result<PreparedFlight, StoreError> {
    let (events, chain) = history(&change)?;
    let texts = flight_facts(&change.value).map_err(unwritable)?;
    let (version, at) = (change.version(), micros(change.stamp.at));
    Ok(Prepared { change, version, chain, at, events, texts })
}

fn case_texts(change: &CaseTransition) -> Result<CaseTexts, StoreError> {
    let (case, touched) = (&change.value, &change.touched);
    let facts = if touched.facts { Some(case_facts(case).map_err(unwritable)?) } else { None };
    let mut texts =
        CaseTexts { facts, holds: Vec::new(), documents: Vec::new(), statements: Vec::new() };
    if touched.opened {
        for (place, hold) in case.holds.iter().enumerate() {
            for (n, revision) in hold.revisions.iter().enumerate() {
                texts.holds.push((place, n, json(revision)?));
            }
        }
        for (place, document) in case.documents.iter().enumerate() {
            texts.documents.push((place, json(document)?));
        }
        for (place, statement) in case.statements.iter().enumerate() {
            texts.statements.push((place, json(statement)?));
        }
        return Ok(texts);
    }
    for &(place, n) in &touched.holds {
        if let Some((_, revision)) = revision(case, place, n) {
            texts.holds.push((place, n, json(revision)?));
        }
    }
    for &place in &touched.documents {
        if let Some(document) = case.documents.get(place) {
            texts.documents.push((place, json(document)?));
        }
    }
    for &place in &touched.statements {
        if let Some(statement) = case.statements.get(place) {
            texts.statements.push((place, json(statement)?));
        }
    }
    Ok(texts)
}

/// The hold at `place` and its revision `n`.
pub(crate) fn revision(case: &Case, place: usize, n: usize) -> Option<(&Hold, &HoldRevision)> {
    let hold = case.holds.get(place)?;
    Some((hold, hold.revisions.get(n)?))
}

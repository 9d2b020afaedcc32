//! Holds: separate records, never deleted, each with its own history.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Country, HoldId, Moment};

/// A hold and everything that was ever recorded of it.
///
/// Placing, amending and lifting each add a revision, so that what was known at any instant can
/// be asked again later. Lifting one hold never touches another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Key.
    pub id: HoldId,
    /// In the order of recording; never empty.
    pub revisions: Vec<HoldRevision>,
}

/// What was recorded of a hold at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRevision {
    /// When it became known; none for what was on record when the case was opened.
    pub recorded_at: Option<Timestamp>,
    /// Kind, as written in the record; a code of the rulebook if it can be read.
    pub kind: Arc<str>,
    /// The country it concerns; none means every country.
    pub country: Option<Country>,
    /// From when. None when the record's instant cannot be read.
    pub from: Option<Moment>,
    /// Until when, exclusive, as written in the order.
    pub to: Option<Moment>,
    /// Whether the end was confirmed by whoever may lift it.
    pub end_confirmed: bool,
    /// Court order, receipt or note that it rests on.
    pub source_document: Arc<str>,
    /// Court docket number.
    pub docket_number: Option<Arc<str>>,
    /// Who recorded this, as `role:user`.
    pub by: Arc<str>,
    /// Why, in a lift or amendment.
    pub reason: Option<Arc<str>>,
    /// The words of a record that could not be read: such a hold bars until resolved.
    pub defect: Option<Arc<str>>,
}

impl Hold {
    /// What was known of this hold at `instant`.
    pub fn known_at(&self, instant: Timestamp) -> Option<&HoldRevision> {
        self.revisions
            .iter()
            .rev()
            .find(|revision| revision.recorded_at.is_none_or(|recorded| recorded <= instant))
    }

    /// What was recorded after `instant`.
    pub fn recorded_after(&self, instant: Timestamp) -> impl Iterator<Item = &HoldRevision> {
        let after = move |word: &&HoldRevision| word.recorded_at.is_some_and(|at| at > instant);
        self.revisions.iter().filter(after)
    }

    /// What was recorded last.
    pub fn latest(&self) -> Option<&HoldRevision> {
        self.revisions.last()
    }
}

impl HoldRevision {
    /// Whether a docket of the end of `as_of` shows an end that has passed and counts as
    /// confirmed.
    pub fn ended_by(to: Option<Moment>, as_of: Date) -> bool {
        to.is_some_and(|to| to.date() <= as_of)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::HoldRevision;

    #[test]
    fn an_end_counts_as_confirmed_on_its_own_day_and_not_before() {
        let end = Some("2024-06-25T23:30:00-05:00".parse().unwrap());
        assert!(!HoldRevision::ended_by(end, date(2024, 6, 24)));
        assert!(HoldRevision::ended_by(end, date(2024, 6, 25)));
        assert!(HoldRevision::ended_by(end, date(2024, 6, 26)));
        assert!(!HoldRevision::ended_by(None, date(2024, 6, 25)));
    }
}

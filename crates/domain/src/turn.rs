//! Whose turn it is when an agency can be asked again.
//!
//! First come those whose custody review, or its notice, is near or overdue, the soonest first: detention must
//! not go on because a request lay in a pile. Then come those who have waited longest since their
//! order became final, then the lower number. The key of a case says all of it, so an order can be
//! explained and always comes out the same.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::{ClockState, clocks};
use crate::rulebook::Rulebook;
use crate::{Case, CaseId};

/// The clocks of custody reviews begin with this.
const REVIEW: &str = "custody_review_";
/// The clock that begins when an order becomes final and a document has to be asked for.
const PACKET: &str = "document_packet";

/// Where a case stands among others that wait for the same agency: the smaller comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// No custody review and no notice of one is near or overdue.
    pub can_wait: bool,
    /// When the first of them is due.
    pub review: Option<Timestamp>,
    /// Since when a document has to be asked for.
    pub since: Date,
    /// Whose case.
    pub case: CaseId,
}

impl Turn {
    /// The turn of `case` at `now`.
    pub fn of(case: &Case, now: Timestamp, rules: &Rulebook) -> Self {
        let clocks = clocks(case, now, rules);
        let presses = |state| matches!(state, ClockState::Near | ClockState::Overdue);
        let reviews = clocks.iter().filter(|one| one.name.starts_with(REVIEW));
        let review = reviews.filter(|one| presses(one.state)).map(|one| one.due.at()).min();
        let packet = clocks.iter().find(|one| &*one.name == PACKET).map(|one| one.started_on);
        let custody = || case.custody.since.as_ref().and_then(|since| since.read()).copied();
        let opened = || jiff::tz::Offset::UTC.to_datetime(case.opened_at).date();
        let since = packet.or_else(custody).unwrap_or_else(opened);
        Self { can_wait: review.is_none(), review, since, case: case.id.clone() }
    }

    /// Why it stands where it does, in plain words.
    pub fn words(&self) -> String {
        match self.review {
            Some(review) => {
                let day = jiff::tz::Offset::UTC.to_datetime(review).date();
                format!("a custody review or its notice is due on {day}")
            }
            None => format!("it has waited since {}", self.since),
        }
    }
}

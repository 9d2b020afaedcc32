//! A change that is decided but not yet committed: the events, what they lead to, and the
//! version that they were decided on.

use std::collections::{BTreeSet, HashSet};

use domain::{
    Case, CaseEvent, CaseId, Flight, FlightEvent, FlightPlan, Stage, StageName, Stamp, Version,
};

use crate::chain::{Hash, START, rounded};

/// The two tables of streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// `cases`.
    Cases,
    /// `flights`.
    Flights,
}

impl Table {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Flights => "flights",
        }
    }
}

/// A case or a flight: a stream of events and what they lead to.
pub trait Aggregate: Sized + Send + Sync {
    /// What happens to it.
    type Event: serde::Serialize + Send + Sync;
    /// Which rows of it the events touched.
    type Touched: Default + Send + Sync;
    /// Where its present state is kept.
    const TABLE: Table;
    /// The key of its stream.
    fn stream(&self) -> &str;
    /// After `event`; what it touched is noted.
    #[must_use]
    fn after(self, event: &Self::Event, touched: &mut Self::Touched) -> Self;
}

/// Events decided on one version of a case or flight.
#[derive(Debug, Clone)]
pub struct Transition<T: Aggregate> {
    pub(crate) value: T,
    /// The version decided on; none opens it.
    pub(crate) expected: Option<Version>,
    pub(crate) before: Hash,
    pub(crate) events: Vec<T::Event>,
    pub(crate) stamp: Stamp,
    pub(crate) touched: T::Touched,
}

/// Of a case.
pub type CaseTransition = Transition<Case>;
/// Of a flight.
pub type FlightTransition = Transition<Flight>;

impl<T: Aggregate> Transition<T> {
    pub(crate) fn after(
        value: T,
        expected: Version,
        before: Hash,
        events: Vec<T::Event>,
        stamp: &Stamp,
    ) -> Self {
        let mut touched = T::Touched::default();
        let value = events.iter().fold(value, |value, event| value.after(event, &mut touched));
        let expected = Some(expected);
        Self { value, expected, before, events, stamp: tidy(stamp), touched }
    }

    /// As it will be after the commit.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What happened.
    pub fn events(&self) -> &[T::Event] {
        &self.events
    }

    /// The version after the commit.
    pub fn version(&self) -> Version {
        self.expected.unwrap_or_default().plus(self.events.len())
    }
}

impl CaseTransition {
    /// Opens a case as it is.
    pub fn open(mut case: Case, stamp: &Stamp) -> Self {
        case.opened_at = rounded(case.opened_at);
        case.stage = rounded_stage(case.stage);
        let events = vec![CaseEvent::Opened(Box::new(case.clone()))];
        let touched = TouchedCase { opened: true, ..TouchedCase::default() };
        Self { value: case, expected: None, before: START, events, stamp: tidy(stamp), touched }
    }
}

impl FlightTransition {
    /// Schedules a flight, with an empty manifest.
    pub fn schedule(plan: FlightPlan, stamp: &Stamp) -> Self {
        let touched = TouchedFlight { plan: true, ..TouchedFlight::default() };
        let events = vec![FlightEvent::Scheduled(Box::new(plan.clone()))];
        let value = Flight::new(plan);
        Self { value, expected: None, before: START, events, stamp: tidy(stamp), touched }
    }
}

fn tidy(stamp: &Stamp) -> Stamp {
    Stamp { at: rounded(stamp.at), ..stamp.clone() }
}

fn rounded_stage(stage: Stage) -> Stage {
    if let Stage::Removed { flight, handed_over_at } = stage {
        return Stage::Removed { flight, handed_over_at: rounded(handed_over_at) };
    }
    stage
}

/// Which rows of a case its events touched, by place in its lists.
#[derive(Debug, Clone, Default)]
pub struct TouchedCase {
    /// Every row is new.
    pub(crate) opened: bool,
    /// Person, custody, order, health, notices or defects changed since it was opened.
    pub(crate) facts: bool,
    /// It ended, or opened again.
    pub(crate) turned: bool,
    /// Hold and revision.
    pub(crate) holds: Vec<(usize, usize)>,
    pub(crate) documents: BTreeSet<usize>,
    /// How many documents there were before any of them was touched.
    pub(crate) had_documents: Option<usize>,
    pub(crate) statements: Vec<usize>,
}

/// Whether anything is still to come of `case`.
pub(crate) fn is_open(case: &Case) -> bool {
    !matches!(case.stage.name(), StageName::Removed | StageName::Closed)
}

impl TouchedCase {
    /// Whether the document at `place` has no row yet.
    pub(crate) fn adds_document(&self, place: usize) -> bool {
        self.opened || self.had_documents.is_some_and(|had| had <= place)
    }
}

impl Aggregate for Case {
    type Event = CaseEvent;
    type Touched = TouchedCase;
    const TABLE: Table = Table::Cases;

    fn stream(&self) -> &str {
        self.id.as_str()
    }

    fn after(self, event: &CaseEvent, touched: &mut TouchedCase) -> Self {
        let open = is_open(&self);
        let had_documents = self.documents.len();
        let mut case = self.apply(event);
        touched.turned |= open != is_open(&case);
        match event {
            CaseEvent::Opened(_) => touched.opened = true,
            CaseEvent::DocumentRequested { document, .. }
            | CaseEvent::DocumentRecorded { document } => {
                touched.had_documents.get_or_insert(had_documents);
                touched
                    .documents
                    .extend(case.documents.iter().position(|known| known.id == document.id));
            }
            CaseEvent::StatementRecorded { .. } => {
                touched.statements.extend(case.statements.len().checked_sub(1));
            }
            CaseEvent::HoldRecorded { hold, .. } => {
                let place = case.holds.iter().position(|known| known.id == *hold);
                let hold = place.and_then(|place| case.holds.get(place).map(|hold| (place, hold)));
                let revision = hold.map(|(place, hold)| (place, hold.revisions.len()));
                touched
                    .holds
                    .extend(revision.map(|(place, count)| (place, count.saturating_sub(1))));
            }
            CaseEvent::InterviewRecorded { .. }
            | CaseEvent::CustodyChanged { .. }
            | CaseEvent::MedicalChanged { .. }
            | CaseEvent::OrderChanged { .. }
            | CaseEvent::PersonCorrected { .. }
            | CaseEvent::DefectsFound { .. }
            | CaseEvent::DefectResolved { .. }
            | CaseEvent::NoticeServed { .. } => touched.facts = true,
            CaseEvent::Removed { .. } => case.stage = rounded_stage(case.stage),
            CaseEvent::OrderBecameFinal
            | CaseEvent::DocumentAccepted { .. }
            | CaseEvent::AgencyApproved { .. }
            | CaseEvent::AgencyRefused { .. }
            | CaseEvent::AnswerSigned { .. }
            | CaseEvent::DocumentExpired { .. }
            | CaseEvent::Disclosed { .. }
            | CaseEvent::Assigned { .. }
            | CaseEvent::Promoted { .. }
            | CaseEvent::Confirmed { .. }
            | CaseEvent::Transferred { .. }
            | CaseEvent::Boarded { .. }
            | CaseEvent::Departed { .. }
            | CaseEvent::Struck { .. }
            | CaseEvent::Offloaded { .. }
            | CaseEvent::Returned { .. }
            | CaseEvent::OrderReopened { .. }
            | CaseEvent::Closed { .. } => (),
        }
        case
    }
}

/// Which rows of a flight its events touched.
#[derive(Debug, Clone, Default)]
pub struct TouchedFlight {
    /// Seats or legs may have changed.
    pub(crate) plan: bool,
    /// The numbers of lines that are new.
    pub(crate) added: HashSet<u32>,
    /// Whose lines changed in more than their state.
    pub(crate) lines: HashSet<CaseId>,
    /// Whose lines moved on and stay live.
    pub(crate) moved: HashSet<CaseId>,
}

impl TouchedFlight {
    /// Whether any line is new or changed.
    pub(crate) fn changes_lines(&self) -> bool {
        !(self.added.is_empty() && self.lines.is_empty() && self.moved.is_empty())
    }
}

impl Aggregate for Flight {
    type Event = FlightEvent;
    type Touched = TouchedFlight;
    const TABLE: Table = Table::Flights;

    fn stream(&self) -> &str {
        self.id().as_str()
    }

    fn after(self, event: &FlightEvent, touched: &mut TouchedFlight) -> Self {
        match event {
            FlightEvent::Scheduled(_) | FlightEvent::Replanned(_) => touched.plan = true,
            FlightEvent::LinesAdded { lines } => {
                touched.added.extend(lines.iter().map(|line| line.number));
            }
            FlightEvent::LinesMoved { cases, to } => {
                let to = if to.is_live() { &mut touched.moved } else { &mut touched.lines };
                to.extend(cases.iter().cloned());
            }
            FlightEvent::LinePromoted { case } | FlightEvent::LineStruck { case, .. } => {
                touched.lines.insert(case.clone());
            }
            FlightEvent::ManifestBuilt { .. }
            | FlightEvent::ManifestSealed { .. }
            | FlightEvent::ManifestReopened { .. }
            | FlightEvent::ListSigned { .. }
            | FlightEvent::LateAcceptanceGiven { .. }
            | FlightEvent::BoardingOpened
            | FlightEvent::Departed { .. }
            | FlightEvent::Arrived { .. }
            | FlightEvent::Cancelled { .. }
            | FlightEvent::StopOrderRaised { .. }
            | FlightEvent::StopOrderAcknowledged { .. }
            | FlightEvent::StopOrderEscalated { .. } => (),
        }
        self.apply(event)
    }
}

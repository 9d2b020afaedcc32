//! Whether a paper is on record: one that left is on account, one for the house is drawn up again
//! from history as it was at any time.

use std::collections::BTreeMap;

use domain::{Case, CaseEvent, CaseId, Flight, FlightEvent, FlightId, Line};
use interchange::forms::{Paper, Stamp};
use jiff::Timestamp;
use persistence::Disclosure;

use super::onboard::{OnboardPaper, drawn};
use super::papers::{declaration, internal};
use crate::{OperationError, Operations};

/// What is on record of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperOnRecord {
    /// It left for an authority.
    Left {
        /// Its releases, as they are on account.
        releases: Vec<Disclosure>,
        /// The papers as they left; none if the rules of today do not give them again.
        papers: Option<Vec<Paper>>,
    },
    /// It is a paper for the house.
    House {
        /// The paper.
        paper: Box<Paper>,
        /// Since when the record gave it.
        since: Timestamp,
    },
}

/// Something that happened to the flight or to somebody on its list.
enum Happened {
    Flight(FlightEvent),
    Case(CaseId, CaseEvent),
}

impl Operations {
    /// What is on record of the paper that `stamp` says. Papers for the house are looked for in the
    /// history of the flight that it names, among those of its kind and version: whatever of it is
    /// wrong, its number is not found there.
    pub async fn paper_on_record(
        &self,
        stamp: &Stamp,
    ) -> Result<Option<PaperOnRecord>, OperationError> {
        let releases = self.releases_of(&stamp.hash).await?;
        if !releases.is_empty() {
            let papers = match self.reprint(&stamp.hash).await {
                Ok(papers) => Some(papers),
                Err(OperationError::BadInput(_) | OperationError::NotFound(_)) => None,
                Err(error) => return Err(error),
            };
            return Ok(Some(PaperOnRecord::Left { releases, papers }));
        }
        let flight = stamp.flight.as_ref().and_then(|flight| FlightId::new(flight).ok());
        let Some(flight) = flight else { return Ok(None) };
        let found = self.house_paper(&flight, stamp).await?;
        Ok(found.map(|(paper, since)| PaperOnRecord::House { paper: Box::new(paper), since }))
    }

    /// The paper for the house with this number, of all that the flight ever gave.
    async fn house_paper(
        &self,
        id: &FlightId,
        stamp: &Stamp,
    ) -> Result<Option<(Paper, Timestamp)>, OperationError> {
        let events = match self.happened(id).await {
            Err(OperationError::NotFound(_)) => return Ok(None),
            events => events?,
        };
        let mut flight: Option<Flight> = None;
        let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
        let mut events = events.into_iter().peekable();
        while let Some((at, event)) = events.next() {
            let of_flight = matches!(event, Happened::Flight(_));
            match event {
                Happened::Flight(event) => flight = next_flight(flight, &event),
                Happened::Case(id, CaseEvent::Opened(opened)) => {
                    cases.insert(id, *opened);
                }
                Happened::Case(id, event) => {
                    if let Some(case) = cases.remove(&id) {
                        cases.insert(id, case.apply(&event));
                    }
                }
            }
            // What is recorded at one instant is looked at when all of it is there.
            let goes_on = events.peek().is_some_and(|(next, _)| *next == at);
            let Some(flight) = flight.as_ref().filter(|_| of_flight || !goes_on) else { continue };
            if let Some(paper) = self.house_paper_of(flight, &cases, stamp) {
                return Ok(Some((paper, at)));
            }
        }
        Ok(None)
    }

    fn house_paper_of(
        &self,
        flight: &Flight,
        cases: &BTreeMap<CaseId, Case>,
        stamp: &Stamp,
    ) -> Option<Paper> {
        let revision = flight.manifest.revision.to_string();
        if stamp.version.as_ref().is_some_and(|version| *version != revision) {
            return None;
        }
        let lines = flight.manifest.lines.iter();
        let people: Option<Vec<(&Line, &Case)>> =
            lines.map(|line| Some((line, cases.get(&line.case)?))).collect();
        let people = people?;
        let onboard = |paper| drawn(paper, flight, &people);
        // Each by the first word of its title.
        let kinds: [(&str, &dyn Fn() -> Paper); 5] = [
            ("General", &|| declaration(flight)),
            ("Internal", &|| internal(flight, &people, &self.rules)),
            ("Record", &|| onboard(OnboardPaper::Property)),
            ("Baggage", &|| onboard(OnboardPaper::BaggageTags)),
            ("Medical", &|| onboard(OnboardPaper::MedicalCard)),
        ];
        let asked = |word: &str| stamp.kind.as_deref().is_none_or(|kind| kind == word);
        let mut papers = kinds.iter().filter(|(word, _)| asked(word)).map(|(_, draw)| draw());
        papers.find(|paper| paper.hash().eq_ignore_ascii_case(&stamp.hash))
    }

    /// What happened to flight `id` and to everybody who was ever on its list, in time.
    async fn happened(&self, id: &FlightId) -> Result<Vec<(Timestamp, Happened)>, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let mut all = Vec::new();
        for line in &flight.manifest.lines {
            let mut last = Timestamp::MIN;
            for event in self.store.history(&line.case).await? {
                // A clock that was set back does not change the order of a history.
                last = last.max(event.stamp.at);
                all.push((last, Happened::Case(line.case.clone(), event.case_event()?)));
            }
        }
        let mut last = Timestamp::MIN;
        for event in self.store.history(id.as_str()).await? {
            last = last.max(event.stamp.at);
            all.push((last, Happened::Flight(event.flight_event()?)));
        }
        all.sort_by_key(|(at, _)| *at);
        Ok(all)
    }
}

fn next_flight(flight: Option<Flight>, event: &FlightEvent) -> Option<Flight> {
    match (flight, event) {
        (None, FlightEvent::Scheduled(plan)) => Some(Flight::new((**plan).clone())),
        (flight, event) => flight.map(|flight| flight.apply(event)),
    }
}

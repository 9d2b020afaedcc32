//! What the gate says of every candidate of a flight, as a report.
//!
//! It asks the same gate as everything else; there is no second implementation of the rules.

use std::borrow::Cow;

use domain::flight::{Load, Room};
use domain::gate::{self, Company, Party, Trip};
use domain::{
    Case, ClassLevel, Flight, FlightId, MedicalStatus, Moment, PersonId, Reason, StageName, Step,
};
use serde::Serialize;

use crate::manifest::{Which, candidates, drop_countries};
use crate::party::by_party;
use crate::{OperationError, Operations};

/// Which verdicts to give.
#[derive(Debug, Clone)]
pub struct VerdictQuery {
    /// One flight, or all of them.
    pub flight: Option<FlightId>,
    /// At which instant; none is each flight's departure.
    pub at: Option<Moment>,
    /// For which step: board or assign.
    pub step: Step,
}

/// What the gate says of one person and flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonVerdict {
    /// Which flight.
    pub flight_id: FlightId,
    /// Who.
    pub person_id: PersonId,
    /// Whether nothing stands in the way.
    pub eligible: bool,
    /// Whether there is a seat, a name on the list and a place for them, longest waiting first.
    pub listed: bool,
    /// Everything that stands in the way.
    pub reasons: Vec<Reason>,
}

impl Operations {
    /// Gives the verdicts asked for to `sink`, by flight and person. Answers how many cases could
    /// not be read: nothing is said of them or of their families, so nobody of them may fly.
    pub async fn verdicts(
        &self,
        query: &VerdictQuery,
        sink: &mut (dyn FnMut(PersonVerdict) -> Result<(), OperationError> + Send),
    ) -> Result<usize, OperationError> {
        let (flights, cases) = match &query.flight {
            Some(id) => {
                let flight = self.store.flight(id).await?.value;
                let countries = drop_countries(self, &flight);
                let cases = candidates(self, &countries, Which::All).await?;
                (vec![flight], cases)
            }
            None => {
                let flights = self.store.flights().await?;
                let mut flights: Vec<Flight> = flights.into_iter().map(|f| f.value).collect();
                flights.sort_by(|a, b| a.id().cmp(b.id()));
                let (mut cases, mut unreadable) = (Vec::new(), Vec::new());
                let mut after = None;
                loop {
                    let page = self.store.all_cases(after.as_ref(), crate::advance::BATCH).await?;
                    let Some(last) = page.last else { break };
                    after = Some(last);
                    cases.extend(page.cases);
                    unreadable.extend(page.unreadable);
                }
                (flights, self.whole(cases, unreadable).await?)
            }
        };
        // Whoever is gone still counts for those of the family who are not.
        let mut parties = by_party(cases.cases());
        parties.retain(|party| party.iter().any(|case| is_open(case)));
        for flight in &flights {
            for verdict in self.flight_verdicts(flight, &parties, query) {
                sink(verdict)?;
            }
        }
        Ok(cases.unreadable())
    }

    fn flight_verdicts(
        &self,
        flight: &Flight,
        parties: &[Vec<&Case>],
        query: &VerdictQuery,
    ) -> Vec<PersonVerdict> {
        let Some(trip) = Trip::of(flight, &self.rules) else { return Vec::new() };
        let at = query.at.unwrap_or(trip.departs());
        let mut room = Room::of_empty(flight);
        let last = u8::try_from(flight.plan.stops.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let mut company = Company::nobody();
        let mut verdicts = Vec::new();
        for party in parties {
            if party.iter().all(|case| trip.country_for(case).is_none()) {
                continue;
            }
            // What came to be known later is none of this question.
            let known: Vec<Cow<'_, Case>> =
                party.iter().map(|case| case.as_known_at(at.at())).collect();
            let Ok(asked) = Party::of(known.iter().map(AsRef::as_ref)) else { continue };
            let answers = gate::forecast(&asked, &trip, query.step, at, &company, &self.rules);
            let cleared = answers.iter().all(|(_, reasons)| reasons.is_empty());
            let mut listed = false;
            if cleared {
                for case in party {
                    company.join(case);
                }
                let load = party.iter().fold(Load::default(), |load, case| load.and(load_of(case)));
                listed = room.fits(0, last, load);
                if listed {
                    room.take(0, last, load);
                }
            }
            for (case, reasons) in answers {
                if is_open(case) && trip.country_for(case).is_some() {
                    verdicts.push(PersonVerdict {
                        flight_id: flight.id().clone(),
                        person_id: case.person.id.clone(),
                        eligible: reasons.is_empty(),
                        listed,
                        reasons,
                    });
                }
            }
        }
        verdicts.sort_by(|a, b| a.person_id.cmp(&b.person_id));
        verdicts
    }
}

fn is_open(case: &Case) -> bool {
    !matches!(case.stage.name(), StageName::Departed | StageName::Removed | StageName::Closed)
}

fn load_of(case: &Case) -> Load {
    Load {
        people: 1,
        high_risk: u32::from(case.person.class_level.is(&ClassLevel::High)),
        nursed: u32::from(case.medical.status.is(&MedicalStatus::NurseRequired)),
    }
}

//! The papers of a flight: lists for the receiving authorities and for the house, the general
//! declaration, the handover receipt.

use domain::{Actor, AgencyId, Case, Document, Flight, FlightId, Known, Line, LineState, Refusal};
use domain::{gate, rulebook::Rulebook};
use interchange::Release;
use interchange::forms::{
    Head, Leg, Paper, foreign_list, general_declaration, handover_receipt, internal_list,
};

use super::list::{Drawn, ReleasedList, airport_of, on_the_list};
use crate::{OperationError, Operations};

/// A list for a foreign authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignPaper {
    /// Who comes, with every allowed field.
    Manifest,
    /// What the authority signs when it has received them.
    Handover,
}

impl ForeignPaper {
    const fn purpose(self) -> &'static str {
        match self {
            Self::Manifest => "passenger manifest",
            Self::Handover => "handover receipt",
        }
    }

    /// Which paper left for `purpose`.
    pub(super) fn of_purpose(purpose: &str) -> Option<(Self, FlightId)> {
        let (words, flight) = purpose.split_once(OF_FLIGHT)?;
        let mut papers = [Self::Manifest, Self::Handover].into_iter();
        let paper = papers.find(|paper| paper.purpose() == words)?;
        Some((paper, FlightId::new(flight).ok()?))
    }

    /// The paper of `list` for `agency`.
    pub(super) fn drawn(self, list: &ReleasedList, agency: &AgencyId, rules: &Rulebook) -> Paper {
        let name = rules
            .country_of(agency)
            .map_or_else(|| agency.to_string(), |profile| profile.agency.name.clone());
        let head = head(&list.flight, Some(name));
        let people: Vec<&Release> = list.people.iter().map(|one| &one.release).collect();
        match self {
            Self::Manifest => foreign_list(&head, &people),
            Self::Handover => handover_receipt(&head, &people),
        }
    }
}

/// What stands between the purpose of a paper and its flight.
const OF_FLIGHT: &str = " of flight ";

impl Operations {
    /// A paper of flight `id` for `agency`. Each person's release is in the accounting of
    /// disclosures when this answers.
    pub async fn foreign_paper(
        &self,
        id: &FlightId,
        agency: &AgencyId,
        paper: ForeignPaper,
        actor: &Actor,
    ) -> Result<Paper, OperationError> {
        let draw = |list: &ReleasedList| {
            if list.people.is_empty() {
                let what = format!("anybody on flight {id} for {agency}");
                return Err(Refusal::NoSuchThing { what }.into());
            }
            let paper = paper.drawn(list, agency, &self.rules);
            Ok(Drawn { hash: paper.hash(), what: paper })
        };
        let purpose = format!("{}{OF_FLIGHT}{id}", paper.purpose());
        let (_, paper) = self.release_list(id, (Some(agency), &purpose), actor, &draw).await?;
        Ok(paper)
    }

    /// The list of flight `id` for those who run it: every line there ever was.
    pub async fn internal_manifest(&self, id: &FlightId) -> Result<Paper, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let ids: Vec<_> = flight.manifest.lines.iter().map(|line| line.case.clone()).collect();
        let cases = self.store.cases(&ids).await?;
        let people: Vec<(&Line, &Case)> =
            flight.manifest.lines.iter().zip(cases.iter().map(|case| &case.value)).collect();
        Ok(internal(&flight, &people, &self.rules))
    }

    /// The general declaration of flight `id`. It names nobody, so nothing is disclosed.
    pub async fn general_declaration(&self, id: &FlightId) -> Result<Paper, OperationError> {
        Ok(declaration(&self.store.flight(id).await?.value))
    }
}

/// The list of `flight` for the house, with everybody who is on one of its lines.
pub(super) fn internal(flight: &Flight, people: &[(&Line, &Case)], rules: &Rulebook) -> Paper {
    let row = |(line, case): &_| -> (&Line, &Case, Option<&Document>) {
        (*line, *case, document_of(case, flight, rules))
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    internal_list(&head(flight, None), &rows)
}

/// The general declaration of `flight`.
pub(super) fn declaration(flight: &Flight) -> Paper {
    general_declaration(flight.id().as_str(), &date(flight), &legs(flight))
}

fn document_of<'c>(case: &'c Case, flight: &Flight, rules: &Rulebook) -> Option<&'c Document> {
    let country = case.order.removal_country.as_ref()?.read().copied()?;
    let day = flight.plan.departs_at?.date();
    gate::usable_document(case, country, day, day, rules)
}

fn date(flight: &Flight) -> String {
    flight.plan.departs_at.map(|at| at.date().to_string()).unwrap_or_default()
}

pub(super) fn head(flight: &Flight, recipient: Option<String>) -> Head {
    let stop = |stop: &Known<domain::Stop>| match stop {
        Known::Read(stop) => stop.airport.to_string(),
        Known::Unreadable { unreadable } => unreadable.to_string(),
    };
    let stops: Vec<String> = flight.plan.stops.iter().map(stop).collect();
    Head {
        flight: flight.id().to_string(),
        date: date(flight),
        route: stops.join(" - "),
        revision: flight.manifest.revision,
        recipient,
    }
}

/// What each stage carries, by the list; once the flight has left, by who was on board.
fn legs(flight: &Flight) -> Vec<Leg> {
    let left =
        |state| matches!(state, LineState::Departed | LineState::Delivered | LineState::Returned);
    let has_left = flight.manifest.lines.iter().any(|line| left(line.state));
    let lines: Vec<_> =
        on_the_list(flight).into_iter().filter(|line| !has_left || left(line.state)).collect();
    let last = flight.plan.stops.len().saturating_sub(1);
    (0..last)
        .map(|index| {
            let at = |index: usize| u8::try_from(index).unwrap_or(u8::MAX);
            let (here, there) = (at(index), at(index + 1));
            let airport = |index| airport_of(flight, index).unwrap_or_default().to_owned();
            let count = |test: &dyn Fn(u8, u8) -> bool| {
                lines.iter().filter(|line| test(line.board_stop, line.drop_stop)).count()
            };
            Leg {
                from: airport(here),
                to: airport(there),
                embarking: count(&|on, _| on == here),
                disembarking: count(&|_, off| off == there),
                aboard: count(&|on, off| on <= here && off >= there),
            }
        })
        .collect()
}

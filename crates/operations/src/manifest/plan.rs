//! Who would get a seat now, and why the others would not. Changes nothing.

use std::collections::HashMap;

use domain::gate::{Party, Trip};
use domain::{
    Case, CaseId, ClassLevel, Country, Flight, FlightId, MedicalStatus, PersonId, Reason, Stage,
    StageName, StopKind, reason,
};
use persistence::Loaded;
use planner::{ManifestFlight, ManifestGroup, ManifestProblem, ManifestReason, Passage, assemble};
use serde::{Deserialize, Serialize};

use crate::party::{by_party, company};
use crate::planning::{ROUND, answers, choose};
use crate::whole::Whole;
use crate::{OperationError, Operations};

/// One party's seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The party's cases.
    pub cases: Vec<CaseId>,
    /// Index of the stop where they get on.
    pub board_stop: u8,
}

/// Somebody without a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Whose case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Why: the gate's reasons, or the planner's.
    pub why: String,
}

/// What a manifest would look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// For which flight.
    pub flight: FlightId,
    /// Parties with seats, longest in custody first.
    pub seated: Vec<Seat>,
    /// Parties that the gate clears but the flight has no room for, in order.
    pub alternates: Vec<Seat>,
    /// Everybody else on the way to the flight's countries.
    pub left_out: Vec<LeftOut>,
}

impl Operations {
    /// Proposes additions to the manifest of `id` from everybody who is ready for it.
    pub async fn propose_manifest(&self, id: &FlightId) -> Result<Proposal, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let countries = drop_countries(self, &flight);
        let candidates = candidates(self, &countries, Which::All).await?;
        let parties = by_party(candidates.cases());
        self.propose_from(&flight, parties).await
    }

    /// The same additions, without a word on those who are not as far as to be asked about: they
    /// are not even read.
    pub(crate) async fn propose_ready(&self, id: &FlightId) -> Result<Proposal, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let countries = drop_countries(self, &flight);
        let candidates = candidates(self, &countries, Which::Ready).await?;
        let parties = by_party(candidates.cases());
        self.propose_from(&flight, parties).await
    }

    pub(crate) async fn propose_from(
        &self,
        flight: &Flight,
        parties: Vec<Vec<&Case>>,
    ) -> Result<Proposal, OperationError> {
        let mut proposal = Proposal {
            flight: flight.id().clone(),
            seated: Vec::new(),
            alternates: Vec::new(),
            left_out: Vec::new(),
        };
        let Some(trip) = Trip::of(flight, &self.rules) else {
            return Ok(proposal);
        };
        let listed = self.listed(flight).await?;
        let aboard = company(flight, listed.cases());
        let now = self.clock.now();
        let mut ready: Vec<Vec<&Case>> = Vec::new();
        for cases in parties {
            if cases.iter().any(|case| case.stage.flight() == Some(flight.id())) {
                continue;
            }
            let Ok(asked) = Party::of(cases.iter().copied()) else { continue };
            let why = answers(self, &asked, (&trip, &aboard), now);
            let at_stage = cases.iter().all(|case| case.stage == Stage::AgencyApproved);
            if why.iter().all(|(_, reasons)| reasons.is_empty()) && at_stage {
                ready.push(cases);
            } else {
                proposal
                    .left_out
                    .extend(why.into_iter().map(|(case, reasons)| left_out(case, &reasons)));
            }
        }
        let rounds = self.store.rounds_before(now.at() - ROUND).await?;
        let asked = (flight, &trip, &aboard);
        if !choose(self, asked, &ready, (&rounds, now), &mut proposal).await? {
            self.fill(flight, &trip, &ready, &mut proposal);
        }
        Ok(proposal)
    }

    /// Seats in order of waiting what the planner has no form for.
    fn fill(&self, flight: &Flight, trip: &Trip, ready: &[Vec<&Case>], proposal: &mut Proposal) {
        let room = domain::flight::Room::left_on(flight);
        let problem = ManifestProblem {
            flights: vec![ManifestFlight {
                leg_seats: room.leg_seats().to_vec(),
                list_cap: Some(room.names()),
                max_high_risk: room.high_risk_places(),
                nurse_places: room.nursed_places(),
            }],
            groups: groups(self, flight, trip, ready),
        };
        let plan = assemble(&problem);
        let at = |group: u32| ready.get(usize::try_from(group).unwrap_or(usize::MAX));
        let seat = |group: u32, stop: u32| -> Option<Seat> {
            let cases = at(group)?.iter().map(|case| case.id.clone()).collect();
            Some(Seat { cases, board_stop: u8::try_from(stop).unwrap_or(0) })
        };
        for seated in &plan.seated {
            proposal.seated.extend(seat(seated.group, seated.passage.board_stop));
        }
        for alternate in plan.alternates.iter().flatten() {
            let stop = at(*alternate).map_or(0, |party| board_stop(self, flight, party));
            proposal.alternates.extend(seat(*alternate, u32::from(stop)));
        }
        for left in &plan.left_out {
            for case in at(left.group).into_iter().flatten() {
                proposal.left_out.push(LeftOut {
                    case: case.id.clone(),
                    person: case.person.id.clone(),
                    why: words(left.reason, ready),
                });
            }
        }
    }
}

fn left_out(case: &Case, reasons: &[Reason]) -> LeftOut {
    let why = if reasons.is_empty() {
        format!("stage:{}", case.stage.name())
    } else {
        reason::join(reasons)
    };
    LeftOut { case: case.id.clone(), person: case.person.id.clone(), why }
}

/// The planner's reason, with the person it names.
fn words(reason: ManifestReason, ready: &[Vec<&Case>]) -> String {
    match reason {
        ManifestReason::NoFlight => "no_flight".to_owned(),
        ManifestReason::KeepApart(group) => {
            let person = usize::try_from(group)
                .ok()
                .and_then(|group| ready.get(group))
                .and_then(|party| party.first())
                .map_or_else(String::new, |case| case.person.id.to_string());
            format!("keep_apart:{person}")
        }
        ManifestReason::HighRisk => "no_place_for_high_class".to_owned(),
        ManifestReason::NursePlaces => "no_nurse_place".to_owned(),
        ManifestReason::ListCap => "list_full".to_owned(),
        ManifestReason::NoSeat => "no_seat".to_owned(),
    }
}

/// The pick-up stop nearest to the first member's facility; the first stop if none is near.
fn board_stop(ops: &Operations, flight: &Flight, party: &[&Case]) -> u8 {
    let near = party
        .first()
        .and_then(|case| ops.rules.facility(&case.custody.facility))
        .map(|facility| facility.nearest_airport.clone());
    flight
        .plan
        .stops
        .iter()
        .position(|stop| {
            stop.read().is_some_and(|stop| {
                stop.kind == StopKind::PickUp && near.as_ref() == Some(&stop.airport)
            })
        })
        .and_then(|index| u8::try_from(index).ok())
        .unwrap_or(0)
}

fn groups(
    ops: &Operations,
    flight: &Flight,
    trip: &Trip,
    ready: &[Vec<&Case>],
) -> Vec<ManifestGroup> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut group_of: HashMap<&PersonId, u32> = HashMap::new();
    for (group, party) in ready.iter().enumerate() {
        for case in party {
            group_of.insert(&case.person.id, number(group));
        }
    }
    let count = |party: &[&Case], test: &dyn Fn(&Case) -> bool| {
        number(party.iter().filter(|case| test(case)).count())
    };
    ready
        .iter()
        .enumerate()
        .map(|(group, party)| {
            let drop_stop = party
                .iter()
                .filter_map(|case| trip.drop_in(trip.country_for(case)?))
                .map(|drop| u32::from(drop.stop))
                .max();
            let board_stop = u32::from(board_stop(ops, flight, party));
            ManifestGroup {
                id: number(group),
                people: number(party.len()),
                seats: number(party.len()),
                high_risk: count(party, &|case| case.person.class_level.is(&ClassLevel::High)),
                medical: count(party, &|case| {
                    case.medical.status.is(&MedicalStatus::NurseRequired)
                }),
                priority_rank: i64::try_from(group).unwrap_or(i64::MAX),
                keep_apart: party
                    .iter()
                    .flat_map(|case| &case.person.keep_apart)
                    .filter_map(|other| group_of.get(other).copied())
                    .filter(|other| *other != number(group))
                    .collect(),
                may_take: drop_stop
                    .map(|drop_stop| Passage { flight: 0, board_stop, drop_stop })
                    .into_iter()
                    .collect(),
            }
        })
        .collect()
}

/// The foreign countries that `flight` drops people off in.
pub(crate) fn drop_countries(ops: &Operations, flight: &Flight) -> Vec<Country> {
    let trip = Trip::of(flight, &ops.rules);
    let mut countries: Vec<Country> =
        trip.iter().flat_map(Trip::drops).map(|drop| drop.country).collect();
    countries.sort();
    countries.dedup();
    countries
}

/// Which of those who might go to some countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Everybody, whatever still keeps them.
    All,
    /// Those whose agency has approved.
    Ready,
}

/// Everybody who might go to one of `countries`, with the whole of their families. Whoever cannot
/// be read, and their family, is not among them.
pub(crate) async fn candidates(
    ops: &Operations,
    countries: &[Country],
    which: Which,
) -> Result<Whole, OperationError> {
    let mut found: Vec<Loaded<Case>> = Vec::new();
    let mut unreadable = Vec::new();
    let mut after = None;
    loop {
        let stage = (which == Which::Ready).then_some(StageName::AgencyApproved);
        let after_it = after.as_ref();
        let page = ops.store.candidates(countries, stage, after_it, crate::advance::BATCH).await?;
        let Some(last) = page.last else { break };
        after = Some(last);
        found.extend(page.cases);
        unreadable.extend(page.unreadable);
    }
    ops.whole(found, unreadable).await
}

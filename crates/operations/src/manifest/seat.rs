//! Gives out the seats of a proposal, each through the gate, like a seat given by hand.

use std::collections::HashMap;

use domain::decide::{self, Place};
use domain::gate::{self, Ask, Party, Step, Trip};
use domain::{Actor, Case, CaseId, Flight, FlightId, Refusal, SeatRole};
use persistence::Loaded;
use serde::Serialize;

use super::{Proposal, Seat};
use crate::party::company;
use crate::{OperationError, Operations, TRIES};

/// What became of a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Seated {
    /// Cases with a primary's seat.
    pub seated: Vec<CaseId>,
    /// Cases listed as alternates.
    pub alternates: Vec<CaseId>,
    /// Parties that the gate or a rule refused meanwhile.
    pub refused: Vec<(CaseId, Refusal)>,
}

impl Operations {
    /// Seats `proposal` on its flight, primaries first.
    ///
    /// Each party goes through the same gate and decision as one seated by hand, at the versions
    /// read here, so a hold placed after the proposal was made still wins.
    pub async fn seat_proposal(
        &self,
        proposal: &Proposal,
        alternates: usize,
        actor: &Actor,
    ) -> Result<Seated, OperationError> {
        for _ in 0..TRIES {
            if let Some(seated) = self.try_seat(proposal, alternates, actor).await? {
                return Ok(seated);
            }
        }
        Err(OperationError::Busy(format!("flight {}", proposal.flight)))
    }

    /// Seats one party by hand.
    pub async fn assign(
        &self,
        flight: &FlightId,
        case: &CaseId,
        (role, board_stop): (SeatRole, u8),
        actor: &Actor,
    ) -> Result<Seated, OperationError> {
        let party = self.load_party(case).await?;
        let cases = party.cases().iter().map(|case| case.id.clone()).collect();
        let seat = Seat { cases, board_stop };
        let mut proposal = Proposal {
            flight: flight.clone(),
            seated: Vec::new(),
            alternates: Vec::new(),
            left_out: Vec::new(),
        };
        match role {
            SeatRole::Primary => proposal.seated.push(seat),
            SeatRole::Alternate => proposal.alternates.push(seat),
        }
        let seated = self.seat_proposal(&proposal, 1, actor).await?;
        match seated.refused.first() {
            Some((_, refusal)) => Err(refusal.clone().into()),
            None => Ok(seated),
        }
    }

    async fn try_seat(
        &self,
        proposal: &Proposal,
        alternates: usize,
        actor: &Actor,
    ) -> Result<Option<Seated>, OperationError> {
        let flight = self.store.flight(&proposal.flight).await?;
        let now = self.clock.now();
        let context = self.context(actor, now);
        let listed = self.listed(&flight.value).await?;
        let Some(trip) = Trip::of(&flight.value, &self.rules) else {
            return Err(OperationError::BadInput(format!(
                "the departure of flight {} cannot be read",
                proposal.flight
            )));
        };
        let mut company = company(&flight.value, listed.iter().map(|case| &case.value));
        let mut state: Flight = flight.value.clone();
        let mut changes = decide::build(&state, &context)?;
        let mut members: Vec<Loaded<Case>> = Vec::new();
        let mut seated = Seated::default();
        let first = proposal.seated.iter().map(|seat| (seat, SeatRole::Primary));
        let rest =
            proposal.alternates.iter().take(alternates).map(|seat| (seat, SeatRole::Alternate));
        let wanted: Vec<CaseId> = proposal
            .seated
            .iter()
            .chain(proposal.alternates.iter().take(alternates))
            .flat_map(|seat| seat.cases.iter().cloned())
            .collect();
        let mut loaded: HashMap<CaseId, Loaded<Case>> = self
            .store
            .cases(&wanted)
            .await?
            .into_iter()
            .map(|case| (case.value.id.clone(), case))
            .collect();
        let mut rank = u32::try_from(state.manifest.alternates().len()).unwrap_or(u32::MAX);
        for (seat, role) in first.chain(rest) {
            let party: Vec<Loaded<Case>> =
                seat.cases.iter().filter_map(|case| loaded.remove(case)).collect();
            let cases: Vec<&Case> = party.iter().map(|case| &case.value).collect();
            let asked = Party::of(cases.iter().copied())
                .map_err(|_| OperationError::BadInput("a seat is for one party".to_owned()))?;
            let ask = Ask {
                step: Step::Assign,
                trip: &trip,
                now,
                company: &company,
                feed_read_at: now.at(),
                rules: &self.rules,
            };
            if role == SeatRole::Alternate {
                rank = rank.saturating_add(1);
            }
            let place = Place { role, rank, board_stop: seat.board_stop };
            let decided = gate::ask(&asked, &ask)
                .map_err(|barred| Refusal::Barred { barred })
                .and_then(|cleared| decide::assign(&cases, &cleared, &state, place, &context));
            match decided {
                Ok(decided) => {
                    for event in &decided.flight {
                        state = state.apply(event);
                    }
                    changes.cases.extend(decided.cases);
                    changes.flight.extend(decided.flight);
                    if role == SeatRole::Primary {
                        cases.iter().for_each(|case| company.join(case));
                        seated.seated.extend(seat.cases.iter().cloned());
                    } else {
                        seated.alternates.extend(seat.cases.iter().cloned());
                    }
                    members.extend(party);
                }
                Err(refusal) => {
                    if let Some(case) = seat.cases.first() {
                        seated.refused.push((case.clone(), refusal));
                    }
                }
            }
        }
        if seated.seated.is_empty() && seated.alternates.is_empty() {
            return Ok(Some(seated));
        }
        members.extend(listed);
        let unit = self.unit(changes, members, vec![flight], (actor, now, "seats given out"));
        let done = self.commit_one(unit).await?.is_some();
        if done {
            tracing::info!(
                flight.id = %proposal.flight,
                seated = seated.seated.len(),
                refused = seated.refused.len(),
                "seats given out"
            );
        }
        Ok(done.then_some(seated))
    }
}

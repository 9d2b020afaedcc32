//! Gives out the seats of a proposal, each through the gate, like a seat given by hand.

use std::collections::HashSet;

use domain::decide::{self, Changes, Place};
use domain::gate::{Company, Step, Trip};
use domain::{Actor, Case, CaseId, Flight, FlightId, Refusal, SeatRole};
use persistence::Loaded;
use serde::Serialize;

use super::{Proposal, Seat};
use crate::feed::Asking;
use crate::party::company;
use crate::whole::Whole;
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
        self.still_as_seen(&format!("flight {}", proposal.flight), flight.version())?;
        let asking = self.asking(actor).await?;
        let (context, now) = (&asking.context, asking.context.now);
        let listed = self.listed(&flight.value).await?;
        let trip = Trip::of(&flight.value, &self.rules).ok_or_else(|| {
            let id = &proposal.flight;
            OperationError::BadInput(format!("the departure of flight {id} cannot be read"))
        })?;
        let first = proposal.seated.iter().map(|seat| (seat, SeatRole::Primary));
        let rest =
            proposal.alternates.iter().take(alternates).map(|seat| (seat, SeatRole::Alternate));
        let wanted: Vec<(&Seat, SeatRole)> = first.chain(rest).collect();
        let ids: Vec<CaseId> =
            wanted.iter().flat_map(|(seat, _)| seat.cases.iter().cloned()).collect();
        let wanted_whole = self.whole_of(&ids).await?;
        let mut round = Round {
            // Who builds is noted with the first seat given: an empty round changes nothing.
            changes: decide::build(&flight.value, context).map(|_| Changes::default())?,
            state: flight.value.clone(),
            company: company(&flight.value, listed.cases()),
            seated: Seated::default(),
        };
        for (seat, role) in wanted {
            round.seat(seat, role, &wanted_whole, (&trip, &asking));
        }
        let Round { changes, seated, .. } = round;
        if seated.seated.is_empty() && seated.alternates.is_empty() {
            return Ok(Some(seated));
        }
        let mut members: Vec<Loaded<Case>> = wanted_whole.into_cases();
        let known: HashSet<CaseId> = members.iter().map(|case| case.value.id.clone()).collect();
        members.extend(listed.into_cases().into_iter().filter(|m| !known.contains(&m.value.id)));
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

/// The list as it grows, seat by seat.
struct Round {
    changes: Changes,
    state: Flight,
    company: Company,
    seated: Seated,
}

impl Round {
    /// Asks the gate about one party and gives it its place, or notes the refusal. The party is
    /// the family as it is now, whoever the proposal knew of.
    fn seat(
        &mut self,
        seat: &Seat,
        role: SeatRole,
        whole: &Whole,
        (trip, asking): (&Trip, &Asking<'_>),
    ) {
        let Some(first) = seat.cases.first() else { return };
        let party = whole
            .party_of(first)
            .filter(|party| seat.cases.iter().all(|id| party.iter().any(|case| case.id == *id)));
        let Some(party) = party else {
            let refusal = Refusal::NoSuchThing { what: format!("party of case {first} any more") };
            self.seated.refused.push((first.clone(), refusal));
            return;
        };
        let rank = self.state.manifest.alternates().len().saturating_add(1);
        let rank = u32::try_from(rank).unwrap_or(u32::MAX);
        let place = Place { role, rank, board_stop: seat.board_stop };
        let decided =
            asking.gate(&party, (Step::Assign, trip), &self.company).and_then(|cleared| {
                decide::assign(&party, &cleared, &self.state, place, &asking.context)
            });
        match decided {
            Ok(decided) => {
                for event in &decided.flight {
                    self.state = self.state.clone().apply(event);
                }
                self.changes.join(decided);
                let ids = party.iter().map(|case| case.id.clone());
                if role == SeatRole::Primary {
                    for case in party.iter() {
                        self.company.join(case);
                    }
                    self.seated.seated.extend(ids);
                } else {
                    self.seated.alternates.extend(ids);
                }
            }
            Err(refusal) => {
                self.seated.refused.push((first.clone(), refusal));
            }
        }
    }
}

//! The doors close after a last sweep; later the people are handed over.

use domain::decide;
use domain::gate::Step;
use domain::{
    Actor, Case, CaseId, FlightId, LineState, Reason, ReasonCode, Refusal, Stage, StrikeReason,
};
use serde::Serialize;

use super::schedule::open_stop_orders;
use crate::manifest::clear;
use crate::{OperationError, Operations};

/// What a departure came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Departure {
    /// How many left.
    pub aboard: usize,
    /// Taken off by the last sweep, with the gate's words.
    pub offloaded: Vec<(CaseId, Refusal)>,
    /// On the list but not on board.
    pub left: Vec<CaseId>,
}

/// What a handover came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedOver {
    /// How many were handed over.
    pub people: usize,
    /// Who departed and was called back since: they are to be brought home.
    pub recalled: Vec<CaseId>,
}

impl Operations {
    /// Sweeps everybody on board through the gate, takes off whom it bars, and departs with the
    /// rest. While the holds are too old the doors stay open, and nobody is taken off.
    pub async fn depart(&self, id: &FlightId, actor: &Actor) -> Result<Departure, OperationError> {
        let mut offloaded = Vec::new();
        let barred = self
            .ask_flight(id, (actor, "door-close sweep"), |flight, listed, asking| {
                let context = &asking.context;
                let mut all = decide::Changes::default();
                let mut barred = Vec::new();
                for party in listed.parties() {
                    let Some(subject) = party.iter().find(|case| aboard(case)) else { continue };
                    let (reason, refusal) =
                        match clear(&party, flight, listed, Step::Depart, asking) {
                            // Nothing was found against anybody: the doors stay open until
                            // holds are read.
                            Err(refusal) if asking.is_too_old_for(Step::Depart) => {
                                return Err(refusal);
                            }
                            Err(refusal) => (StrikeReason::Hold, refusal),
                            Ok(_) => match left_behind(&party) {
                                Some(apart) => (StrikeReason::FamilyMemberStruck, apart),
                                None => continue,
                            },
                        };
                    let detail = refusal.to_string();
                    let off = decide::strike(subject, &party, flight, reason, &detail, context)?;
                    all.join(off);
                    barred.push((subject.id.clone(), refusal));
                }
                Ok((all, barred))
            })
            .await?;
        offloaded.extend(barred);
        // What the sweep itself changed is not somebody else's change.
        let swept = self.having_seen(None);
        let departed = swept
            .ask_flight(id, (actor, "departed"), |flight, listed, asking| {
                let mut cleared = Vec::new();
                let mut left: Vec<&Case> = Vec::new();
                for party in listed.parties() {
                    if party.iter().all(|case| aboard(case)) {
                        let proof = clear(&party, flight, listed, Step::Depart, asking)?;
                        cleared.push((party.to_vec(), proof));
                    } else {
                        left.extend(party.iter());
                    }
                }
                let changes = decide::depart(&cleared, &left, flight, &asking.context)?;
                let aboard = cleared.iter().map(|(party, _)| party.len()).sum();
                let left = left.iter().map(|case| case.id.clone()).collect();
                Ok((changes, Departure { aboard, offloaded: Vec::new(), left }))
            })
            .await?;
        tracing::info!(flight.id = %id, aboard = departed.aboard, "departed");
        Ok(Departure { offloaded, ..departed })
    }

    /// Acknowledges every open stop order of the flight, as its lead does on the radio.
    pub async fn acknowledge_all(
        &self,
        id: &FlightId,
        actor: &Actor,
    ) -> Result<usize, OperationError> {
        let open = open_stop_orders(&self.store.flight(id).await?.value);
        let each = self.having_seen(None);
        for order in &open {
            each.acknowledge(id, order, actor).await?;
        }
        Ok(open.len())
    }

    /// Records the arrival.
    pub async fn arrive(&self, id: &FlightId, actor: &Actor) -> Result<(), OperationError> {
        self.change_flight(id, (actor, "arrived"), |flight, _, context| {
            Ok((decide::arrive(flight, context)?, ()))
        })
        .await
    }

    /// Hands over those who departed, on a receipt that the receiving official signed: everybody
    /// but the recalled, or those who are `named`. A recalled person whom the message did not
    /// reach in time was handed over all the same, and is recorded so only by name.
    pub async fn hand_over(
        &self,
        id: &FlightId,
        (receipt, named): (&str, &[CaseId]),
        actor: &Actor,
    ) -> Result<HandedOver, OperationError> {
        let done = self
            .change_flight(id, (actor, "handed over"), |flight, listed, context| {
                let departed: Vec<&Case> = listed
                    .cases()
                    .filter(|case| matches!(case.stage, Stage::Departed { .. }))
                    .filter(|case| {
                        let line = flight.manifest.line_of(&case.id);
                        line.is_some_and(|line| line.state == LineState::Departed)
                    })
                    .collect();
                if let Some(other) = named.iter().find(|id| departed.iter().all(|c| c.id != **id)) {
                    let what = format!("{other} among those who departed on {}", flight.id());
                    return Err(Refusal::NoSuchThing { what });
                }
                let (given, kept): (Vec<&Case>, Vec<&Case>) =
                    departed.into_iter().partition(|case| match named {
                        [] => !flight.is_recalled(&case.id),
                        _ => named.contains(&case.id),
                    });
                let at = context.now.at();
                let mut changes = decide::verify_departure(&given, flight, receipt, at, context)?;
                if given.is_empty() && !kept.is_empty() {
                    changes = decide::Changes::default(); // nobody was
                }
                let recalled = kept.iter().filter(|case| flight.is_recalled(&case.id));
                let recalled = recalled.map(|case| case.id.clone()).collect();
                Ok((changes, HandedOver { people: given.len(), recalled }))
            })
            .await?;
        tracing::info!(flight.id = %id, people = done.people, "handed over");
        Ok(done)
    }

    /// Records that somebody who had departed is back: recalled, refused over there, or the
    /// flight turned round. The case stands again where it stood before it was listed, with every
    /// hold that it has.
    pub async fn bring_back(
        &self,
        id: &FlightId,
        (case, reason): (&CaseId, &str),
        actor: &Actor,
    ) -> Result<(), OperationError> {
        self.change_flight(id, (actor, reason), |flight, listed, context| {
            let found = listed.cases().find(|one| one.id == *case);
            let found = found.ok_or_else(|| Refusal::NoSuchThing {
                what: format!("{case} on the list of {}", flight.id()),
            })?;
            Ok((decide::return_person(found, flight, reason, context)?, ()))
        })
        .await
    }
}

fn aboard(case: &Case) -> bool {
    matches!(case.stage, Stage::Boarded { .. })
}

/// The family that would leave without one of its own, who is not on board.
fn left_behind(party: &[&Case]) -> Option<Refusal> {
    let off = party.iter().find(|case| !aboard(case))?;
    let apart = Reason::about(ReasonCode::FamilyIncomplete, off.person.id.as_str());
    let on_board = party.iter().filter(|case| aboard(case));
    let barred = on_board.map(|case| (case.id.clone(), vec![apart.clone()])).collect();
    Some(Refusal::Barred { barred })
}

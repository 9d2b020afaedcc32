//! Boarding: every party that the gate clears at the door gets on.

use domain::decide;
use domain::gate::Step;
use domain::{Actor, Case, CaseId, FlightId, IdentityMatch, Refusal, Stage};
use serde::Serialize;

use crate::manifest::{clear, each_party};
use crate::{OperationError, Operations};

/// What became of a round of boarding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Boarded {
    /// How many are on board now.
    pub aboard: usize,
    /// Parties that the gate refused at the door, by their first member.
    pub refused: Vec<(CaseId, Refusal)>,
}

impl Operations {
    /// Opens boarding of a sealed manifest.
    pub async fn open_boarding(&self, id: &FlightId, actor: &Actor) -> Result<(), OperationError> {
        self.change_flight(id, (actor, "boarding opened"), |flight, _, context| {
            Ok((decide::open_boarding(flight, context)?, ()))
        })
        .await
    }

    /// Boards every confirmed party that the gate clears. Everybody of them was matched with the
    /// record by `identity`, as the actor says.
    pub async fn board_all(
        &self,
        id: &FlightId,
        identity: IdentityMatch,
        actor: &Actor,
    ) -> Result<Boarded, OperationError> {
        self.ask_flight(id, (actor, "boarded"), |flight, listed, asking| {
            let confirmed = |case: &Case| matches!(case.stage, Stage::Confirmed { .. });
            let (changes, refused) = each_party(listed, confirmed, |party| {
                let cleared = clear(party, flight, listed, Step::Board, asking)?;
                decide::board(party, &cleared, flight, identity, &asking.context)
            });
            let before =
                listed.cases().filter(|case| matches!(case.stage, Stage::Boarded { .. })).count();
            let aboard = before + changes.cases.len();
            Ok((changes, Boarded { aboard, refused }))
        })
        .await
    }

    /// Boards one person and the family, each matched with the record by `identity`.
    pub async fn board(
        &self,
        id: &FlightId,
        case: &CaseId,
        identity: IdentityMatch,
        actor: &Actor,
    ) -> Result<(), OperationError> {
        self.ask_flight(id, (actor, "boarded"), |flight, listed, asking| {
            let party = listed
                .party_of(case)
                .ok_or_else(|| Refusal::NotOnManifest { case: case.clone(), flight: id.clone() })?;
            let cleared = clear(&party, flight, listed, Step::Board, asking)?;
            Ok((decide::board(&party, &cleared, flight, identity, &asking.context)?, ()))
        })
        .await
    }
}

//! Holds: placed by anyone at any stage, effective with the commit; lifted by the authority.

use domain::decide::{self, PlaceHold};
use domain::{Actor, CaseId, HoldId, HoldRevision};

use crate::facts::{FactsOutcome, Request};
use crate::{OperationError, Operations};

/// What it takes to lift a hold.
#[derive(Debug, Clone)]
pub struct LiftHold {
    /// Which.
    pub id: HoldId,
    /// The document that ends it.
    pub document: String,
    /// Why.
    pub reason: String,
    /// The second person, where the rulebook wants two.
    pub second: Option<Actor>,
}

impl Operations {
    /// Places a hold. Whoever it bars comes off every manifest in the same commit, with a stop
    /// order to the flight lead.
    pub async fn place_hold(
        &self,
        case: &CaseId,
        hold: PlaceHold,
        actor: &Actor,
        command: Option<&str>,
    ) -> Result<FactsOutcome, OperationError> {
        let mut request = Request::new(case, actor, "hold placed");
        request.command = command;
        self.change_facts(request, |case, _, context| {
            decide::place_hold(case, hold.clone(), context)
        })
        .await
    }

    /// Lifts a hold. Others stay.
    pub async fn lift_hold(
        &self,
        case: &CaseId,
        lift: LiftHold,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, &lift.reason);
        self.change_facts(request, |case, _, context| {
            let second = lift.second.as_ref();
            decide::lift_hold(case, &lift.id, &lift.document, &lift.reason, second, context)
        })
        .await
    }

    /// Records a hold as a docket or feed has it, even if it cannot be read: then it bars.
    pub async fn record_hold(
        &self,
        case: &CaseId,
        hold: &HoldId,
        revision: &HoldRevision,
        actor: &Actor,
    ) -> Result<FactsOutcome, OperationError> {
        let request = Request::new(case, actor, "hold recorded from a feed");
        self.change_facts(request, |case, _, _| {
            let known = case.holds.iter().find(|known| known.id == *hold);
            if known.is_some_and(|known| known.revisions.contains(revision)) {
                return Ok(domain::decide::Changes::default());
            }
            Ok(decide::revise_hold(case, hold.clone(), revision.clone()))
        })
        .await
    }
}

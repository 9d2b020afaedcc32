//! Holds: placed by anyone at any stage, effective with the commit; lifted by the authority.

use domain::decide::{self, PlaceHold};
use domain::{Actor, CaseId, HoldId, HoldRevision};

use serde::Serialize;

use crate::facts::{FactsOutcome, Request};
use crate::once;
use crate::{OperationError, Operations};

/// The reason with which a hold is recorded that a feed or a late row brings.
pub(crate) const FROM_FEED: &str = "hold recorded from a feed";

/// What it takes to lift a hold.
#[derive(Debug, Clone, Serialize)]
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
    ///
    /// With a key, sending it again does nothing and is answered as the first time.
    pub async fn place_hold(
        &self,
        case: &CaseId,
        hold: PlaceHold,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<FactsOutcome, OperationError> {
        let mut request = Request::new(case, actor, "hold placed");
        request.command = once::command(key, ("place_hold", case.as_str(), actor), &hold)?;
        self.change_facts(request, |case, _, context| {
            decide::place_hold(case, hold.clone(), context)
        })
        .await
    }

    /// Lifts a hold. Others stay. A key makes it done once, as with placing.
    pub async fn lift_hold(
        &self,
        case: &CaseId,
        lift: LiftHold,
        actor: &Actor,
        key: Option<&str>,
    ) -> Result<FactsOutcome, OperationError> {
        let mut request = Request::new(case, actor, &lift.reason);
        request.command = once::command(key, ("lift_hold", case.as_str(), actor), &lift)?;
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
        let request = Request::from_outside(case, actor, FROM_FEED);
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

//! Flights are scheduled, cancelled, and their stop orders answered.

use domain::decide;
use domain::flight::CancelReason;
use domain::{Actor, CaseId, Flight, FlightId, FlightPlan, StopOrderId};
use persistence::{Committed, FlightTransition, Unit};

use crate::work::lane;
use crate::{OperationError, Operations};

impl Operations {
    /// Schedules a flight. Scheduling it again changes nothing; answers whether it is new.
    pub async fn schedule_flight(
        &self,
        plan: FlightPlan,
        actor: &Actor,
    ) -> Result<bool, OperationError> {
        decide::schedule(plan.clone(), &self.context(actor, self.clock.now()))?;
        self.enter_flight(plan, actor).await
    }

    /// The same for a flight that a docket brings: it is a record, not a decision.
    pub(crate) async fn enter_flight(
        &self,
        plan: FlightPlan,
        actor: &Actor,
    ) -> Result<bool, OperationError> {
        let stamp = self.stamp(actor, self.clock.now(), "flight scheduled");
        let flights = vec![FlightTransition::schedule(plan, &stamp)];
        let tasks = flights.iter().map(|flight| lane::of_flight(flight.value().id())).collect();
        let unit = Unit { flights, tasks, now: self.task_clock(), ..Unit::default() };
        match self.store.commit(vec![unit]).await?.pop() {
            Some(Committed::Done { .. }) => Ok(true),
            Some(Committed::AlreadyOpen | Committed::AlreadyDone(_)) | None => Ok(false),
            Some(Committed::Stale(streams)) => Err(OperationError::Busy(streams.join(", "))),
            Some(Committed::LeaseLost) => Err(OperationError::Busy("the flight".to_owned())),
            Some(Committed::Refused { constraint }) => Err(OperationError::Constraint(constraint)),
        }
    }

    /// Cancels a flight; everybody on its list comes off.
    pub async fn cancel_flight(
        &self,
        id: &FlightId,
        reason: CancelReason,
        actor: &Actor,
    ) -> Result<Vec<CaseId>, OperationError> {
        self.change_flight(id, (actor, reason.label()), |flight, listed, context| {
            let cases: Vec<_> = listed.cases().collect();
            let changes = decide::cancel(&cases, flight, reason, context)?;
            let off = changes.cases.iter().map(|(case, _)| case.clone()).collect();
            Ok((changes, off))
        })
        .await
    }

    /// The flight lead acknowledges a stop order.
    pub async fn acknowledge(
        &self,
        id: &FlightId,
        order: &StopOrderId,
        actor: &Actor,
    ) -> Result<(), OperationError> {
        self.change_flight(id, (actor, "stop order acknowledged"), |flight, _, context| {
            Ok((decide::acknowledge(flight, order, context)?, ()))
        })
        .await
    }

    /// Escalates every stop order of `id` that nobody acknowledged in time.
    pub async fn escalate_stop_orders(
        &self,
        id: &FlightId,
        actor: &Actor,
    ) -> Result<usize, OperationError> {
        self.change_flight(id, (actor, "stop order not acknowledged"), |flight, _, context| {
            let mut all = decide::Changes::default();
            for order in open_stop_orders(flight) {
                if let Ok(changes) = decide::escalate(flight, &order, context) {
                    all.flight.extend(changes.flight);
                }
            }
            let escalated = all.flight.len();
            Ok((all, escalated))
        })
        .await
    }
}

/// Stop orders that wait for the flight lead.
pub(crate) fn open_stop_orders(flight: &Flight) -> Vec<StopOrderId> {
    flight
        .stop_orders
        .iter()
        .filter(|order| order.acknowledged.is_none())
        .map(|order| order.id.clone())
        .collect()
}

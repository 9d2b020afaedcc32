//! Flights are scheduled, replanned, cancelled, and their stop orders answered.

use domain::decide::{self, PlanChange};
use domain::flight::CancelReason;
use domain::{Actor, Case, CaseId, Flight, FlightId, FlightPlan, StopOrderId};
use persistence::{Committed, FlightTransition, Unit};

use crate::work::lane;
use crate::{OperationError, Operations};

/// What became of a flight that was to be scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entered {
    New,
    There,
    /// A case has its key, or could have it.
    KeyTaken,
}

impl Operations {
    /// Schedules a flight. Scheduling it again changes nothing; answers whether it is new.
    ///
    /// Cases and flights share one history: a flight never gets a key that a case has, or could
    /// have one day.
    pub async fn schedule_flight(
        &self,
        plan: FlightPlan,
        actor: &Actor,
    ) -> Result<bool, OperationError> {
        decide::schedule(plan.clone(), &self.context(actor, self.clock.now()))?;
        let id = plan.id.clone();
        match self.enter_flight(plan, actor).await? {
            Entered::New => Ok(true),
            Entered::There => Ok(false),
            Entered::KeyTaken => Err(OperationError::BadInput(format!(
                "a flight cannot have the key {id}: a case has it, or could, since it ends in a \
                 dot and a number; choose another"
            ))),
        }
    }

    /// The same for a flight that a docket brings: it is a record, not a decision.
    pub(crate) async fn enter_flight(
        &self,
        plan: FlightPlan,
        actor: &Actor,
    ) -> Result<Entered, OperationError> {
        if self.is_key_of_case(&plan.id).await? {
            return Ok(Entered::KeyTaken);
        }
        let stamp = self.stamp(actor, self.clock.now(), "flight scheduled");
        let flights = vec![FlightTransition::schedule(plan, &stamp)];
        let tasks = flights.iter().map(|flight| lane::of_flight(flight.value().id())).collect();
        let unit = Unit { flights, tasks, now: self.task_clock(), ..Unit::default() };
        match self.store.commit(vec![unit]).await?.pop() {
            Some(Committed::Done { .. }) => Ok(Entered::New),
            Some(Committed::AlreadyOpen | Committed::AlreadyDone(_)) | None => Ok(Entered::There),
            Some(Committed::Stale(streams)) => Err(OperationError::Busy(streams.join(", "))),
            Some(Committed::LeaseLost) => Err(OperationError::Busy("the flight".to_owned())),
            Some(Committed::Refused { constraint }) => Err(OperationError::Constraint(constraint)),
        }
    }

    /// Whether `id` is the key of a case, or has the form of one.
    pub(crate) async fn is_key_of_case(&self, id: &FlightId) -> Result<bool, OperationError> {
        if has_form_of_case(id) {
            return Ok(true);
        }
        let Ok(case) = CaseId::new(id) else { return Ok(false) };
        match self.store.case(&case).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            // There is a case, though it cannot be read.
            Err(error) => Err(error.into()),
        }
    }

    /// Changes the plan of a flight; answers who came off its list because of it.
    pub async fn replan_flight(
        &self,
        id: &FlightId,
        (change, reason): (&PlanChange, &str),
        actor: &Actor,
    ) -> Result<Vec<CaseId>, OperationError> {
        self.change_flight(id, (actor, reason), |flight, listed, context| {
            let parties: Vec<Vec<&Case>> =
                listed.parties().iter().map(|party| party.iter().copied().collect()).collect();
            let changes = decide::replan(&parties, flight, (change, reason), context)?;
            let off = changes.cases.iter().map(|(case, _)| case.clone()).collect();
            Ok((changes, off))
        })
        .await
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

/// Whether `id` is a person's key, a dot and a number, as cases are named.
fn has_form_of_case(id: &FlightId) -> bool {
    id.as_str().rsplit_once('.').is_some_and(|(person, number)| {
        !person.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_cases_are_told_from_those_of_flights() {
        for (text, is_case) in [
            ("P0000301.1", true),
            ("F.12", true),
            ("F000001", false),
            ("F1.", false),
            (".1", false),
        ] {
            assert_eq!(has_form_of_case(&FlightId::new(text).unwrap()), is_case, "{text}");
        }
    }
}

//! From what was decided to what is committed.

use std::collections::HashMap;

use domain::decide::Changes;
use domain::{Actor, Case, CaseEvent, CaseId, Flight, Moment, Refusal};
use persistence::{Committed, Loaded, Unit};

use crate::work::lane;
use crate::{OperationError, Operations};

/// What the store calls a command whose key stood for another request.
const OTHER_REQUEST: &str = "inbox_other_request";

impl Operations {
    /// The unit of `changes`: those who change, and as guards those whom the decision looked at.
    pub(crate) fn unit(
        &self,
        changes: Changes,
        members: Vec<Loaded<Case>>,
        flights: Vec<Loaded<Flight>>,
        (actor, now, reason): (&Actor, Moment, &str),
    ) -> Unit {
        let stamp = self.stamp(actor, now, reason);
        let mut unit = Unit { now: self.task_clock(), ..Unit::default() };
        let Changes { cases: events_of, flight: mut flight_events } = changes;
        let mut events_of: HashMap<CaseId, Vec<CaseEvent>> =
            events_of.into_iter().filter(|(_, events)| !events.is_empty()).collect();
        for member in members {
            match events_of.remove(&member.value.id) {
                Some(events) => unit.cases.push(member.record(events, &stamp)),
                None => unit.guards.push(member.guard()),
            }
        }
        for flight in flights {
            // Decisions are about one flight at a time; its events go with it.
            let events = std::mem::take(&mut flight_events);
            if events.is_empty() {
                unit.guards.push(flight.guard());
            } else {
                unit.flights.push(flight.record(events, &stamp));
            }
        }
        // Whoever changed may have something to do now.
        let cases = unit.cases.iter().map(|case| lane::of_case(case.value()));
        let flights = unit.flights.iter().map(|flight| lane::of_flight(flight.value().id()));
        unit.tasks = cases.chain(flights).collect();
        unit
    }

    /// Commits one unit. None if others were faster: load and decide again.
    pub(crate) async fn commit_one(
        &self,
        unit: Unit,
    ) -> Result<Option<(Vec<Loaded<Case>>, Vec<Loaded<Flight>>)>, OperationError> {
        if self.rehearse {
            return Ok(Some((Vec::new(), Vec::new())));
        }
        let key = unit.command.as_ref().map(|command| command.id.clone());
        match self.store.commit(vec![unit]).await?.pop() {
            Some(Committed::Done { cases, flights }) => Ok(Some((cases, flights))),
            // The same command went through meanwhile: looked up again, it is answered as done.
            Some(Committed::Stale(_) | Committed::AlreadyDone(_) | Committed::LeaseLost) => {
                Ok(None)
            }
            Some(Committed::Refused { constraint }) => match key {
                Some(key) if constraint == OTHER_REQUEST => Err(Refusal::KeyUsed { key }.into()),
                _ => Err(OperationError::Constraint(constraint)),
            },
            Some(Committed::AlreadyOpen) | None => Ok(Some((Vec::new(), Vec::new()))),
        }
    }
}

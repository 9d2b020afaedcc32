//! The list of one flight, made with an eye on the flights that compete with it.

use domain::{Actor, Flight, FlightId, FlightStatus};
use jiff::SignedDuration;
use planner::Control;

use super::Window;
use crate::manifest::{Seated, drop_countries};
use crate::{OperationError, Operations};

/// Flights that leave within this time after one are planned with it when its list is made.
const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);

impl Operations {
    /// Makes the list of `id`: plans the flight with every open flight of the next days to the same
    /// countries whose list is not made yet, keeps that plan, and seats what it gives to `id`.
    pub async fn draft(
        &self,
        id: &FlightId,
        alternates: usize,
        actor: &Actor,
    ) -> Result<Seated, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let flights = self.beside(&flight).await?;
        let window = Window { flights, ..Window::default() };
        let made = self.plan_window(&window, actor, &mut |_| Control::Continue).await?;
        let planned = made.proposals.into_iter().find(|proposal| proposal.flight == *id);
        let proposal = match planned {
            Some(proposal) => proposal,
            None => self.propose_manifest(id).await?,
        };
        self.seat_proposal(&proposal, alternates, actor).await
    }

    /// The flight, and those that compete with it for the same people.
    async fn beside(&self, flight: &Flight) -> Result<Vec<FlightId>, OperationError> {
        let countries = drop_countries(self, flight);
        let first = flight.plan.departs_at.map(|departs| departs.at());
        let last = first.and_then(|first| first.checked_add(AHEAD).ok());
        let mut found = vec![flight.id().clone()];
        for other in self.store.flights_ahead(None).await? {
            let other = other.value;
            let leaves = other.plan.departs_at.map(|departs| departs.at());
            let near = first <= leaves && leaves <= last && leaves.is_some();
            let open =
                other.status == FlightStatus::Scheduled && other.manifest.builders.is_empty();
            let same = drop_countries(self, &other).iter().any(|one| countries.contains(one));
            if near && open && same && other.id() != flight.id() {
                found.push(other.id().clone());
            }
        }
        Ok(found)
    }
}

//! After a strike or a lift: alternates first, then whoever has become ready.

use domain::{Actor, CaseId, FlightId, FlightStatus, SeatRole, Stage};

use super::Seated;
use crate::{OperationError, Operations};

/// The two people whom it takes to change a sealed list.
#[derive(Debug, Clone, Copy)]
pub struct Crew<'a> {
    /// Builds.
    pub builder: &'a Actor,
    /// Seals; never the builder.
    pub sealer: &'a Actor,
}

impl Operations {
    /// Fills free seats of a flight that has not begun boarding: promotes alternates in their
    /// order, then seats people who have become ready, then seals again if it was sealed.
    pub async fn refill(&self, id: &FlightId, crew: Crew<'_>) -> Result<Seated, OperationError> {
        let flight = self.store.flight(id).await?.value;
        let mut filled = Seated::default();
        if !matches!(flight.status, FlightStatus::Scheduled | FlightStatus::Sealed) {
            return Ok(filled);
        }
        let alternates: Vec<CaseId> =
            flight.manifest.alternates().iter().map(|line| line.case.clone()).collect();
        for case in alternates {
            if filled.seated.contains(&case) {
                continue; // moved up with the family
            }
            let present = self.store.case(&case).await?.value;
            let waits =
                matches!(present.stage, Stage::Manifested { role: SeatRole::Alternate, .. });
            if !waits {
                continue;
            }
            match self.promote(id, &case, crew.builder).await {
                Ok(promoted) => filled.seated.extend(promoted),
                Err(OperationError::Refused(refusal)) => filled.refused.push((case, refusal)),
                Err(error) => return Err(error),
            }
        }
        let proposal = self.propose_ready(id).await?;
        if !proposal.seated.is_empty() {
            let sealed = flight.status == FlightStatus::Sealed;
            if sealed {
                self.reopen_manifest(id, crew.builder, "free seats are filled").await?;
            }
            let given = self.seat_proposal(&proposal, 0, crew.builder).await?;
            if sealed {
                self.seal(id, crew.sealer).await?;
            }
            filled.seated.extend(given.seated);
            filled.refused.extend(given.refused);
        }
        Ok(filled)
    }
}

//! The people of the demonstration, each in one role.

use domain::{Actor, Role, UserId};

use crate::OperationError;

/// Who acts in the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    pub(super) system: Actor,
    pub(super) scheduler: Actor,
    pub(super) supervisor: Actor,
    pub(super) desk: Actor,
    pub(super) flight_lead: Actor,
    pub(super) feed: Actor,
}

impl Crew {
    pub(super) fn new() -> Result<Self, OperationError> {
        let actor = |role: Role, user: &str| {
            UserId::new(user)
                .map(|user| Actor::new(role, user))
                .map_err(|error| OperationError::BadInput(error.to_string()))
        };
        Ok(Self {
            system: actor(Role::System, "engine")?,
            scheduler: actor(Role::FlightScheduler, "demo-scheduler")?,
            supervisor: actor(Role::SupervisoryOfficer, "demo-supervisor")?,
            desk: actor(Role::CountryDeskOfficer, "demo-desk")?,
            flight_lead: actor(Role::FlightOfficer, "demo-lead")?,
            feed: actor(Role::CourtFeed, "demo-feed")?,
        })
    }
}

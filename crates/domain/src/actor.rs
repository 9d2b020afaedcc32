//! Who acts: a user in one of the roles of the code list.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::UserId;
use crate::code::codes;

codes! {
    /// Roles. What each may do is in the rulebook.
    Role {
        DeportationOfficer = "deportation_officer", "deportation officer";
        SupervisoryOfficer = "supervisory_officer", "supervisory officer";
        FieldOfficeDirector = "field_office_director", "field office director";
        RemovalCoordinator = "removal_coordinator", "removal coordinator";
        CountryDeskOfficer = "country_desk_officer", "country desk officer";
        AttacheForRemoval = "attache_for_removal", "attaché for removal";
        FlightScheduler = "flight_scheduler", "flight scheduler";
        FlightOfficer = "flight_officer", "flight officer";
        MedicalOfficer = "medical_officer", "medical officer";
        LegalCounsel = "legal_counsel", "legal counsel";
        HqCounsel = "hq_counsel", "headquarters counsel";
        JuvenileCoordinator = "juvenile_coordinator", "juvenile coordinator";
        CustodyReviewUnit = "custody_review_unit", "custody review unit";
        DataSteward = "data_steward", "data steward";
        OversightOffice = "oversight_office", "oversight office";
        Auditor = "auditor", "auditor";
        ForeignConsularUser = "foreign_consular_user", "foreign consular user";
        AttorneyOfRecord = "attorney_of_record", "attorney of record";
        DutyOfficer = "duty_officer", "duty officer";
        CourtFeed = "court_feed", "court feed";
        AsylumFeed = "asylum_feed", "asylum office feed";
        System = "system", "system";
    }
}

/// A user acting in a role.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// In what capacity.
    pub role: Role,
    /// Who.
    pub user: UserId,
}

impl Actor {
    /// `user` acting as `role`.
    pub fn new(role: Role, user: UserId) -> Self {
        Self { role, user }
    }

    /// Reads `role:user`.
    pub fn parse(text: &str) -> Option<Self> {
        let (role, user) = text.split_once(':')?;
        Some(Self { role: Role::from_code(role)?, user: UserId::new(user).ok()? })
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role, self.user)
    }
}

//! Sample users, for the demonstration: one for each role that signs in.

use domain::{Role, UserId};
use operations::Operations;
use persistence::{Account, StoreError};

/// User, name, role, office, country.
type Sample = (&'static str, &'static str, Role, Option<&'static str>, Option<&'static str>);

const USERS: &[Sample] = &[
    ("d.okafor", "Dana Okafor", Role::DeportationOfficer, Some("NOL"), None),
    ("s.lindqvist", "Sven Lindqvist", Role::SupervisoryOfficer, Some("NOL"), None),
    ("f.moreau", "Fabienne Moreau", Role::FieldOfficeDirector, Some("NOL"), None),
    ("r.castillo", "Rosa Castillo", Role::RemovalCoordinator, Some("NOL"), None),
    ("c.tanaka", "Chie Tanaka", Role::CountryDeskOfficer, None, None),
    ("a.haddad", "Amir Haddad", Role::AttacheForRemoval, None, None),
    ("p.novak", "Petra Novak", Role::FlightScheduler, None, None),
    ("l.brandt", "Lukas Brandt", Role::FlightOfficer, None, None),
    ("m.adeyemi", "Mo Adeyemi", Role::MedicalOfficer, None, None),
    ("j.weiss", "Judith Weiss", Role::LegalCounsel, None, None),
    ("b.ndiaye", "Binta Ndiaye", Role::HqCounsel, None, None),
    ("h.osei", "Hannah Osei", Role::HqCounsel, None, None),
    ("y.silva", "Yara Silva", Role::JuvenileCoordinator, None, None),
    ("u.kim", "Uma Kim", Role::CustodyReviewUnit, None, None),
    ("t.varga", "Tibor Varga", Role::DataSteward, None, None),
    ("o.ferrari", "Olga Ferrari", Role::OversightOffice, None, None),
    ("e.audley", "Erin Audley", Role::Auditor, None, None),
    ("g.consul", "Consul of Guatemala", Role::ForeignConsularUser, None, Some("GTM")),
    ("n.attorney", "Nina Roth, attorney", Role::AttorneyOfRecord, None, None),
    ("w.devries", "Wim de Vries", Role::DutyOfficer, None, None),
];

/// Makes the sample users. They have no passwords: one becomes them with a click.
pub async fn sample_accounts(ops: &Operations) -> Result<(), StoreError> {
    for (user, name, role, office, country) in USERS {
        let Ok(user) = UserId::new(user) else { continue };
        let account = Account {
            user,
            name: (*name).to_owned(),
            roles: vec![*role],
            office: office.map(str::to_owned),
            country: country.and_then(|country| country.parse().ok()),
            password: None,
            failures: 0,
            locked_until: None,
            disabled_at: None,
            made_at: ops.clock.now().at(),
        };
        ops.store.put_account(&account).await?;
    }
    Ok(())
}

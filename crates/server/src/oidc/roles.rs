//! Which groups at the provider give which role here. Whatever is not in the list gives nothing.

use std::str::FromStr;

use domain::{Country, Role};
use thiserror::Error;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    group: String,
    role: Role,
    office: Option<String>,
    country: Option<Country>,
}

/// The list: `group=role`, `group=role@OFFICE`, for consular users `group=role@GTM`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleMap(Vec<Entry>);

/// An entry of the list that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{entry:?} gives no role: {why}")]
pub struct RoleMapFault {
    /// The entry.
    pub entry: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What somebody may be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitled {
    /// The roles, in the order of the list.
    pub roles: Vec<Role>,
    /// The one office of them all.
    pub office: Option<String>,
    /// The state, for a consular user.
    pub country: Option<Country>,
}

impl RoleMap {
    /// Reads the entries.
    pub fn new<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self, RoleMapFault> {
        entries.into_iter().map(str::parse).collect::<Result<_, _>>().map(Self)
    }

    /// What the `groups` of somebody give. Nothing for no known group, and nothing where they
    /// contradict each other: two offices, or another role beside that of a consular user.
    pub fn of(&self, groups: &[String]) -> Option<Entitled> {
        let held: Vec<&Entry> =
            self.0.iter().filter(|entry| groups.contains(&entry.group)).collect();
        let first = held.first()?;
        let alike =
            held.iter().all(|entry| entry.office == first.office && entry.country == first.country);
        let mut roles: Vec<Role> = Vec::new();
        for entry in &held {
            if !roles.contains(&entry.role) {
                roles.push(entry.role);
            }
        }
        let alone = !roles.contains(&Role::ForeignConsularUser) || roles.len() == 1;
        (alike && alone).then(|| Entitled {
            roles,
            office: first.office.clone(),
            country: first.country,
        })
    }
}

impl FromStr for Entry {
    type Err = RoleMapFault;

    fn from_str(entry: &str) -> Result<Self, RoleMapFault> {
        let fault = |why| RoleMapFault { entry: entry.to_owned(), why };
        let (group, rest) =
            entry.trim().rsplit_once('=').ok_or(fault("write group=role or group=role@OFFICE"))?;
        let (role, place) =
            rest.split_once('@').map_or((rest, None), |(role, place)| (role, Some(place.trim())));
        let role = Role::from_code(role.trim()).ok_or(fault("there is no such role"))?;
        if group.trim().is_empty() || place.is_some_and(str::is_empty) {
            return Err(fault("the group or the office is empty"));
        }
        let (mut office, mut country) = (place.map(str::to_owned), None);
        if role == Role::System {
            return Err(fault("nobody signs in as the system"));
        }
        if role == Role::ForeignConsularUser {
            let place = place.ok_or(fault("a consular user works for a country"))?;
            let read = place.parse().map_err(|_| fault("there is no such country"))?;
            (office, country) = (None, Some(read));
        }
        Ok(Self { group: group.trim().to_owned(), role, office, country })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> RoleMap {
        RoleMap::new([
            "nol-officers=deportation_officer@NOL",
            "nol-chiefs=supervisory_officer@NOL",
            "mia-officers=deportation_officer@MIA",
            "audit=auditor",
            "a=b=legal_counsel@NOL",
            "consul-gt=foreign_consular_user@GTM",
        ])
        .unwrap()
    }

    fn of(groups: &[&str]) -> Option<Entitled> {
        map().of(&groups.iter().map(|group| (*group).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn groups_give_the_roles_of_the_list_and_their_office() {
        let both = of(&["everybody", "nol-chiefs", "nol-officers"]).unwrap();
        assert_eq!(both.roles, [Role::DeportationOfficer, Role::SupervisoryOfficer]);
        assert_eq!(both.office.as_deref(), Some("NOL"));
        assert_eq!(of(&["a=b"]).unwrap().roles, [Role::LegalCounsel]);
        let consul = of(&["consul-gt"]).unwrap();
        assert_eq!((consul.office, consul.country.unwrap().as_str()), (None, "GTM"));
    }

    #[test]
    fn what_is_unknown_or_contradicts_itself_gives_nothing() {
        for groups in [
            &[][..],
            &["everybody"],
            &["NOL-OFFICERS"],
            &["nol-officers "],
            &["nol-officers", "mia-officers"],
            &["nol-officers", "audit"],
            &["nol-officers", "consul-gt"],
            &["audit", "consul-gt"],
        ] {
            assert_eq!(of(groups), None, "{groups:?}");
        }
        assert_eq!(RoleMap::default().of(&["audit".to_owned()]), None);
    }

    #[test]
    fn an_entry_that_cannot_be_used_is_refused() {
        for entry in [
            "audit",
            "=auditor",
            "audit=chief",
            "audit=auditor@",
            "x=system",
            "c=foreign_consular_user",
            "c=foreign_consular_user@Guatemala",
        ] {
            assert_eq!(RoleMap::new([entry]).unwrap_err().entry, entry);
        }
    }
}

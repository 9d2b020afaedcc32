//! Loads a party: a case, its family, and the flight they are on.

use std::collections::HashMap;

use domain::gate::{Companion, Company};
use domain::{Case, CaseId, FamilyUnit, Flight, FlightId, StageName};
use persistence::Loaded;

use crate::cases::tell_unreadable;
use crate::{OperationError, Operations};

/// A case with everybody who must be decided about together.
pub(crate) struct LoadedParty {
    /// All members of the family, or the one person.
    pub(crate) members: Vec<Loaded<Case>>,
    /// The flights that members are bound to and that have not handed them over.
    pub(crate) flights: Vec<Loaded<Flight>>,
}

impl LoadedParty {
    /// The members' cases.
    pub(crate) fn cases(&self) -> Vec<&Case> {
        self.members.iter().map(|member| &member.value).collect()
    }

    /// The member whose case is `id`.
    pub(crate) fn member(&self, id: &CaseId) -> Result<&Case, OperationError> {
        self.members
            .iter()
            .map(|member| &member.value)
            .find(|case| case.id == *id)
            .ok_or_else(|| OperationError::NotFound(format!("case {id}")))
    }
}

impl Operations {
    /// Loads the party of `id` and the flights it is on.
    pub(crate) async fn load_party(&self, id: &CaseId) -> Result<LoadedParty, OperationError> {
        let members = self.members(self.store.case(id).await?).await?;
        let mut flights = Vec::new();
        let mut ids: Vec<FlightId> =
            members.iter().filter_map(|m| bound_flight(&m.value)).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            flights.push(self.store.flight(&id).await?);
        }
        Ok(LoadedParty { members, flights })
    }

    /// `case` with the rest of its family.
    pub(crate) async fn members(
        &self,
        case: Loaded<Case>,
    ) -> Result<Vec<Loaded<Case>>, OperationError> {
        match case.value.person.family_unit.clone() {
            None => Ok(vec![case]),
            Some(unit) => self.family(&unit, case).await,
        }
    }

    async fn family(
        &self,
        unit: &FamilyUnit,
        case: Loaded<Case>,
    ) -> Result<Vec<Loaded<Case>>, OperationError> {
        let id = case.value.id.clone();
        // A relative who cannot be read stays where they are, and cannot go on: holds and facts
        // are recorded about the others none the less, and these may come off a list.
        let family = self.store.families(std::slice::from_ref(unit)).await?;
        tell_unreadable(&family.unreadable);
        let mut members = latest_of_each(family.cases);
        if !members.iter().any(|member| member.value.id == id) {
            // A case that was closed before the family's present ones is decided about alone.
            members = vec![case];
        }
        Ok(members)
    }
}

fn bound_flight(case: &Case) -> Option<FlightId> {
    (case.stage.name() != StageName::Removed).then(|| case.stage.flight().cloned()).flatten()
}

/// The primaries among `cases` on `flight`, for those who must be kept apart.
pub(crate) fn company<'c>(flight: &Flight, cases: impl IntoIterator<Item = &'c Case>) -> Company {
    let primaries: std::collections::HashSet<&CaseId> =
        flight.manifest.primaries().map(|line| &line.case).collect();
    Company::of(cases.into_iter().filter(|case| primaries.contains(&case.id)).map(|case| {
        Companion { person: case.person.id.clone(), keep_apart: case.person.keep_apart.clone() }
    }))
}

/// Sorts cases into parties: families together, everybody else alone, longest in custody first,
/// then the lower person id.
pub(crate) fn by_party<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Vec<Vec<&'c Case>> {
    let mut families: HashMap<&FamilyUnit, Vec<&Case>> = HashMap::new();
    let mut parties: Vec<Vec<&Case>> = Vec::new();
    for case in cases {
        match &case.person.family_unit {
            Some(unit) => families.entry(unit).or_default().push(case),
            None => parties.push(vec![case]),
        }
    }
    parties.extend(families.into_values());
    for party in &mut parties {
        party.sort_by(|a, b| (a.person.seq, &a.person.id).cmp(&(b.person.seq, &b.person.id)));
    }
    parties.sort_by_cached_key(|party| {
        let since = party.iter().map(|case| case.custody.waiting_key()).min();
        let person = party.iter().map(|case| case.person.id.clone()).min();
        (since, person)
    });
    parties
}

/// The latest case of each person.
pub(crate) fn latest_of_each(cases: Vec<Loaded<Case>>) -> Vec<Loaded<Case>> {
    let mut latest: HashMap<domain::PersonId, Loaded<Case>> = HashMap::new();
    for case in cases {
        let newer = |known: &Loaded<Case>| {
            (known.value.opened_at, &known.value.id) < (case.value.opened_at, &case.value.id)
        };
        if latest.get(&case.value.person.id).is_none_or(newer) {
            latest.insert(case.value.person.id.clone(), case);
        }
    }
    let mut cases: Vec<Loaded<Case>> = latest.into_values().collect();
    cases.sort_by_key(|case| case.value.person.seq);
    cases
}

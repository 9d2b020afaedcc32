//! Whole families, by type: the gate cannot tell a relative whom nobody gave it.
//!
//! [`Whole`] is made only by loading everybody of each family, and [`Party`](WholeParty)s come
//! only from it. The one way to ask the gate takes nothing else.

use std::collections::{BTreeSet, HashSet};
use std::ops::Deref;

use domain::{Case, CaseId, FamilyUnit, Flight};
use persistence::{Loaded, Unreadable};

use crate::cases::tell_unreadable;
use crate::party::{by_party, latest_of_each};
use crate::{OperationError, Operations};

/// Families asked for at a time.
const FAMILIES: usize = 1_000;

/// Cases with everybody of their families, listed or not.
///
/// A family of which somebody cannot be read is in no party: nobody of it goes on.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    cases: Vec<Loaded<Case>>,
    /// Those who can be read, of families in which somebody cannot.
    parted: Vec<Loaded<Case>>,
    unreadable: Vec<Unreadable>,
}

/// One whole family, or one person without a family.
#[derive(Debug)]
pub(crate) struct WholeParty<'c> {
    members: Vec<&'c Case>,
}

impl<'c> Deref for WholeParty<'c> {
    type Target = [&'c Case];

    fn deref(&self) -> &Self::Target {
        &self.members
    }
}

impl Whole {
    /// All cases whose families are whole.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().map(|case| &case.value)
    }

    /// All cases that can be read, with their versions.
    pub(crate) fn into_cases(self) -> Vec<Loaded<Case>> {
        let mut cases = self.cases;
        cases.extend(self.parted);
        cases
    }

    /// The case `id` as it was loaded, whether its family is whole or not.
    pub(crate) fn loaded(&self, id: &CaseId) -> Option<&Loaded<Case>> {
        self.cases.iter().chain(&self.parted).find(|case| case.value.id == *id)
    }

    /// How many cases cannot be read.
    pub(crate) fn unreadable(&self) -> usize {
        self.unreadable.len()
    }

    /// The same, unless somebody of it cannot be read.
    fn all_read(mut self) -> Result<Self, OperationError> {
        match self.unreadable.pop() {
            Some(one) => Err(one.error.into()),
            None => Ok(self),
        }
    }

    /// Those who come off a list with `case`: its party, or as much of its family as can be read.
    /// Coming off asks no gate, so nobody has to be whole for it.
    pub(crate) fn leaving_with(&self, case: &CaseId) -> Vec<&Case> {
        if let Some(party) = self.party_of(case) {
            return party.members;
        }
        let parted = || self.parted.iter().map(|member| &member.value);
        let family = parted().find(|member| member.id == *case);
        let family = family.and_then(|member| member.person.family_unit.clone());
        parted().filter(|member| member.person.family_unit == family).collect()
    }

    /// The parties, longest in custody first.
    pub(crate) fn parties(&self) -> Vec<WholeParty<'_>> {
        let parties = by_party(self.cases());
        parties.into_iter().map(|members| WholeParty { members }).collect()
    }

    /// The party that `case` is of.
    pub(crate) fn party_of(&self, case: &CaseId) -> Option<WholeParty<'_>> {
        self.parties().into_iter().find(|party| party.iter().any(|member| member.id == *case))
    }
}

impl Operations {
    /// Loads the cases of everybody on `flight`'s live list, and of their relatives who are not:
    /// the gate is always asked about a whole family, so nobody goes on without one who is off.
    pub(crate) async fn listed(&self, flight: &Flight) -> Result<Whole, OperationError> {
        self.readable_of_list(flight).await?.all_read()
    }

    /// The same, though somebody on the list cannot be read: good for taking people off only.
    pub(crate) async fn readable_of_list(&self, flight: &Flight) -> Result<Whole, OperationError> {
        let ids: Vec<CaseId> = flight.manifest.live().map(|line| line.case.clone()).collect();
        self.whole_of(&ids).await
    }

    /// Loads the cases `ids` with everybody of their families.
    pub(crate) async fn whole_of(&self, ids: &[CaseId]) -> Result<Whole, OperationError> {
        if ids.is_empty() {
            return Ok(Whole::default());
        }
        let (mut cases, mut unreadable) = (Vec::with_capacity(ids.len()), Vec::new());
        for (case, read) in ids.iter().zip(self.store.cases_lossless(ids).await?) {
            match read {
                Ok(read) => cases.push(read),
                Err(error) => {
                    unreadable.push(Unreadable { case: case.clone(), family: None, error });
                }
            }
        }
        self.whole(cases, unreadable).await
    }

    /// `cases` with the members of their families that were not among them. The families of those
    /// who are `unreadable` are parted.
    pub(crate) async fn whole(
        &self,
        cases: Vec<Loaded<Case>>,
        mut unreadable: Vec<Unreadable>,
    ) -> Result<Whole, OperationError> {
        let (families, mut cases): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|case| case.value.person.family_unit.is_some());
        let mut units: BTreeSet<FamilyUnit> =
            families.into_iter().filter_map(|case| case.value.person.family_unit.clone()).collect();
        units.extend(unreadable.iter().filter_map(|one| one.family.clone()));
        let units: Vec<_> = units.into_iter().collect();
        let mut parted = Vec::new();
        for chunk in units.chunks(FAMILIES) {
            let page = self.store.families(chunk).await?;
            let broken: HashSet<FamilyUnit> =
                page.unreadable.iter().filter_map(|one| one.family.clone()).collect();
            for one in page.unreadable {
                if !unreadable.iter().any(|known| known.case == one.case) {
                    unreadable.push(one);
                }
            }
            let (apart, together): (Vec<_>, Vec<_>) = latest_of_each(page.cases)
                .into_iter()
                .partition(|case| is_of(&broken, &case.value));
            cases.extend(together);
            parted.extend(apart);
        }
        tell_unreadable(&unreadable);
        Ok(Whole { cases, parted, unreadable })
    }
}

fn is_of(broken: &HashSet<FamilyUnit>, case: &Case) -> bool {
    case.person.family_unit.as_ref().is_some_and(|unit| broken.contains(unit))
}

//! Whole families, by type: the gate cannot tell a relative whom nobody gave it.
//!
//! [`Whole`] is made only by loading everybody of each family, and [`Party`](WholeParty)s come
//! only from it. The one way to ask the gate takes nothing else.

use std::collections::BTreeSet;
use std::ops::Deref;

use domain::{Case, CaseId, Flight};
use persistence::Loaded;

use crate::party::{by_party, latest_of_each};
use crate::{OperationError, Operations};

/// Families asked for at a time.
const FAMILIES: usize = 1_000;

/// Cases with everybody of their families, listed or not.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    cases: Vec<Loaded<Case>>,
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
    /// All cases.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().map(|case| &case.value)
    }

    /// All cases, with their versions.
    pub(crate) fn into_cases(self) -> Vec<Loaded<Case>> {
        self.cases
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
        let ids: Vec<CaseId> = flight.manifest.live().map(|line| line.case.clone()).collect();
        self.whole_of(&ids).await
    }

    /// Loads the cases `ids` with everybody of their families.
    pub(crate) async fn whole_of(&self, ids: &[CaseId]) -> Result<Whole, OperationError> {
        if ids.is_empty() {
            return Ok(Whole::default());
        }
        self.whole(self.store.cases(ids).await?).await
    }

    /// `cases` with the members of their families that were not among them.
    pub(crate) async fn whole(&self, cases: Vec<Loaded<Case>>) -> Result<Whole, OperationError> {
        let (families, mut whole): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|case| case.value.person.family_unit.is_some());
        let units: BTreeSet<_> =
            families.into_iter().filter_map(|case| case.value.person.family_unit.clone()).collect();
        let units: Vec<_> = units.into_iter().collect();
        for chunk in units.chunks(FAMILIES) {
            whole.extend(latest_of_each(self.store.families(chunk).await?));
        }
        Ok(Whole { cases: whole })
    }
}

//! Who is on a list already, for those who must be kept apart.

use std::collections::{HashMap, HashSet};

use super::Party;
use crate::{Case, PersonId};

/// One person on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Who.
    pub person: PersonId,
    /// From whom they must be kept apart.
    pub keep_apart: Vec<PersonId>,
}

/// The people on a list, looked up both ways: it is enough that one record names the other.
#[derive(Debug, Clone, Default)]
pub struct Company {
    aboard: HashSet<PersonId>,
    named_by: HashMap<PersonId, Vec<PersonId>>,
}

impl Company {
    /// Nobody.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// The people of `companions`.
    pub fn of(companions: impl IntoIterator<Item = Companion>) -> Self {
        let mut company = Self::default();
        for companion in companions {
            company.add(companion.person, &companion.keep_apart);
        }
        company
    }

    /// One more.
    pub fn join(&mut self, case: &Case) {
        self.add(case.person.id.clone(), &case.person.keep_apart);
    }

    fn add(&mut self, person: PersonId, keep_apart: &[PersonId]) {
        for other in keep_apart {
            self.named_by.entry(other.clone()).or_default().push(person.clone());
        }
        self.aboard.insert(person);
    }

    /// The person aboard with the lowest id whom somebody of `party` must be kept apart from.
    pub fn clash_with(&self, party: &Party<'_>) -> Option<&PersonId> {
        let members = party.members();
        let of_party = |person: &PersonId| members.iter().any(|m| m.person.id == *person);
        let mut clash: Option<&PersonId> = None;
        for member in members {
            let named = member.person.keep_apart.iter().filter_map(|other| self.aboard.get(other));
            let naming = self.named_by.get(&member.person.id).into_iter().flatten();
            for other in named.chain(naming).filter(|other| !of_party(other)) {
                if clash.is_none_or(|lowest| other < lowest) {
                    clash = Some(other);
                }
            }
        }
        clash
    }
}

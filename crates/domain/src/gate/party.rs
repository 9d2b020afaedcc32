//! A party: the people who are asked about together, one family or one person.

use thiserror::Error;

use super::Trip;
use crate::{Case, Reason, ReasonCode, StageName};

/// One family, or one person without a family, in the order of their records.
#[derive(Debug, Clone)]
pub struct Party<'c> {
    members: Vec<&'c Case>,
}

/// Cases that are no party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PartyError {
    /// Nobody.
    #[error("a party needs at least one member")]
    Empty,
    /// The cases are not all of one family.
    #[error("the members of a party must be one family, or one person without a family")]
    NotOneFamily,
}

impl<'c> Party<'c> {
    /// The party of `members`: all members of one family unit, or one person without one.
    pub fn of(members: impl IntoIterator<Item = &'c Case>) -> Result<Self, PartyError> {
        let mut members: Vec<&Case> = members.into_iter().collect();
        let unit = members.first().ok_or(PartyError::Empty)?.person.family_unit.as_ref();
        let one = members.len() == 1
            || (unit.is_some()
                && members.iter().all(|member| member.person.family_unit.as_ref() == unit));
        if !one {
            return Err(PartyError::NotOneFamily);
        }
        members.sort_by(|a, b| (a.person.seq, &a.person.id).cmp(&(b.person.seq, &b.person.id)));
        Ok(Self { members })
    }

    /// The members.
    pub fn members(&self) -> &[&'c Case] {
        &self.members
    }

    /// Sorts parties: longest in custody first, then the lower person id.
    pub fn waiting_key(&self) -> (String, String) {
        let since = self.members.iter().map(|member| member.custody.waiting_key()).min();
        let person = self.members.iter().map(|member| member.person.id.to_string()).min();
        (since.unwrap_or_default(), person.unwrap_or_default())
    }
}

/// A family flies whole or not at all, and children do not fly alone.
pub(super) fn whole_or_not_at_all(answers: &mut [(&Case, Vec<Reason>)], trip: &Trip) {
    if answers.iter().all(|(member, _)| member.person.family_unit.is_none()) {
        return;
    }
    let blocked: Vec<bool> = answers
        .iter()
        .map(|(member, reasons)| {
            let ended = member.stage.name() == StageName::Closed;
            !reasons.is_empty() || ended || trip.country_for(member).is_none()
        })
        .collect();
    let people: Vec<_> = answers.iter().map(|(member, _)| member.person.id.clone()).collect();
    let day = trip.day();
    let only_children = answers.iter().all(|(member, _)| member.person.is_minor_on(day));
    for (index, (member, reasons)) in answers.iter_mut().enumerate() {
        let block = people
            .iter()
            .zip(&blocked)
            .enumerate()
            .find(|(other, (_, blocked))| *other != index && **blocked)
            .map(|(_, (person, _))| person);
        if let Some(block) = block {
            reasons.push(Reason::about(ReasonCode::FamilyIncomplete, block.as_str()));
        } else if only_children && member.person.is_minor_on(day) {
            reasons.push(Reason::plain(ReasonCode::MinorWithoutAdult));
        }
    }
}

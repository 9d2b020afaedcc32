//! What forecasts learn from: every request on record, as counts of days.

use std::collections::BTreeMap;

use domain::{Answer, Country, DocumentKind};
use jiff::civil::Date;
use persistence::RequestCount;

use super::{Asked, Group};
use crate::{OperationError, Operations};

/// Every request on record that can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requests {
    /// As forecasts learn from them.
    pub(crate) asked: Vec<Asked>,
    /// By country: how many were approved, refused, and have no answer.
    pub(crate) answers: BTreeMap<Country, Answers>,
}

/// How one country's agency answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) approved: u64,
    pub(crate) refused: u64,
    pub(crate) pending: u64,
}

impl Requests {
    /// Reads them.
    pub(crate) async fn read(ops: &Operations) -> Result<Self, OperationError> {
        let mut requests = Self::default();
        for row in ops.store.request_counts().await? {
            requests.add(&row);
        }
        Ok(requests)
    }

    /// Adds a row, if its country, kind and day can be read.
    fn add(&mut self, row: &RequestCount) {
        let (Ok(country), Some(kind), Ok(requested)) = (
            row.country.parse::<Country>(),
            DocumentKind::from_code(&row.kind),
            row.requested_on.parse::<Date>(),
        ) else {
            return;
        };
        let count = u32::try_from(row.requests).unwrap_or(u32::MAX);
        let answer = row.answer.as_deref().and_then(Answer::from_code);
        let known = self.answers.entry(country).or_default();
        match answer {
            Some(Answer::Approved) => known.approved += u64::from(count),
            Some(Answer::Refused) => known.refused += u64::from(count),
            Some(Answer::Pending) | None => known.pending += u64::from(count),
        }
        let is_answered = matches!(answer, Some(Answer::Approved | Answer::Refused));
        let answered = row.answered_on.as_deref().and_then(|on| on.parse::<Date>().ok());
        if is_answered && answered.is_none() {
            return; // answered, and nobody knows when: it says nothing of days
        }
        self.asked.push(Asked {
            group: Group::of(country, kind),
            day: day_number(requested),
            answered: answered.filter(|_| is_answered).map(day_number),
            dropped: row.ended.and_then(|day| i32::try_from(day).ok()),
            count,
        });
    }
}

impl Group {
    /// Requests to `country` for a document of `kind`.
    pub(crate) fn of(country: Country, kind: DocumentKind) -> Self {
        Self { country: country.to_string().into(), kind: kind.code().into() }
    }
}

/// Days from 1 January 1970.
pub(crate) fn day_number(day: Date) -> i32 {
    let days = Date::constant(1970, 1, 1).duration_until(day).as_hours() / 24;
    i32::try_from(days).unwrap_or(i32::MAX)
}

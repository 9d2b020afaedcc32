//! Removal statistics as of any day, from history alone: the same question about the same day
//! gives the same figures whenever it is asked.

mod few;
mod shown;

use std::collections::BTreeMap;

use domain::{Case, CaseEvent, Country, Known, Stage};
use jiff::civil::Date;
use jiff::tz::Offset;
use persistence::RecordedEvent;
use serde::Serialize;

use few::told;

use crate::{OperationError, Operations, Progress};

/// Events read at a time.
const PAGE: u64 = 5_000;

/// Counts below this are not told unless somebody asks for a harder rule: with fewer than eleven a
/// reader who knows one of them may find the others. It is the size that statistics of the United
/// States on persons commonly keep to (CMS Cell Size Suppression Policy).
pub const SMALLEST: u64 = 11;

/// By what removals are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The fiscal year, which begins on 1 October before.
    FiscalYear,
    /// Year and month.
    Month,
    /// Country of citizenship.
    Citizenship,
    /// Country of removal.
    RemovalCountry,
    /// Kind of order.
    OrderKind,
    /// Most serious conviction.
    Criminality,
    /// With a family, or alone.
    Family,
}

impl Dimension {
    /// Every value there is.
    pub const ALL: [Self; 7] = [
        Self::FiscalYear,
        Self::Month,
        Self::Citizenship,
        Self::RemovalCountry,
        Self::OrderKind,
        Self::Criminality,
        Self::Family,
    ];

    /// The dimension called `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.code() == code)
    }

    /// What its column is called.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FiscalYear => "fiscal_year",
            Self::Month => "month",
            Self::Citizenship => "citizenship",
            Self::RemovalCountry => "removal_country",
            Self::OrderKind => "order_kind",
            Self::Criminality => "criminality",
            Self::Family => "family",
        }
    }

    /// The same as people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FiscalYear => "Fiscal year",
            Self::Month => "Month",
            Self::Citizenship => "Country of citizenship",
            Self::RemovalCountry => "Country of removal",
            Self::OrderKind => "Kind of order",
            Self::Criminality => "Criminality",
            Self::Family => "With a family or alone",
        }
    }

    fn of(self, case: &Case, day: Date) -> String {
        fn known<T: ToString>(value: &Known<T>) -> String {
            value.read().map_or_else(|| "unknown".to_owned(), T::to_string)
        }
        match self {
            Self::FiscalYear => fiscal_year(day).to_string(),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Citizenship => known::<Country>(&case.person.nationality),
            Self::RemovalCountry => {
                case.order.removal_country.as_ref().map_or_else(|| "unknown".to_owned(), known)
            }
            Self::OrderKind => known(&case.order.kind),
            Self::Criminality => known(&case.person.criminality),
            Self::Family => {
                if case.person.family_unit.is_some() { "family" } else { "alone" }.to_owned()
            }
        }
    }
}

/// The fiscal year of `day`.
fn fiscal_year(day: Date) -> i16 {
    day.year().saturating_add(i16::from(day.month() >= 10))
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsQuery {
    /// By what to count, in the order of the columns.
    pub by: Vec<Dimension>,
    /// Through the end of this day, UTC, as was known then.
    pub as_of: Date,
    /// Counts below this are not told.
    pub smallest: u64,
}

/// A table of counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Through which day.
    pub as_of: Date,
    /// By what it counts: one value in each cell.
    pub by: Vec<Dimension>,
    /// Counts below this are not told.
    pub smallest: u64,
    /// Everybody; none where it would tell a count that is not told.
    pub total: Option<u64>,
    /// The cells that are not zero, in order.
    pub cells: Vec<StatisticsCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatisticsCell {
    /// Its value in each dimension.
    pub values: Vec<String>,
    /// How many; none if it is too few to be told, or would tell another that is.
    pub count: Option<u64>,
}

impl Operations {
    /// Counts removals.
    pub async fn removal_statistics(
        &self,
        query: &StatisticsQuery,
        progress: &dyn Progress,
    ) -> Result<Statistics, OperationError> {
        let mut counts: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        let mut open: Option<(String, Case)> = None;
        let mut last: Option<RecordedEvent> = None;
        progress.begin("reading history", None);
        loop {
            let after = last.as_ref().map(|event| (event.stream.as_str(), event.version));
            let page = self.store.events_after(after, PAGE).await?;
            progress.advance(page.len() as u64);
            for event in &page {
                if open.as_ref().is_some_and(|(stream, _)| *stream != event.stream) {
                    count(open.take(), query, &mut counts);
                }
                if day_of(event) <= query.as_of {
                    apply(event, &mut open)?;
                }
            }
            match page.into_iter().last() {
                Some(event) => last = Some(event),
                None => break,
            }
        }
        count(open, query, &mut counts);
        progress.end();
        Ok(told(counts, query))
    }
}

fn day_of(event: &RecordedEvent) -> Date {
    Offset::UTC.to_datetime(event.stamp.at).date()
}

/// Goes on with the case of the stream, or begins it. Flights are passed over.
fn apply(event: &RecordedEvent, open: &mut Option<(String, Case)>) -> Result<(), OperationError> {
    match open.take() {
        Some((stream, case)) => *open = Some((stream, case.apply(&event.case_event()?))),
        None if event.kind == "opened" => {
            if let CaseEvent::Opened(case) = event.case_event()? {
                *open = Some((event.stream.clone(), *case));
            }
        }
        None => (),
    }
    Ok(())
}

fn count(
    open: Option<(String, Case)>,
    query: &StatisticsQuery,
    counts: &mut BTreeMap<Vec<String>, u64>,
) {
    let Some((_, case)) = open else { return };
    let Stage::Removed { handed_over_at, .. } = &case.stage else { return };
    let day = Offset::UTC.to_datetime(*handed_over_at).date();
    if day <= query.as_of {
        let key = query.by.iter().map(|dimension| dimension.of(&case, day)).collect();
        *counts.entry(key).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_fiscal_year_begins_in_october() {
        assert_eq!(fiscal_year(date(2024, 9, 30)), 2024);
        assert_eq!(fiscal_year(date(2024, 10, 1)), 2025);
    }
}

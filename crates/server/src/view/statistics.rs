//! Removal statistics: counts that tell of nobody.

use domain::Moment;
use jiff::civil::Date;
use operations::{Dimension, SMALLEST, Silent, Statistics, StatisticsCell, StatisticsQuery};
use serde::Serialize;
use utoipa::ToSchema;

use super::Chart;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::who::Who;

/// Removals, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StatisticsView {
    /// Through the end of this day, UTC, as was known then.
    #[schema(example = "2024-09-30")]
    pub(crate) as_of: String,
    /// By what it counts: one value in each cell.
    pub(crate) by: Vec<&'static str>,
    /// Counts below this are not told.
    pub(crate) smallest: u64,
    /// Everybody; nothing where it would tell a count that is not told.
    #[schema(nullable = true)]
    pub(crate) total: Option<u64>,
    /// The cells that are not zero, in order.
    pub(crate) cells: Vec<CellView>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CellView {
    /// Its value in each dimension.
    pub(crate) values: Vec<String>,
    /// How many; nothing if it is too few to be told, or would tell another that is.
    #[schema(nullable = true)]
    pub(crate) count: Option<u64>,
}

impl StatisticsView {
    /// What leaves the house of `found`.
    pub(crate) fn of(found: &Statistics) -> Self {
        let cell =
            |cell: &StatisticsCell| CellView { values: cell.values.clone(), count: cell.count };
        Self {
            as_of: found.as_of.to_string(),
            by: found.by.iter().map(|dimension| dimension.code()).collect(),
            smallest: found.smallest,
            total: found.total,
            cells: found.cells.iter().map(cell).collect(),
        }
    }
}

impl Desk {
    /// Removals through `as_of`, counted by `by`. All of history is read, so one question is
    /// answered at a time; about a day that is over the answer stays the same, and is kept.
    pub(crate) async fn statistics(
        &self,
        who: &Who,
        by: Vec<Dimension>,
        as_of: Option<Date>,
    ) -> Result<Statistics, Failure> {
        self.may(who, Act::SeeReports).await?;
        let today = today(self.now());
        let as_of = as_of.unwrap_or(today);
        let query = StatisticsQuery { by, as_of, smallest: SMALLEST };
        let mut kept = self.counted.lock().await;
        if let Some(known) = kept.iter().find(|known| known.by == query.by && known.as_of == as_of)
        {
            return Ok(known.clone());
        }
        let found = self.ops.removal_statistics(&query, &Silent).await?;
        if as_of < today {
            kept.truncate(KEPT - 1);
            kept.push_front(found.clone());
        }
        Ok(found)
    }
}

/// Answers that are kept.
const KEPT: usize = 32;

/// Days of statistics are days of UTC.
fn today(now: Moment) -> Date {
    jiff::tz::Offset::UTC.to_datetime(now.at()).date()
}

impl Chart {
    /// The counts that are told, as bars.
    pub(crate) fn of_statistics(found: &Statistics) -> Option<Self> {
        let figures = found.cells.iter().filter_map(|cell| {
            Some((cell.values.join(" · "), i64::try_from(cell.count?).unwrap_or(i64::MAX)))
        });
        let by: Vec<String> = found.by.iter().map(|one| one.label().to_lowercase()).collect();
        let title = format!("Removals by {}", by.join(" and "));
        Self::bars("removals", &title, figures.collect())
    }
}

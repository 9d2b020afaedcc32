//! How long cases stay in each stage, from history: counted by the database, so that what comes
//! back is small however many cases there are.

use domain::{MOVES, StageName};
use jiff::Timestamp;
use sea_orm::{FromQueryResult, Value};

use crate::chain::micros;
use crate::{Store, StoreError};

/// So many stays in a stage were so many days long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stays {
    /// The stage.
    pub stage: StageName,
    /// Whether the case has moved on; if not, the days are those until now.
    pub is_over: bool,
    /// Whole days.
    pub days: i64,
    /// How many.
    pub count: u64,
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    is_over: i64,
    days: i64,
    stays: i64,
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl Store {
    /// Stays of cases in stages through `now`. A stay begins with the event that led to the stage
    /// and ends with the next event that moves the case; what a docket brought along at its
    /// import began nobody knows when, and is not counted.
    pub async fn stays(&self, now: Timestamp) -> Result<Vec<Stays>, StoreError> {
        // Flights have events of the same names.
        let sql = format!(
            "SELECT kind, is_over, days, CAST(count(*) AS BIGINT) AS stays FROM ( \
                 SELECT kind, CAST(CASE WHEN next_at IS NULL THEN 0 ELSE 1 END AS BIGINT) \
                     AS is_over, (COALESCE(next_at, ?) - at) / {DAY} AS days FROM ( \
                     SELECT e.kind, e.at, \
                         LEAD(e.at) OVER (PARTITION BY e.stream ORDER BY e.version) AS next_at \
                     FROM cases c JOIN events e ON e.stream = c.id \
                     WHERE e.kind {} AND e.at <= ?) moved) stayed \
             GROUP BY kind, is_over, days",
            self.in_list()
        );
        let until = Value::from(micros(now));
        let kinds = self.list(MOVES.iter().map(|(kind, _)| *kind));
        let statement = self.statement(&sql, [until.clone(), kinds, until]);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        let read = |row: &Row| {
            let found = MOVES.iter().find(|(kind, _)| *kind == row.kind);
            let (_, stage) =
                found.ok_or_else(|| StoreError::inconsistent("events", "kind", &row.kind))?;
            let (is_over, count) = (row.is_over != 0, row.stays.unsigned_abs());
            Ok(Stays { stage: *stage, is_over, days: row.days, count })
        };
        rows.iter().map(read).collect()
    }
}

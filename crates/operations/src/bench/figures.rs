//! What the engine's benchmark is asked and what it answers.

use serde::Serialize;

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct EngineOptions {
    /// Cases.
    pub cases: usize,
    /// Cases in one transaction.
    pub batch: usize,
    /// Workers, each with its own cases and flights.
    pub workers: usize,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EngineBench {
    /// Cases.
    pub cases: usize,
    /// Durable steps taken, each an event with its hash, in the same transaction as the state.
    pub steps: usize,
    /// Cases in one transaction.
    pub batch: usize,
    /// Workers, each with its own cases and flights.
    pub workers: usize,
    /// Seconds for the steps; opening the cases is not counted.
    pub seconds: f64,
    /// Steps in a second.
    pub steps_per_s: f64,
    /// Seconds for opening the cases.
    pub open_seconds: f64,
    /// Milliseconds of a transaction, half of them within.
    pub commit_p50_ms: f64,
    /// Milliseconds of a transaction, 99 of 100 within.
    pub commit_p99_ms: f64,
    /// Seconds spent claiming tasks, by all workers.
    pub claim_seconds: f64,
    /// Seconds spent reading the claimed cases, by all workers.
    pub load_seconds: f64,
    /// Seconds spent deciding, gate included.
    pub decide_seconds: f64,
    /// Whether every case took all five steps.
    pub ok: bool,
    /// Peak resident memory, bytes.
    pub peak_rss_bytes: Option<u64>,
    /// Bytes of write-ahead log for a step, by the whole server; PostgreSQL only.
    pub wal_bytes_per_step: Option<i64>,
    /// Bytes of tables and indices for a case, from before it was opened to after its last step.
    pub database_bytes_per_case: Option<i64>,
}

/// How much each of `of` has of what came between `before` and `after`, if both are known.
pub(super) fn grown(
    after: impl Into<Option<i64>>,
    before: impl Into<Option<i64>>,
    of: usize,
) -> Option<i64> {
    let more = after.into()?.saturating_sub(before.into()?);
    more.checked_div(i64::try_from(of).unwrap_or(i64::MAX))
}

/// The value of `sorted` below which the share `q` lies; 0 if there is none.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index into a list of some thousand figures"
    )]
    let index = (sorted.len().saturating_sub(1) as f64 * q) as usize;
    sorted.get(index).copied().unwrap_or(0.0)
}

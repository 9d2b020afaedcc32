//! What becomes of each of many cases, as it is told.

use domain::{CaseId, Version};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::problem::Problem;

/// What becomes of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ManyVerdict {
    /// Done, or would be.
    Accepted,
    /// There is nothing to do: it waits, or has what was asked for.
    Nothing,
    /// It has changed since it was seen.
    Stale,
    /// A policy, a rule or the gate says no.
    Refused,
}

impl ManyVerdict {
    /// In words.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Nothing => "nothing to do",
            Self::Stale => "changed meanwhile",
            Self::Refused => "refused",
        }
    }
}

/// One case and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ManyRow {
    /// Its key.
    pub(crate) case: String,
    /// The version that was seen.
    #[serde(skip)]
    pub(crate) seen: i64,
    /// What became of it.
    pub(crate) verdict: ManyVerdict,
    /// What was done, or would be, or why not.
    pub(crate) words: String,
    /// The version it has now, if it was read.
    #[schema(nullable = true)]
    pub(crate) version: Option<i64>,
    /// Who came off a manifest because of it, or would.
    pub(crate) struck: Vec<String>,
    /// How many stop orders were raised, or would be.
    pub(crate) stop_orders: usize,
    /// Why not, if not.
    #[schema(nullable = true)]
    pub(crate) problem: Option<Problem>,
}

/// What became of them all.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ManyDone {
    /// Whether nothing was changed.
    pub(crate) dry_run: bool,
    /// How many were accepted.
    pub(crate) accepted: usize,
    /// How many were not.
    pub(crate) others: usize,
    /// Each, in the order that was sent.
    pub(crate) rows: Vec<ManyRow>,
}

/// In a trial nobody has come off when the next case is looked at: who did is told once, as when
/// it is done.
pub(super) fn told_once(rows: &[ManyRow], row: &mut ManyRow) {
    let before = row.struck.len();
    row.struck.retain(|case| !rows.iter().any(|other| other.struck.contains(case)));
    // Each stop order is about one of those who come off.
    row.stop_orders = row.stop_orders.saturating_sub(before - row.struck.len());
}

/// What is told of a case that the step was not done for.
pub(super) fn refused(case: &CaseId, seen: Version, failure: &Failure) -> ManyRow {
    let problem = Problem::of(failure);
    let (verdict, version) = if let Failure::Changed { now, .. } = failure {
        (ManyVerdict::Stale, Some(now.0))
    } else {
        (ManyVerdict::Refused, None)
    };
    let barred: Vec<String> = problem
        .barred
        .iter()
        .map(|one| format!("{}: {}", one.case, one.reasons.join(", ")))
        .collect();
    let words = match (verdict, barred.is_empty()) {
        (ManyVerdict::Stale, _) => format!("version {seen} was seen, it has changed since"),
        (_, false) => format!("the gate says no: {}", barred.join("; ")),
        (_, true) => failure.to_string(),
    };
    ManyRow {
        case: case.to_string(),
        seen: seen.0,
        verdict,
        words,
        version,
        struck: Vec::new(),
        stop_orders: 0,
        problem: Some(problem),
    }
}

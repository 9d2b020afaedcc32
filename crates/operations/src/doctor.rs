//! Looks for what must never be and for what is stuck. Changes nothing.

mod cases;
mod engine;
mod flights;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use persistence::Verified;
use serde::Serialize;

use crate::verify::fault;
use crate::{OperationError, Operations};

/// How many findings of one kind are spelled out; the rest is counted.
const MOST: u64 = 50;

/// How bad a finding is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// This must never be: stop, and find out why.
    Broken,
    /// Somebody must act.
    Warning,
    /// Somebody should know.
    Note,
}

/// One thing that the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The check that found it.
    pub code: &'static str,
    /// What is wrong.
    pub what: String,
    /// Where: a case, a flight, a row.
    pub at: String,
    /// What to do next.
    pub next: String,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Broken => "broken",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A check: what a finding of it means and what to do about it.
pub(super) struct Check {
    severity: Severity,
    code: &'static str,
    next: &'static str,
}

const CHAIN: Check = Check {
    severity: Severity::Broken,
    code: "chain_broken",
    next: "run `caseflight verify`, keep the database as it is and call the auditor",
};
const DIFFERS: Check = Check {
    severity: Severity::Broken,
    code: "differs_from_history",
    next: "decide nothing about it; keep the database as it is, and call the auditor",
};
const FLIGHT_UNREADABLE: Check = Check {
    severity: Severity::Broken,
    code: "flight_unreadable",
    next: "nothing happens to the flight until its rows are put right; restore them from a backup",
};
const GONE: Check = Check {
    severity: Severity::Broken,
    code: "owner_gone",
    next: "keep the database as it is and call the auditor",
};
const QUEUE: Check = Check {
    severity: Severity::Warning,
    code: "queue_unresolved",
    next: "see `caseflight report queue`; give each hold to its person or dismiss the row",
};

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    counts: BTreeMap<&'static str, (u64, Severity, &'static str)>,
}

impl Findings {
    fn add(&mut self, check: &Check, at: impl fmt::Display, what: String) {
        let (count, ..) = self.counts.entry(check.code).or_insert((0, check.severity, check.next));
        *count += 1;
        if *count <= MOST {
            self.found.push(Finding {
                severity: check.severity,
                code: check.code,
                what,
                at: at.to_string(),
                next: check.next.to_owned(),
            });
        }
    }

    /// Everything found, worst first; of what was found too often, how many more there are.
    fn finish(mut self) -> Vec<Finding> {
        for (code, (count, severity, next)) in self.counts {
            if let Some(more) = count.checked_sub(MOST).filter(|more| *more > 0) {
                let (at, next) = ("elsewhere".to_owned(), next.to_owned());
                let what = format!("and {more} more of these");
                self.found.push(Finding { severity, code, what, at, next });
            }
        }
        self.found.sort_by_key(|finding| (finding.severity, finding.code));
        self.found
    }
}

impl Operations {
    /// Checks every case and flight, and the history of all of them or of a sample. What must
    /// never be comes first.
    pub async fn doctor(&self) -> Result<Vec<Finding>, OperationError> {
        let mut findings = Findings::default();
        let flights = flights::check(self, &mut findings).await?;
        cases::check(self, &flights, &mut findings).await?;
        engine::check(self, &mut findings).await?;
        for (stream, what) in self.remains().await? {
            findings.add(&GONE, stream, what);
        }
        let waiting = self.queued(false).await?;
        if let Some(first) = waiting.first() {
            let what = format!("{} rows of imports belong to nobody", waiting.len());
            findings.add(&QUEUE, format!("{} line {}", first.row.file, first.row.line), what);
        }
        let findings = findings.finish();
        tracing::info!(findings = findings.len(), "checked");
        Ok(findings)
    }

    /// Whether the histories of `streams` are what was written, and what is read what they say.
    async fn check_histories(
        &self,
        streams: &[&str],
        findings: &mut Findings,
    ) -> Result<(), OperationError> {
        for checked in self.store.verify_these(streams).await? {
            let differs = matches!(checked.verified, Verified::Differs { .. });
            if let Some(what) = fault(&checked.verified) {
                findings.add(if differs { &DIFFERS } else { &CHAIN }, checked.stream, what);
            }
        }
        Ok(())
    }
}

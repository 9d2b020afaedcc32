//! How fast a docket is imported.

use std::path::Path;
use std::time::Instant;

use domain::Actor;
use serde::Serialize;

use super::peak_rss;
use crate::{ImportOptions, OperationError, Operations, Progress};

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportBench {
    /// People imported.
    pub people: u64,
    /// Seconds, from opening the files to the last commit.
    pub seconds: f64,
    /// People in a second.
    pub people_per_s: f64,
    /// Peak resident memory, bytes.
    pub peak_rss_bytes: Option<u64>,
}

/// Imports the docket in `dir` and says how long it took.
pub async fn import(
    ops: &Operations,
    dir: &Path,
    actor: &Actor,
    progress: &dyn Progress,
) -> Result<ImportBench, OperationError> {
    let started = Instant::now();
    let report = ops.import_docket(dir, ImportOptions::default(), actor, progress).await?;
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let people_per_s = report.opened as f64 / seconds.max(f64::EPSILON);
    let people = report.opened;
    Ok(ImportBench { people, seconds, people_per_s, peak_rss_bytes: peak_rss() })
}

//! How fast a docket is imported.

use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::Actor;
use persistence::{CopySpeed, Store};
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
    /// Lines of the docket that PostgreSQL copied into one plain column, in the same run.
    pub copy_rows: Option<u64>,
    /// Seconds that `COPY` took: the mean of one before the import and one after.
    pub copy_seconds: Option<f64>,
    /// How fast the import was beside that: 0.1 is ten times as long.
    pub ratio_to_copy: Option<f64>,
    /// Seconds that `COPY` took with each value in its column: the mean of before and after.
    pub copy_columns_seconds: Option<f64>,
    /// How fast the import was beside that.
    pub ratio_to_copy_columns: Option<f64>,
}

/// Imports the docket in `dir` and says how long it took, beside `COPY` on `yardstick`.
pub async fn import(
    ops: &Operations,
    dir: &Path,
    yardstick: &Store,
    actor: &Actor,
    progress: &dyn Progress,
) -> Result<ImportBench, OperationError> {
    let files = files(dir)?;
    let before = yardstick.copy_speed(&files).await?;
    let columns_before = yardstick.copy_columns_speed(&files).await?;
    let started = Instant::now();
    let report = ops.import_docket(dir, ImportOptions::default(), actor, progress).await?;
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let people_per_s = report.opened as f64 / seconds.max(f64::EPSILON);
    let people = report.opened;
    let peak_rss_bytes = peak_rss();
    let after = yardstick.copy_speed(&files).await?;
    let columns_after = yardstick.copy_columns_speed(&files).await?;
    let mean = |before: Option<CopySpeed>, after: Option<CopySpeed>| {
        Some((before?.took + after?.took).as_secs_f64() / 2.0)
    };
    let copy_seconds = mean(before, after);
    let copy_columns_seconds = mean(columns_before, columns_after);
    let ratio = |copy: f64| copy / seconds.max(f64::EPSILON);
    Ok(ImportBench {
        people,
        seconds,
        people_per_s,
        peak_rss_bytes,
        copy_rows: before.map(|before| before.rows),
        copy_seconds,
        ratio_to_copy: copy_seconds.map(ratio),
        copy_columns_seconds,
        ratio_to_copy_columns: copy_columns_seconds.map(ratio),
    })
}

/// The tables of the docket.
fn files(dir: &Path) -> Result<Vec<PathBuf>, OperationError> {
    let unreadable = |source| OperationError::File { path: dir.display().to_string(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

//! The engine: tasks that were given up, cases without a task, and what slows the store down.

use super::{Check, Findings, Severity};
use crate::{OperationError, Operations};

const DEAD: Check = Check {
    severity: Severity::Warning,
    code: "dead_letter",
    next: "see `caseflight dead show`; retry it when the cause is gone, or abandon it",
};
const SNAPSHOT: Check = Check {
    severity: Severity::Warning,
    code: "old_snapshot",
    next: "end the transaction or wait for the backup: until then claims become slower",
};
const PAUSED: Check = Check {
    severity: Severity::Note,
    code: "lane_paused",
    next: "resume it with `caseflight lanes resume` when its reason is gone",
};

/// Seconds after which a snapshot that is still held is worth a word.
const OLD: i64 = 300;

pub(super) async fn check(ops: &Operations, findings: &mut Findings) -> Result<(), OperationError> {
    for dead in ops.store.dead_tasks(false, None, 1_000).await? {
        let what = format!("task {} was given up: {}", dead.task.key, dead.error);
        findings.add(&DEAD, format!("{} (dead letter {})", dead.task.owner, dead.id), what);
    }
    let age = ops.store.table_health().await?.oldest_snapshot_s;
    if age >= OLD {
        let what = format!("a snapshot has been held for {age} seconds");
        findings.add(&SNAPSHOT, "the database", what);
    }
    for setting in ops.store.lane_settings().await?.into_iter().filter(|setting| setting.paused) {
        let what = format!("nothing is claimed: {}", setting.reason);
        findings.add(&PAUSED, setting.pattern, what);
    }
    Ok(())
}

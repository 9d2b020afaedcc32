//! Every night: what must never be, and what is stuck.

use std::time::Duration;

use crate::{Desk, Found, Running, SystemActivity, figures};

/// Once a day.
pub(super) const ACTIVITY: SystemActivity = SystemActivity {
    name: "check_everything",
    every: Duration::from_hours(24),
    idle: Duration::from_hours(24),
    run,
};

fn run(desk: Desk) -> Running<Found> {
    Box::pin(async move {
        let findings = desk.ops.doctor().await?;
        figures::count("doctor_findings", findings.len() as u64);
        for finding in &findings {
            let severity = finding.severity.to_string();
            tracing::warn!(severity, finding.code, finding.at, "found by the nightly checks");
        }
        let now = desk.ops.clock.now().at();
        let note = format!("{now} {}", findings.len());
        desk.ops.store.set_meta("doctor/last", &note).await?;
        Ok(Found { due: findings.len() as u64, ..Found::default() })
    })
}

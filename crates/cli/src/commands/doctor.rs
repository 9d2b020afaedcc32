//! `doctor`: stuck cases and broken records, each with what to do.

use anyhow::Result;
use operations::Severity;

use crate::app::{App, Done};
use crate::open;
use crate::output::table;

pub(crate) async fn run(app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    let findings = ops.doctor().await?;
    app.out.answer(&findings, || {
        if findings.is_empty() {
            return "Nothing is wrong.\n".to_owned();
        }
        table(
            &["severity", "check", "what is wrong", "where", "what to do"],
            findings.iter().map(|finding| {
                [
                    finding.severity.to_string(),
                    finding.code.to_owned(),
                    finding.what.clone(),
                    finding.at.clone(),
                    finding.next.replace('`', "'"),
                ]
            }),
        )
    })?;
    Ok(Done::unless(findings.iter().any(|finding| finding.severity == Severity::Broken)))
}

//! `export docket`: what `import docket` takes.

use std::path::Path;

use anyhow::Result;
use operations::Operations;

use crate::app::{App, Done};
use crate::output::count;

pub(super) async fn run(dir: &Path, ops: &Operations, app: &App) -> Result<Done> {
    let exported = ops.export_docket(dir).await?;
    app.out.answer(&exported, || {
        format!(
            "{} people and {} flights written to {}; {} people and {} flights have left or are \
             closed and are not on a docket",
            count(exported.people),
            exported.flights,
            dir.display(),
            count(exported.left_out),
            exported.flights_left_out,
        )
    })?;
    Ok(Done::Well)
}

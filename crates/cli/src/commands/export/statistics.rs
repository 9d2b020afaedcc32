//! `export statistics`: removals counted as of any day.

use std::path::PathBuf;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use interchange::forms::xlsx;
use jiff::civil::Date;
use operations::{Dimension, Operations, SMALLEST, StatisticsQuery};

use crate::app::{App, Done};
use crate::error::file;
use crate::output::{add, table};

/// What to count.
#[derive(Debug, clap::Args)]
pub(crate) struct Statistics {
    /// By what, in the order of the columns
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "fiscal_year,citizenship",
        value_parser = PossibleValuesParser::new(Dimension::ALL.map(Dimension::code))
            .try_map(|code| Dimension::from_code(&code).ok_or("there is no such dimension"))
    )]
    by: Vec<Dimension>,
    /// Through the end of this day (UTC), as was known then [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Counts below this are not told
    #[arg(long, default_value_t = SMALLEST, value_name = "N")]
    smallest: u64,
    /// Write to this file, `.csv` or `.xlsx`, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(asked: Statistics, ops: &Operations, app: &App) -> Result<Done> {
    let as_of = asked.as_of.unwrap_or_else(|| app.now().date());
    let query = StatisticsQuery { by: asked.by, as_of, smallest: asked.smallest };
    let found = ops.removal_statistics(&query, &*app.progress()).await?;
    let Some(path) = asked.out else {
        app.out.answer(&found, || {
            let mut text = table(&found.columns(), found.rows());
            let total = found.told(found.total);
            add(&mut text, format_args!("\n{total} in all, through {as_of}\n"));
            text
        })?;
        return Ok(Done::Well);
    };
    let bytes = if path.extension().is_some_and(|end| end == "xlsx") {
        xlsx(&[found.paper()])?
    } else {
        found.csv().into_bytes()
    };
    std::fs::write(&path, bytes).map_err(|error| file(&path, error))?;
    app.out.answer(&found, || {
        format!("{} cells through {as_of} written to {}", found.cells.len(), path.display())
    })?;
    Ok(Done::Well)
}

//! `export statistics`: removals counted as of any day.

use std::path::PathBuf;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use interchange::forms::{Paper, xlsx};
use jiff::civil::Date;
use operations::{Dimension, Operations, StatisticsQuery};

use crate::app::{App, Done};
use crate::error::file;
use crate::output::{self, add, table};

/// What to count.
#[derive(Debug, clap::Args)]
pub(crate) struct Statistics {
    /// By what, in the order of the columns
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "fiscal_year,citizenship",
        value_parser = PossibleValuesParser::new(Dimension::ALL.map(Dimension::code))
            .try_map(|code| dimension(&code).ok_or("there is no such dimension"))
    )]
    by: Vec<Dimension>,
    /// Through the end of this day (UTC), as was known then [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Counts below this are not told
    #[arg(long, default_value = "11", value_name = "N")]
    smallest: u64,
    /// Write to this file, `.csv` or `.xlsx`, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn dimension(code: &str) -> Option<Dimension> {
    Dimension::ALL.into_iter().find(|dimension| dimension.code() == code)
}

pub(super) async fn run(asked: Statistics, ops: &Operations, app: &App) -> Result<Done> {
    let as_of = asked.as_of.unwrap_or_else(|| app.now().date());
    let query = StatisticsQuery { by: asked.by, as_of, smallest: asked.smallest };
    let found = ops.removal_statistics(&query, &*app.progress()).await?;
    let columns: Vec<&str> =
        query.by.iter().map(|dimension| dimension.code()).chain(["removals"]).collect();
    let few = format!("<{}", query.smallest);
    let count = |count: Option<u64>| count.map_or_else(|| few.clone(), |count| count.to_string());
    let rows = || {
        found.cells.iter().map(|cell| {
            let mut row = cell.values.clone();
            row.push(count(cell.count));
            row
        })
    };
    let Some(path) = asked.out else {
        app.out.answer(&found, || {
            let mut text = table(&columns, rows());
            let total = count(found.total);
            add(&mut text, format_args!("\n{total} in all, through {as_of}\n"));
            text
        })?;
        return Ok(Done::Well);
    };
    let bytes = if path.extension().is_some_and(|end| end == "xlsx") {
        let words = |text: &str| text.to_owned();
        let paper = Paper {
            title: words("Removals"),
            head: vec![
                (words("Through"), as_of.to_string()),
                (words("In all"), count(found.total)),
                (words("Not told below"), query.smallest.to_string()),
            ],
            columns: columns.iter().map(|column| words(column)).collect(),
            rows: rows().collect(),
            ..Paper::default()
        };
        xlsx(&[paper])?
    } else {
        // Codes and numbers: no cell needs quotes.
        let lines = std::iter::once(columns.join(",")).chain(rows().map(|row| row.join(",")));
        output::lines(lines).into_bytes()
    };
    std::fs::write(&path, bytes).map_err(|error| file(&path, error))?;
    app.out.answer(&found, || {
        format!("{} cells through {as_of} written to {}", found.cells.len(), path.display())
    })?;
    Ok(Done::Well)
}

//! `report list` and `report REPORT`: figures.

use anyhow::Result;
use operations::report::{ALL, find};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::error::bad;
use crate::open;
use crate::output::{count, heading, table};

/// Which report.
#[derive(Debug, clap::Args)]
pub(crate) struct Report {
    /// The report's name, or `list`
    #[arg(default_value = "list", value_name = "REPORT")]
    slug: String,
}

pub(crate) async fn run(Report { slug }: Report, app: &App) -> Result<Done> {
    if slug == "list" {
        return list(app);
    }
    let Some(report) = find(&slug) else {
        return Err(bad(
            format!("there is no report {slug:?}"),
            "'caseflight report list' names them all",
        ));
    };
    let ops = open::operations(app).await?;
    let found = (report.run)(&ops).await?;
    let rows: Vec<Value> = found
        .rows
        .iter()
        .map(|row| {
            let cells = found.columns.iter().zip(row);
            Value::Object(cells.map(|(column, cell)| ((*column).to_owned(), json!(cell))).collect())
        })
        .collect();
    let value = json!({
        "report": report.slug,
        "title": report.title,
        "rows": rows,
        "left_out": found.left_out,
    });
    app.out.answer(&value, || {
        let rows = found.rows.iter().map(|row| row.iter().map(ToString::to_string));
        let more = match found.left_out {
            0 => String::new(),
            more => format!("\n{} more rows, less urgent, are left out\n", count(more)),
        };
        format!("{}\n\n{}{more}", heading(report.title), table(&found.columns, rows))
    })?;
    Ok(Done::Well)
}

fn list(app: &App) -> Result<Done> {
    let value: Vec<Value> = ALL
        .iter()
        .map(|report| json!({ "slug": report.slug, "title": report.title, "what": report.what }))
        .collect();
    app.out.answer(&value, || {
        table(
            &["report", "what it shows"],
            ALL.iter().map(|report| [report.slug, report.what].map(str::to_owned)),
        )
    })?;
    Ok(Done::Well)
}

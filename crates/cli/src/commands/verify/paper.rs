//! `verify --paper`: whether a printed page says what it was stamped with, and who was told by it.

use std::fs;
use std::path::Path;

use anyhow::Result;
use interchange::forms::{Paper, read_page};
use operations::Operations;
use serde_json::json;

use crate::app::{App, Done};
use crate::error::file;
use crate::output::add;

pub(super) async fn run(path: &Path, ops: &Operations, app: &App) -> Result<Done> {
    let text = fs::read_to_string(path).map_err(|error| file(path, error))?;
    let papers = match read_page(&text) {
        Ok(papers) => papers,
        Err(fault) => {
            let value = json!({ "intact": false, "why": fault.to_string() });
            app.out.answer(&value, || format!("Not as it was made: {fault}\n"))?;
            return Ok(Done::unless(true));
        }
    };
    let number = papers.first().map(Paper::hash).unwrap_or_default();
    let releases = ops.releases_of(&number).await?;
    let value = json!({
        "intact": true,
        "sha256": number,
        "papers": papers.iter().map(|paper| &paper.title).collect::<Vec<_>>(),
        "releases": releases.len(),
    });
    app.out.answer(&value, || {
        let mut text = String::new();
        for paper in &papers {
            add(&mut text, format_args!("{}: as it was made, {}\n", paper.title, paper.hash()));
        }
        match releases.first() {
            Some(first) => add(
                &mut text,
                format_args!(
                    "{} release(s) on account, to {} on {}\n",
                    releases.len(),
                    first.recipient,
                    first.at
                ),
            ),
            None => text.push_str("No release on account: it is no paper for an authority.\n"),
        }
        text
    })?;
    Ok(Done::Well)
}

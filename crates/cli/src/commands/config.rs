//! `config show`: the settings in force, with secrets masked.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::app::{App, Done};
use crate::output::table;

/// What is done with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Show the settings in force and where each comes from; secrets are masked
    Show,
}

pub(crate) fn show(app: &App) -> Result<Done> {
    let rows: Vec<(&str, String, &str)> = app
        .sources
        .iter()
        .map(|(key, source)| (*key, app.settings.shown(key), source.as_str()))
        .collect();
    let value: BTreeMap<&str, serde_json::Value> = rows
        .iter()
        .map(|(key, value, source)| (*key, json!({ "value": value, "source": source })))
        .collect();
    app.out.answer(&value, || {
        table(
            &["setting", "value", "comes from"],
            rows.iter().map(|(key, value, source)| {
                [(*key).to_owned(), value.clone(), (*source).to_owned()]
            }),
        )
    })?;
    Ok(Done::Well)
}

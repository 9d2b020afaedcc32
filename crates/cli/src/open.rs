//! Opens what commands work on: the rulebook, the database, and operations on both.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use domain::rulebook::Rulebook;
use operations::Operations;
use persistence::Store;

use crate::app::App;
use crate::config::Settings;
use crate::error::{bad, file};

/// The rulebook in force: the one built in, or that of the folder in the settings.
pub(crate) fn rulebook(settings: &Settings) -> Result<Rulebook> {
    let Some(dir) = &settings.rulebook else { return Ok(Rulebook::embedded()?) };
    let mut texts = Vec::new();
    read_folder(dir, "", &mut texts)?;
    Ok(Rulebook::from_texts(texts)?)
}

/// Relative path and text of every file below `dir`.
fn read_folder(dir: &Path, within: &str, texts: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(dir).map_err(|error| file(dir, error))? {
        let entry = entry.map_err(|error| file(dir, error))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if within.is_empty() { name } else { format!("{within}/{name}") };
        if path.is_dir() {
            read_folder(&path, &name, texts)?;
        } else {
            let text = fs::read_to_string(&path).map_err(|error| file(&path, error))?;
            texts.push((name, text));
        }
    }
    Ok(())
}

/// Whether a command may begin with an empty database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// It fills one, so a new file is made.
    Fine,
    /// It looks for what is there, so a missing file is a mistake.
    Wrong,
}

/// The database of the settings, with its schema up to date.
pub(crate) async fn store(settings: &Settings, empty: Empty) -> Result<Store> {
    let url = settings.database();
    if empty == Empty::Wrong
        && let Some(path) = sqlite_file(url)
        && !Path::new(path).exists()
    {
        return Err(bad(
            format!("there is no database {path}"),
            "bring a docket in with 'caseflight import docket', or name another database with \
             --database-url",
        ));
    }
    let store = Store::open(url).await?;
    store.migrate().await?;
    Ok(store)
}

/// The file of a SQLite URL.
fn sqlite_file(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
    (!path.contains("://")).then_some(path)
}

/// Operations on the database of the settings.
pub(crate) async fn operations(app: &App) -> Result<Operations> {
    operations_on(app, Empty::Wrong).await
}

/// The same for a command that changes nothing: where there is no file yet, none is made, and it
/// works on one in `scratch`.
pub(crate) async fn operations_or(app: &App, scratch: &Path) -> Result<Operations> {
    let url = app.settings.database();
    if sqlite_file(url).is_none_or(|path| Path::new(path).exists()) {
        return operations_on(app, Empty::Wrong).await;
    }
    let mut settings = app.settings.clone();
    settings.database_url = Some(scratch.join("dry.db").display().to_string());
    let rules = Arc::new(rulebook(&settings)?);
    let store = store(&settings, Empty::Fine).await?;
    Ok(Operations::new(store, rules, app.clock.clone()))
}

/// The same for a command that may fill an empty database.
pub(crate) async fn operations_on(app: &App, empty: Empty) -> Result<Operations> {
    let rules = Arc::new(rulebook(&app.settings)?);
    let mut store = store(&app.settings, empty).await?;
    if let Some(tracer) = &app.tracer {
        store = store.traced(Arc::clone(tracer));
    }
    Ok(Operations::new(store, rules, app.clock.clone()))
}

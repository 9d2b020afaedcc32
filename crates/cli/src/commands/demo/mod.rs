//! `demo`: a sample docket from detention to verified departure, on a simulated clock.
// tidy: lists this folder

mod summary;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use operations::demo::{self, DemoOptions};
use persistence::Store;
use server::{Desk, Settings};

use crate::app::{App, Done};
use crate::commands::serve;
use crate::config::masked;
use crate::error::{bad, file};
use crate::open;
use crate::paper::{self, FontFolders};

/// How the folders of the demo's own databases begin.
const FOLDER: &str = "caseflight-demo-";

/// What to demonstrate.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// How many invented people
    #[arg(long, default_value_t = 2_000, value_parser = people)]
    people: usize,
    /// Let late holds arrive while the flights are prepared
    #[arg(long)]
    late: bool,
    /// End after the summary and keep nothing
    #[arg(long)]
    no_serve: bool,
    /// Port of the web desk
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Throw away first what earlier demos kept
    #[arg(long)]
    fresh: bool,
}

fn people(text: &str) -> Result<usize, String> {
    match text.replace([',', '_'], "").parse() {
        Ok(people @ 1..=5_000_000) => Ok(people),
        _ => Err("give a number of people from 1 to 5000000".to_owned()),
    }
}

pub(crate) async fn run(demo: Demo, app: &App) -> Result<Done> {
    if demo.fresh {
        throw_away(app)?;
    }
    let rules = Arc::new(open::rulebook(&app.settings)?);
    let own = match &app.settings.database_url {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix(FOLDER).tempdir()?),
    };
    let url = match (&own, &app.settings.database_url) {
        (Some(folder), _) => format!("sqlite:{}", database_in(folder.path()).display()),
        (None, url) => url.clone().unwrap_or_default(),
    };
    let store = empty_store(&url).await?;
    let options = DemoOptions { people: demo.people, late: demo.late };
    let progress = app.progress();
    let summary = demo::run(options, store.clone(), Arc::clone(&rules), &*progress).await?;
    app.out.answer(&summary, || summary::text(&summary, &rules))?;
    if demo.no_serve {
        store.close().await;
        return Ok(Done::Well);
    }
    // Kept, so that another program can look too; --fresh throws it away.
    let kept = own.map(tempfile::TempDir::keep);
    let ops = demo::afterwards(store, rules).await?;
    server::sample_accounts(&ops).await?;
    let serving = serve::listen(&serve::loopback(demo.port), "--port 8081").await?;
    if let Some(folder) = kept {
        // As it was called: it may not be on the path.
        let program = std::env::args().next().unwrap_or_else(|| "caseflight".to_owned());
        let database = database_in(&folder);
        app.out.say(format!(
            "Look around: {program} --database-url sqlite:{} case list",
            database.display()
        ));
    }
    let store = ops.store.clone();
    let desk = paper::at(Desk::new(ops, Settings { demo: true })?, &FontFolders::default())?;
    serve::answer(app, desk, serving).await?;
    store.close().await;
    Ok(Done::Well)
}

fn database_in(folder: &Path) -> PathBuf {
    folder.join("caseflight.db")
}

/// Opens `url`. The demonstration never mixes with cases that are there.
async fn empty_store(url: &str) -> Result<Store> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    let cases: u64 = store.stage_counts().await?.values().sum();
    if cases > 0 {
        return Err(bad(
            format!("{} has {cases} cases already", masked(url)),
            "give the demo an empty database, or none: then it makes one of its own",
        ));
    }
    Ok(store)
}

/// Removes the databases that earlier demos of this user kept in the temporary folder.
fn throw_away(app: &App) -> Result<()> {
    if app.settings.database_url.is_some() {
        return Err(bad(
            "--fresh throws away only databases that the demo made itself",
            "leave --fresh out and give an empty database",
        ));
    }
    let folder = std::env::temp_dir();
    let entries = fs::read_dir(&folder).map_err(|error| file(&folder, error))?;
    for entry in entries.flatten() {
        let is_demo = entry.file_name().to_string_lossy().starts_with(FOLDER);
        if is_demo && database_in(&entry.path()).is_file() {
            // Another user's demo stays, and is none of ours.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

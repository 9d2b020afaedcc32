//! `bench`: speed on this machine and database, as JSON.
// tidy: lists this folder

mod forecast;
mod harness;
mod lanes;
mod planner;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Subcommand;
use operations::bench::{self, EngineOptions};
use operations::{self, Operations};
use persistence::{Dialect, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::{App, Done};
use crate::open;
use crate::output;

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Import a docket into an empty database
    Import {
        /// People in a docket made for this; without --dir
        #[arg(long, default_value_t = 20_000, conflicts_with = "dir")]
        people: usize,
        /// A docket to import instead
        #[arg(long, value_name = "DOCKET")]
        dir: Option<PathBuf>,
        /// A PostgreSQL whose COPY is the yardstick [default: the database, if it is one]
        #[arg(long, value_name = "URL")]
        copy_url: Option<String>,
    },
    /// Take cases through five durable steps each: real decisions, gate and commit
    Engine {
        /// Cases
        #[arg(long, default_value_t = 10_000)]
        cases: usize,
        /// Cases in one transaction
        #[arg(long, default_value_t = 500)]
        batch: usize,
        /// Workers, each with its own transactions
        #[arg(long, default_value_t = 2)]
        workers: usize,
        /// Speak with the harness that compares engines: MODE, PGURL, N and K in the environment
        #[arg(long)]
        harness: bool,
    },
    /// Forecast the answers of invented agencies, and say how well that held
    Forecast {
        /// Which agencies; may be given several times
        #[arg(long, default_values_t = [1, 2, 3])]
        seed: Vec<u64>,
    },
    /// What a backlog of one office costs another's, and what a paused lane costs the others
    Lanes {
        /// Tasks of the small office
        #[arg(long, default_value_t = 1_000)]
        tasks: usize,
        /// How many times as many the busy one has
        #[arg(long, default_value_t = 100)]
        times: usize,
    },
    /// How soon a hold strikes while tasks come due in the same second
    Timers {
        /// Tasks
        #[arg(long, default_value_t = 100_000)]
        tasks: usize,
        /// People on lists, who get holds one after another meanwhile
        #[arg(long, default_value_t = 2_000)]
        people: usize,
    },
    /// How soon a hold strikes while manifests are assembled and confirmed at full load
    Holds {
        /// Cases that are taken through five steps each meanwhile
        #[arg(long, default_value_t = 50_000)]
        cases: usize,
        /// Cases in one transaction
        #[arg(long, default_value_t = 100)]
        batch: usize,
        /// Workers, each with its own transactions
        #[arg(long, default_value_t = 2)]
        workers: usize,
        /// People on lists, who get holds one after another meanwhile
        #[arg(long, default_value_t = 2_000)]
        people: usize,
    },
    /// Plan instances of four sizes: worth, bound, gap, time and memory
    Planner(planner::Bench),
}

pub(crate) async fn run(bench: Bench, app: &App) -> Result<Done> {
    // A file of our own, unless a database was named. It goes when we are done.
    let scratch = tempfile::Builder::new().prefix("caseflight-bench-").tempdir()?;
    match bench {
        Bench::Import { people, dir, copy_url } => {
            let ops = operations(app, &scratch, app.settings.database_url.as_deref()).await?;
            let yardstick = match copy_url {
                Some(url) => Store::open(&url).await?,
                None => ops.store.clone(),
            };
            let made = match dir {
                Some(_) => None,
                None => Some(operations::demo::docket(people)?),
            };
            let dir = match (&dir, &made) {
                (Some(dir), _) => dir.as_path(),
                (None, Some(made)) => made.path(),
                (None, None) => return Ok(Done::Faults),
            };
            let measured =
                bench::import(&ops, dir, &yardstick, &app.actor, &*app.progress()).await?;
            print(&ops, serde_json::to_value(measured)?)?;
            Ok(Done::Well)
        }
        Bench::Forecast { seed } => forecast::run(&seed, app),
        Bench::Planner(bench) => planner::run(&bench, app),
        Bench::Lanes { tasks, times } => {
            let ops = operations(app, &scratch, app.settings.database_url.as_deref()).await?;
            let measured = lanes::lanes(&ops, tasks, times).await?;
            print(&ops, measured)?;
            Ok(Done::Well)
        }
        Bench::Timers { tasks, people } => {
            let ops = operations(app, &scratch, app.settings.database_url.as_deref()).await?;
            let measured = Box::pin(lanes::timers(&ops, tasks, people)).await?;
            let is_whole = measured.get("ok") == Some(&json!(true));
            print(&ops, measured)?;
            Ok(Done::unless(!is_whole))
        }
        Bench::Holds { cases, batch, workers, people } => {
            let ops = operations(app, &scratch, app.settings.database_url.as_deref()).await?;
            let people = bench::confirmed(&ops, people).await?;
            let options = EngineOptions { cases, batch, workers };
            let progress = app.progress();
            let load = bench::engine(&ops, options, &*progress);
            let (holds, load) = Box::pin(bench::holds_during(&ops, &people, load)).await?;
            let load = load?;
            let is_whole = holds.ok && load.ok;
            print(&ops, json!({ "holds": holds, "load": load }))?;
            Ok(Done::unless(!is_whole))
        }
        Bench::Engine { cases, batch, workers, harness: false } => {
            let ops = operations(app, &scratch, app.settings.database_url.as_deref()).await?;
            let options = EngineOptions { cases, batch, workers };
            let measured = bench::engine(&ops, options, &*app.progress()).await?;
            let is_whole = measured.ok;
            print(&ops, serde_json::to_value(measured)?)?;
            Ok(Done::unless(!is_whole))
        }
        Bench::Engine { cases, batch, workers, harness: true } => {
            harness::run(EngineOptions { cases, batch, workers }, &scratch, app).await
        }
    }
}

/// Prints what was measured, with what it was measured on.
fn print(ops: &Operations, mut value: Value) -> Result<()> {
    if let Value::Object(value) = &mut value {
        value.insert("database".to_owned(), json!(database(ops)));
        value.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    }
    output::json(&value)
}

/// Which database this is.
fn database(ops: &Operations) -> &'static str {
    match ops.store.dialect() {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgresql",
    }
}

async fn operations(app: &App, scratch: &TempDir, url: Option<&str>) -> Result<Operations> {
    let rules = Arc::new(open::rulebook(&app.settings)?);
    let own = format!("sqlite:{}", scratch.path().join("bench.db").display());
    let store = Store::open(url.unwrap_or(&own)).await?;
    store.migrate().await?;
    Ok(Operations::new(store, rules, app.clock.clone()))
}

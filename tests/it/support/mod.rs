//! A fresh system for each test, on either database.

pub(crate) mod dockets;
pub(crate) mod history;
pub(crate) mod search;
pub(crate) mod small;

use std::path::PathBuf;
use std::sync::Arc;

use domain::rulebook::Rulebook;
use domain::{Actor, Moment};
use operations::{Clock, ImportOptions, Operations, Silent};
use persistence::Store;

/// Operations on an empty database of their own.
pub(crate) struct World {
    pub(crate) ops: Operations,
    /// Which database, for messages.
    pub(crate) name: &'static str,
    /// Where the database is.
    pub(crate) url: String,
    /// Vanishes with the world.
    _folder: tempfile::TempDir,
}

/// A world on each database. Without a server the PostgreSQL half fails in CI and says loudly
/// elsewhere that it was not run.
pub(crate) async fn worlds(name: &str) -> Vec<World> {
    let mut worlds = vec![World::sqlite().await];
    worlds.extend(World::postgres(name).await);
    worlds
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::open("SQLite", &url, folder).await
    }

    async fn postgres(name: &str) -> Option<Self> {
        let url = postgres_url(name).await?;
        Some(Self::open("PostgreSQL", &url, tempfile::tempdir().unwrap()).await)
    }

    async fn open(name: &'static str, url: &str, folder: tempfile::TempDir) -> Self {
        let store = Store::open(url).await.unwrap();
        store.migrate().await.unwrap();
        let rules = Arc::new(Rulebook::embedded().unwrap());
        let ops = Operations::new(store, rules, Clock::at(at("2024-06-25T23:59:59-05:00")));
        Self { ops, name, url: url.to_owned(), _folder: folder }
    }

    /// Lets history be changed, as whoever owns the database could.
    pub(crate) async fn unlock_history(&self) {
        let sql = match self.name {
            "SQLite" => "DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete",
            _ => "DROP TRIGGER events_append_only ON events",
        };
        self.run_sql(sql).await;
    }

    /// Changes the database past every rule, as a hand with its password could.
    pub(crate) async fn run_sql(&self, sql: &str) {
        use sqlx::Connection as _;

        let sql = || sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        if self.url.starts_with("postgres") {
            let mut raw = sqlx::PgConnection::connect(&self.url).await.unwrap();
            sql().execute(&mut raw).await.unwrap();
        } else {
            let mut raw = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sql().execute(&mut raw).await.unwrap();
        }
    }

    /// The world with the docket `name` of `tests/data` imported.
    pub(crate) async fn with_docket(self, name: &str, late: bool) -> Self {
        let options = ImportOptions { late, dry_run: false };
        self.ops
            .import_docket(&docket(name), options, &actor("system:test"), &Silent)
            .await
            .unwrap();
        self
    }
}

/// The address of a fresh PostgreSQL database.
pub(crate) async fn postgres_url(name: &str) -> Option<String> {
    let Some(server) = variable("CASEFLIGHT_TEST_POSTGRES") else {
        assert!(variable("CI").is_none(), "CI needs CASEFLIGHT_TEST_POSTGRES");
        tell("PostgreSQL half not run: CASEFLIGHT_TEST_POSTGRES is not set; use cargo xtask test");
        return None;
    };
    // The number first: the server cuts long names at their end.
    let name = format!("it_{}_{name}", std::process::id());
    persistence::drop_databases_of(&server, ended).await.unwrap();
    Some(persistence::create_database(&server, &name).await.unwrap())
}

/// Whether no process of this machine has that number any more; no where that cannot be seen.
fn ended(process: u32) -> bool {
    let folder = |name: &str| PathBuf::from("/proc").join(name).exists();
    folder("self") && !folder(&process.to_string())
}

/// A docket: `clean` is the one that the program carries, `dirty` a damaged one.
pub(crate) fn docket(name: &str) -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    match name {
        "clean" => tests.join("../crates/operations/sample"),
        other => tests.join("data/docket-").with_file_name(format!("docket-{other}")),
    }
}

pub(crate) fn actor(text: &str) -> Actor {
    Actor::parse(text).unwrap()
}

pub(crate) fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

/// An environment variable of the test run.
#[expect(clippy::disallowed_methods, reason = "the test run is told things by its environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::print_stderr, reason = "what did not run, and what ran how often, must be seen")]
pub(crate) fn tell(words: &str) {
    eprintln!("{words}");
}

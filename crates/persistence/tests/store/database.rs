//! A fresh database for each test.

use persistence::{Committed, Store, Unit};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// A store on its own database, and a way past it.
pub struct Db {
    pub store: Store,
    /// A connection that knows nothing of the store's rules.
    pub raw: DatabaseConnection,
    folder: Option<tempfile::TempDir>,
}

impl Db {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::open(&url, Some(folder)).await
    }

    /// None, said loudly, if there is no server to test on.
    pub async fn postgres(name: &str) -> Option<Self> {
        let Some(server) = variable("CASEFLIGHT_TEST_POSTGRES") else {
            assert!(variable("CI").is_none(), "CI needs CASEFLIGHT_TEST_POSTGRES");
            tell("PostgreSQL suite not run: CASEFLIGHT_TEST_POSTGRES is not set");
            return None;
        };
        // The number first: the server cuts long names at their end.
        let name = format!("caseflight_{}_{name}", std::process::id());
        persistence::drop_databases_of(&server, ended).await.unwrap();
        let url = persistence::create_database(&server, &name).await.unwrap();
        Some(Self::open(&url, None).await)
    }

    async fn open(url: &str, folder: Option<tempfile::TempDir>) -> Self {
        let store = Store::open(url).await.unwrap();
        store.migrate().await.unwrap();
        store.migrate().await.unwrap(); // a second time does nothing
        let raw = Database::connect(url).await.unwrap();
        Self { store, raw, folder }
    }

    /// Where another database is that nobody has opened yet.
    pub async fn fresh(&self) -> String {
        if let Some(folder) = &self.folder {
            return format!("sqlite://{}", folder.path().join("fresh.db").display());
        }
        let server = variable("CASEFLIGHT_TEST_POSTGRES").unwrap();
        let name = format!("fresh_{}_db", std::process::id());
        persistence::create_database(&server, &name).await.unwrap()
    }

    pub async fn one(&self, unit: Unit) -> Committed {
        self.store.commit(vec![unit]).await.unwrap().remove(0)
    }

    #[track_caller]
    pub fn done(committed: &Committed) {
        assert!(committed.is_done(), "{committed:?}");
    }

    pub async fn sql(&self, sql: &str) -> Result<u64, sea_orm::DbErr> {
        self.raw.execute_unprepared(sql).await.map(|done| done.rows_affected())
    }

    /// Lets history be changed, as somebody with the database's own password could.
    pub async fn unlock_history(&self) {
        let sql = match self.store.dialect() {
            persistence::Dialect::Sqlite => "DROP TRIGGER events_no_update",
            persistence::Dialect::Postgres => "DROP TRIGGER events_append_only ON events",
        };
        self.sql(sql).await.unwrap();
    }

    pub async fn close(self) {
        self.store.close().await;
        self.raw.close().await.unwrap();
        drop(self.folder);
    }
}

/// Whether no process of this machine has that number any more; no where that cannot be seen.
fn ended(process: u32) -> bool {
    let folder = |name: &str| std::path::Path::new("/proc").join(name).exists();
    folder("self") && !folder(&process.to_string())
}

#[expect(clippy::disallowed_methods, reason = "where the test server is comes from outside")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::print_stderr, reason = "a suite that did not run must be seen")]
fn tell(words: &str) {
    eprintln!("{words}");
}

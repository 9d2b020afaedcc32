//! The store: its pools, and how it is opened.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, Statement, Value};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::Notify;

use crate::dialect::writer::Writer;
use crate::dialect::{nodelay, sqlite};
use crate::reach::reach;
use crate::{Dialect, StoreError, Tracer};

/// Rows that a reading connection may be ahead of who asked: each time it has to wait, two threads
/// take turns.
const ROWS: usize = 1_024;

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 256;
/// Connections that read a SQLite file beside the one that writes.
const READERS: u32 = 4;
/// Bytes of a SQLite file that each reader maps: they count as memory of the process once read.
const MAPPED: &str = "33554432";
/// What each reading connection keeps, in KiB: a log of the whole history goes through all of them
/// in turn, and what is read again soon is in the system's own cache.
const READERS_CACHE: &str = "-32768";
/// Bytes of a page of a new SQLite file: a case's event and its rows fit on one.
const PAGE: u32 = 8_192;
/// Connections to PostgreSQL that read, and that write what is found by search.
const CONNECTIONS: u32 = 12;
/// Connections to PostgreSQL that write what is found by its key.
const BY_KEY: u32 = 12;
/// What those are told: look at no row that was not asked for. Left to itself, the server reads
/// a whole table of some ten thousand rows to find a thousand of them, at every step, and keeps
/// plans that it made when the table was empty.
const BY_KEY_OPTIONS: [(&str, &str); 4] = [
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("enable_seqscan", "off"),
    ("plan_cache_mode", "force_generic_plan"),
];
/// How long to wait for a connection, and for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(30);

/// Cases, flights and their history, on SQLite or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    /// For reading, by SeaORM.
    pub(crate) reader: DatabaseConnection,
    /// For the few small writes outside the commit.
    pub(crate) writer: DatabaseConnection,
    /// Told when something may be due: for a worker in the same process.
    wake: Arc<Notify>,
    /// Who knows the places of spans, if they are told to anybody.
    pub(crate) tracer: Option<Arc<dyn Tracer>>,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite { write: Writer },
    Postgres { pool: PgPool, by_key: PgPool },
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dialect", &self.dialect()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `url`: `postgres://…`, `sqlite:PATH` or a plain path. Does not migrate.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(url).await;
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path.unwrap_or(url) {
            "" | ":memory:" => Err(StoreError::Config("SQLite needs a file".to_owned())),
            path if path.contains("://") => {
                Err(StoreError::Config("the URL is neither postgres:// nor sqlite:".to_owned()))
            }
            path => Self::open_sqlite(path).await,
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        // The driver's own words would repeat the URL, and with it the password.
        let address = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError::Config("the postgres:// URL cannot be read".to_owned()))?;
        reach(&address).await?;
        let mut options = quiet(url, CONNECTIONS);
        options.test_before_acquire(false).map_sqlx_postgres_opts(|options| {
            options
                .application_name("caseflight")
                .statement_cache_capacity(STATEMENTS)
                .options([("jit", "off"), ("idle_in_transaction_session_timeout", "60s")])
        });
        let reader = Database::connect(options).await?;
        let pool = reader.get_postgres_connection_pool().clone();
        let address = PgConnectOptions::clone(&pool.connect_options());
        let by_key = PgPoolOptions::new()
            .max_connections(BY_KEY)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .after_connect({
                let address = address.clone();
                move |_, _| {
                    nodelay::hurry(&address);
                    Box::pin(std::future::ready(Ok(())))
                }
            })
            .connect_lazy_with(address.options(BY_KEY_OPTIONS));
        Ok(Self {
            pools: Pools::Postgres { pool, by_key },
            writer: reader.clone(),
            reader,
            wake: Arc::default(),
            tracer: None,
        })
    }

    async fn open_sqlite(path: &str) -> Result<Self, StoreError> {
        let file = path.to_owned();
        let base = move |options: SqliteConnectOptions| {
            options
                .filename(&file)
                .foreign_keys(true)
                .busy_timeout(PATIENCE)
                .statement_cache_capacity(STATEMENTS)
                .pragma("cache_size", "-65536")
                .pragma("temp_store", "memory")
                .pragma("mmap_size", MAPPED)
        };
        let mut write = quiet("sqlite:", 1);
        let writing = base.clone();
        write.map_sqlx_sqlite_opts(move |options| {
            writing(options)
                .create_if_missing(true)
                .page_size(PAGE)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .pragma("wal_autocheckpoint", "16000")
        });
        let mut read = quiet("sqlite:", READERS);
        read.map_sqlx_sqlite_opts(move |options| {
            let options = base(options).read_only(true).row_buffer_size(ROWS);
            options.pragma("cache_size", READERS_CACHE)
        });
        let writer = Database::connect(write).await?; // makes the file
        let reader = Database::connect(read).await?;
        let write = Writer::start(sqlite::open(Path::new(path), PATIENCE)?)?;
        let (pools, wake) = (Pools::Sqlite { write }, Arc::default());
        Ok(Self { pools, reader, writer, wake, tracer: None })
    }

    /// Brings the schema up to date. Programs that start together wait for each other.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { .. } => {
                let (pool, steps) =
                    (self.writer.get_sqlite_connection_pool(), migrations::sqlite());
                // A file has no lock for this: who comes second finds the step's tables made
                // by then, and looks again which steps are left.
                let mut left = steps.iter().count();
                while let Err(error) = steps.run(pool).await {
                    left = left.checked_sub(1).ok_or(error)?;
                }
            }
            Pools::Postgres { pool, .. } => {
                let address = PgConnectOptions::clone(&pool.connect_options());
                let alone = PgPoolOptions::new().max_connections(1).connect_lazy_with(address);
                let migrated = migrations::postgres().run(&alone).await;
                alone.close().await; // and with it the lock, also after a failure
                migrated?;
            }
        }
        Ok(())
    }

    /// Told when a task was put down or woken through this store or a clone of it.
    pub fn woken(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Closes every connection, after the work in hand.
    pub async fn close(&self) {
        if let Pools::Postgres { by_key, .. } = &self.pools {
            by_key.close().await;
        }
        for pool in [&self.reader, &self.writer] {
            if let Err(error) = pool.clone().close().await {
                tracing::warn!(%error, "closing the database");
            }
        }
    }

    /// A statement with `?` for each value, as this database writes it.
    pub(crate) fn statement(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        let (backend, sql) = match self.dialect() {
            Dialect::Sqlite => (DbBackend::Sqlite, sql.to_owned()),
            Dialect::Postgres => (DbBackend::Postgres, numbered(sql)),
        };
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// Text that matches a column against a list given as one value: see [`Store::list`].
    pub(crate) fn in_list(&self) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => "IN (SELECT value FROM json_each(?))",
            Dialect::Postgres => "= ANY(?)",
        }
    }

    /// A list as one value: an array or JSON.
    pub(crate) fn list<'a>(&self, items: impl Iterator<Item = &'a str>) -> Value {
        let items: Vec<String> = items.map(str::to_owned).collect();
        match self.dialect() {
            Dialect::Sqlite => Value::from(serde_json::Value::from(items).to_string()),
            Dialect::Postgres => Value::from(items),
        }
    }
}

fn quiet(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 8);
    for (n, piece) in sql.split('?').enumerate() {
        if n > 0 {
            text.push('$');
            text.push_str(&n.to_string());
        }
        text.push_str(piece);
    }
    text
}

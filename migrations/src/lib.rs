//! The schema: forward only, one SQL text a database.
#![expect(elided_lifetimes_in_paths, reason = "the trait's own signature is written without them")]

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Sql {
                name: "m20261124_000001_initial",
                sqlite: include_str!("sql/m20261124_000001_initial.sqlite.sql"),
                postgres: include_str!("sql/m20261124_000001_initial.postgres.sql"),
            }),
            Box::new(Sql {
                name: "m20261124_000002_tasks",
                sqlite: include_str!("sql/m20261124_000002_tasks.sqlite.sql"),
                postgres: include_str!("sql/m20261124_000002_tasks.postgres.sql"),
            }),
            Box::new(Sql {
                name: "m20261124_000004_desk",
                sqlite: include_str!("sql/m20261124_000004_desk.sqlite.sql"),
                postgres: include_str!("sql/m20261124_000004_desk.postgres.sql"),
            }),
        ]
    }
}

/// A migration that is plain SQL, reviewed as such. There is no way down.
struct Sql {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let sql = if backend == DbBackend::Postgres { self.postgres } else { self.sqlite };
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true) // SQLite would run it without one
    }
}

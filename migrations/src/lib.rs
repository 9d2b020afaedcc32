//! The schema: forward only, one SQL text a database.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A migration: a name, and its SQL for each database, reviewed as such. There is no way down.
struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// All migrations, in order: the first one is number 1.
const STEPS: [Step; 6] = [
    Step {
        name: "initial",
        sqlite: include_str!("sql/m20261124_000001_initial.sqlite.sql"),
        postgres: include_str!("sql/m20261124_000001_initial.postgres.sql"),
    },
    Step {
        name: "tasks",
        sqlite: include_str!("sql/m20261124_000002_tasks.sqlite.sql"),
        postgres: include_str!("sql/m20261124_000002_tasks.postgres.sql"),
    },
    Step {
        name: "plans",
        sqlite: include_str!("sql/m20261124_000003_plans.sqlite.sql"),
        postgres: include_str!("sql/m20261124_000003_plans.postgres.sql"),
    },
    Step {
        name: "desk",
        sqlite: include_str!("sql/m20261124_000004_desk.sqlite.sql"),
        postgres: include_str!("sql/m20261124_000004_desk.postgres.sql"),
    },
    Step {
        name: "traces",
        sqlite: include_str!("sql/m20261125_000005_traces.sqlite.sql"),
        postgres: include_str!("sql/m20261125_000005_traces.postgres.sql"),
    },
    Step {
        name: "lanes_set",
        sqlite: include_str!("sql/m20261130_000006_lanes_set.sqlite.sql"),
        postgres: include_str!("sql/m20261130_000006_lanes_set.postgres.sql"),
    },
];

/// What brings a SQLite file up to date.
pub fn sqlite() -> Migrator {
    migrator(|step| step.sqlite)
}

/// What brings a PostgreSQL database up to date. Programs that start together wait for each other.
pub fn postgres() -> Migrator {
    migrator(|step| step.postgres)
}

/// Each step is one transaction. A text that was changed after it was applied is refused.
fn migrator(sql: fn(&Step) -> &'static str) -> Migrator {
    let migration = |(number, step): (i64, &Step)| {
        let sql = sql(step).into_sql_str();
        Migration::new(number, step.name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations((1..).zip(&STEPS).map(migration).collect())
}

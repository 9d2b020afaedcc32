//! Makes an empty database on a PostgreSQL server, and drops those that tests left there.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::StoreError;

/// Creates the database `name` on the server at `url` (whose own database is `postgres`) and
/// answers with its address. An older database of that name is dropped.
///
/// For tests and trials. Refuses names that are not plain letters, digits and underscores.
pub async fn create_database(url: &str, name: &str) -> Result<String, StoreError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(StoreError::not_found("plain database name", name));
    }
    let server = server_of(url);
    let admin = Database::connect(format!("{server}/postgres")).await?;
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    admin.close().await?;
    Ok(format!("{server}/{name}"))
}

/// Drops each database of the server at `url` that is named `<word>_<number>_<more>`, that nobody
/// is connected to, and of whose number `ended` says that the process which made it has ended.
/// Answers with how many.
///
/// For tests, which are hundreds: together their databases would fill a small disk. One that
/// somebody else drops or opens in the same moment is passed over.
pub async fn drop_databases_of(
    url: &str,
    ended: impl Fn(u32) -> bool,
) -> Result<usize, StoreError> {
    let admin = Database::connect(format!("{}/postgres", server_of(url))).await?;
    let unused = "SELECT datname::text FROM pg_database d WHERE datname ~ '^[a-z]+_[0-9]+_[a-z0-9_]*$' \
         AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)";
    let mut dropped = 0;
    for row in admin.query_all_raw(Statement::from_string(DbBackend::Postgres, unused)).await? {
        let name: String = row.try_get_by_index(0)?;
        let number = name.split('_').nth(1).and_then(|number| number.parse().ok());
        if number.is_some_and(&ended) {
            let sql = format!("DROP DATABASE IF EXISTS {name}");
            dropped += usize::from(admin.execute_unprepared(&sql).await.is_ok());
        }
    }
    admin.close().await?;
    Ok(dropped)
}

fn server_of(url: &str) -> &str {
    url.trim_end_matches('/').trim_end_matches("/postgres")
}

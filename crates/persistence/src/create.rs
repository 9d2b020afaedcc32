//! Makes an empty database on a PostgreSQL server.

use sea_orm::{ConnectionTrait, Database};

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
    let server = url.trim_end_matches('/').trim_end_matches("/postgres");
    let admin = Database::connect(format!("{server}/postgres")).await?;
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    admin.close().await?;
    Ok(format!("{server}/{name}"))
}

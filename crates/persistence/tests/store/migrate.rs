//! The schema is brought up to date once, whoever comes first, and is never silently another.

use persistence::Store;

use crate::database::Db;
use crate::on_both;

on_both! {
    async fn programs_that_start_together_migrate_once(db: &Db) {
        let url = db.fresh().await;
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let url = url.clone();
            together.spawn(async move { Store::open(&url).await?.migrate().await });
        }
        for migrated in together.join_all().await {
            migrated.unwrap();
        }
        Store::open(&url).await.unwrap().stage_counts().await.unwrap();
    }

    async fn a_step_that_was_changed_is_refused(db: &Db) {
        db.sql("UPDATE _sqlx_migrations SET checksum = checksum || checksum WHERE version = 2")
            .await
            .unwrap();
        let error = db.store.migrate().await.unwrap_err();
        assert!(matches!(error, persistence::StoreError::Schema(_)), "{error:?}");
    }
}

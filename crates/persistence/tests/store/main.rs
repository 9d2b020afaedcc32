//! The store, by the same tests on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::wildcard_enum_match_arm, reason = "any other answer fails the test")]
#![expect(unreachable_pub, reason = "helpers of tests")]

mod accounts;
mod agree;
mod commit;
mod database;
mod fixture;
mod history;
mod lists;
mod manifest;
mod migrate;
mod races;
mod round_trip;
mod tasks;
mod verify;

/// Each function by that name runs on both databases.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &Db) $body:block)+) => {
        $(
            mod $name {
                use super::*;
                async fn check($db: &Db) $body
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    let db = Db::sqlite().await;
                    check(&db).await;
                    db.close().await;
                }
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let Some(db) = Db::postgres(stringify!($name)).await else { return };
                    check(&db).await;
                    db.close().await;
                }
            }
        )+
    };
}

//! Rows of `events`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub kind: String,
    pub at: i64,
    pub by_role: String,
    pub by_user: String,
    pub rules: String,
    pub reason: String,
    pub body: String,
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

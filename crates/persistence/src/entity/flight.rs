//! Rows of `flights`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flights")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub status: String,
    pub departs_at: Option<i64>,
    pub chain: Vec<u8>,
    pub facts: String,
}

impl ActiveModelBehavior for ActiveModel {}

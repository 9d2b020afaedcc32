//! Rows of `plans`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub made_at: i64,
    pub made_by: String,
    pub input_hash: String,
    pub solver: String,
    pub objective: i64,
    pub bound: i64,
    pub input: String,
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}

//! Rows of `statements`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub statement_id: String,
    pub kind: String,
    pub made_at: Option<i64>,
    pub outcome: Option<String>,
    pub facts: String,
}

impl ActiveModelBehavior for ActiveModel {}

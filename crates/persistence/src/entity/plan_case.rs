//! Rows of `plan_cases`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: String,
    pub made_at: i64,
    pub flight_id: Option<String>,
    pub rounds: i64,
    pub cause: String,
    pub words: String,
}

impl ActiveModelBehavior for ActiveModel {}

//! Rows of `disclosures`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub recipient: String,
    pub purpose: String,
    pub fields: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

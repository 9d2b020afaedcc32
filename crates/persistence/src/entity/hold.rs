//! Rows of `holds`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    pub hold_id: String,
    pub kind: String,
    pub country: Option<String>,
    pub recorded_at: Option<i64>,
    pub effective_from: Option<i64>,
    pub effective_to: Option<i64>,
    pub end_confirmed: bool,
    pub facts: String,
}

impl ActiveModelBehavior for ActiveModel {}

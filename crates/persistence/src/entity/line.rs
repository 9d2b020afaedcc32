//! Rows of `manifest_lines`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "manifest_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub flight_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub position: i64,
    pub case_id: String,
    pub person_id: String,
    pub role: String,
    pub rank: i64,
    pub board_stop: i64,
    pub drop_stop: i64,
    pub high_risk: bool,
    pub needs_nurse: bool,
    pub state: String,
    pub struck_reason: Option<String>,
    pub struck_detail: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

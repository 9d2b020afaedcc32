//! Rows of `documents`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub document_id: String,
    pub kind: Option<String>,
    pub number: Option<String>,
    pub issuing_country: Option<String>,
    pub expires_on: Option<String>,
    pub answer: Option<String>,
    pub facts: String,
}

impl ActiveModelBehavior for ActiveModel {}

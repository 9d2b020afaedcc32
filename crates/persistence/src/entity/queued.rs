//! Rows of `import_queue`.
#![expect(unreachable_pub, reason = "the entity derive makes public items")]

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_queue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub file: String,
    pub line: i64,
    pub person_id: Option<String>,
    pub record_key: Option<String>,
    pub raw: String,
    pub fault: String,
    pub received_at: i64,
    pub resolved_at: Option<i64>,
    pub resolved_by: Option<String>,
    pub resolution: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

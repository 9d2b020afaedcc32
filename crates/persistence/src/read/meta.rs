//! Notes about the store itself.

use sea_orm::EntityTrait;

use crate::entity::meta;
use crate::{Store, StoreError};

impl Store {
    /// The note under `key`.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = meta::Entity::find_by_id(key.to_owned()).one(&self.reader).await?;
        Ok(row.map(|row| row.value))
    }
}

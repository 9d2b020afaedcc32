//! Notes about the store itself.

use crate::dialect::Column::Text;
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};
use crate::{Store, StoreError};

static META: Write = Write {
    columns: &[("key", Kind::Text), ("value", Kind::Text)],
    form: Form::Insert {
        table: "meta",
        then: "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    },
};

impl Store {
    /// Notes `value` under `key`, in place of what stood there.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let mut tx = Tx::begin(self).await?;
        tx.write(&META, &[Text(vec![key.into()]), Text(vec![value.into()])]).await?;
        tx.commit().await
    }
}

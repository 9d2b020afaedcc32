//! Notes about the store itself.

use crate::dialect::Column::Text;
use crate::dialect::column::Form;
use crate::dialect::work::{Done, Work};
use crate::dialect::{Kind, Tx, Write};
use crate::{Store, StoreError};

static META: Write = Write {
    columns: &[("key", Kind::Text), ("value", Kind::Text)],
    form: Form::Insert {
        table: "meta",
        then: "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    },
};

struct Note {
    key: String,
    value: String,
}

impl Work for Note {
    type Out = ();

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let columns =
            [Text(vec![self.key.as_str().into()]), Text(vec![self.value.as_str().into()])];
        tx.write(&META, &columns).await?;
        Ok(Done::Keep(()))
    }
}

impl Store {
    /// Notes `value` under `key`, in place of what stood there.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.perform(Note { key: key.to_owned(), value: value.to_owned() }).await
    }
}

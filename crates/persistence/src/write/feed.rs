//! When holds were last read from each source: a note that only moves forward.

use domain::FeedReading;
use sea_orm::ConnectionTrait;

use crate::read::feed::{key, value};
use crate::{Store, StoreError};

impl Store {
    /// Notes `reading`, unless a later one of its source is noted already.
    pub async fn note_feed_reading(&self, reading: &FeedReading) -> Result<(), StoreError> {
        // The value begins with the instant, in a form whose order is that of time.
        let sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE \
                   SET value = excluded.value WHERE excluded.value > meta.value";
        let values = [key(&reading.source).into(), value(reading).into()];
        self.writer.execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }
}

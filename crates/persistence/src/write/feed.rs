//! When holds were last read from each source: a note that only moves forward, and a mark while a
//! docket is being read.

use domain::{FeedId, FeedReading};
use jiff::civil::Date;
use sea_orm::ConnectionTrait;

use crate::read::feed::{DOCKET_DAY, DOCKET_SEEN, MARK, key, mark, value};
use crate::{Store, StoreError};

impl Store {
    /// Notes `reading`, unless a later one of its source is noted already.
    pub async fn note_feed_reading(&self, reading: &FeedReading) -> Result<(), StoreError> {
        // The value begins with the instant, in a form whose order is that of time.
        self.note_latest(&key(&reading.source), &value(reading)).await
    }

    /// Marks that a docket of `day` is being read. Until a docket of that day or a later one is
    /// read to its end, its source is as old as `reading` says, whatever was noted before.
    pub async fn begin_docket(&self, reading: &FeedReading, day: Date) -> Result<(), StoreError> {
        self.note_latest(DOCKET_SEEN, &day.to_string()).await?;
        let sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE \
                   SET value = excluded.value";
        let values = [mark(&reading.source, day).into(), value(reading).into()];
        self.writer.execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }

    /// Takes away the marks of a docket of `day` and of earlier ones. With a reading, all that
    /// the docket says is here: the reading and the day are noted first, so that whatever breaks
    /// in between leaves the mark.
    pub async fn end_docket(
        &self,
        source: &FeedId,
        day: Date,
        reading: Option<&FeedReading>,
    ) -> Result<(), StoreError> {
        if let Some(reading) = reading {
            self.note_feed_reading(reading).await?;
            self.note_latest(DOCKET_DAY, &day.to_string()).await?;
        }
        // The keys are equally long and end in the day.
        let sql = "DELETE FROM meta WHERE key LIKE ? AND key <= ?";
        let values = [format!("{MARK}{source}/%").into(), mark(source, day).into()];
        self.writer.execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }

    /// Notes `value` under `key` unless a value is there that comes later in the order of texts.
    async fn note_latest(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE \
                   SET value = excluded.value WHERE excluded.value > meta.value";
        self.writer.execute_raw(self.statement(sql, [key.into(), value.into()])).await?;
        Ok(())
    }
}

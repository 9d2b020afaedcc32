//! The history of everything, page by page: event logs and checks go through it.

use domain::Version;
use sea_orm::EntityTrait;

use super::history::{RecordedEvent, recorded};
use crate::entity::event;
use crate::{Store, StoreError};

impl Store {
    /// Up to `limit` events after that of `after`, in the order of streams and versions.
    pub async fn events_after(
        &self,
        after: Option<(&str, Version)>,
        limit: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let (stream, version) = after.unwrap_or(("", Version(0)));
        let sql = "SELECT * FROM events WHERE (stream, version) > (?, ?) \
                   ORDER BY stream, version LIMIT ?";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [stream.into(), version.0.into(), limit.into()];
        let statement = self.statement(sql, values);
        let rows = event::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        rows.into_iter().map(recorded).collect()
    }
}

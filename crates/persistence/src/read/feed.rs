//! When holds were last read from each source.

use domain::{Actor, FeedId, FeedReading, HoldFeed};
use jiff::Timestamp;
use sea_orm::EntityTrait;

use crate::entity::meta;
use crate::{Store, StoreError};

/// What the keys of these notes begin with; the source follows.
const PREFIX: &str = "hold_feed_read_at/";

/// The key of the note about `source`.
pub(crate) fn key(source: &FeedId) -> String {
    format!("{PREFIX}{source}")
}

/// What the note says: read when, noted when, by whom. All instants are equally long, so that
/// texts compare as times do.
pub(crate) fn value(reading: &FeedReading) -> String {
    format!("{:.6} {:.6} {}", reading.read_at, reading.recorded_at, reading.by)
}

fn reading(key: &str, value: &str) -> Option<FeedReading> {
    let mut words = value.split(' ');
    let mut instant = || words.next()?.parse::<Timestamp>().ok();
    let (read_at, recorded_at) = (instant()?, instant()?);
    let by = Actor::parse(words.next()?)?;
    let source = FeedId::new(key.strip_prefix(PREFIX)?).ok()?;
    words.next().is_none().then_some(FeedReading { source, read_at, recorded_at, by })
}

impl Store {
    /// The last reading of every source of holds outside. A note that cannot be read is an
    /// error: nobody knows how old the holds are.
    pub async fn hold_feed(&self) -> Result<HoldFeed, StoreError> {
        let sql = "SELECT * FROM meta WHERE key LIKE 'hold_feed_read_at/%' ORDER BY key";
        let statement = self.statement(sql, []);
        let rows = meta::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        let readings = rows.iter().map(|row| {
            reading(&row.key, &row.value)
                .ok_or_else(|| StoreError::inconsistent("meta", "value", &row.key))
        });
        Ok(HoldFeed::of(readings.collect::<Result<_, _>>()?))
    }
}

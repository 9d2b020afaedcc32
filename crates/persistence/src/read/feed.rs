//! When holds were last read from each source.

use std::collections::BTreeMap;

use domain::{Actor, FeedId, FeedReading, HoldFeed};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::EntityTrait;

use crate::entity::meta;
use crate::{Store, StoreError};

/// What the keys of these notes begin with; the source follows.
const PREFIX: &str = "hold_feed_read_at/";

/// What the keys of marks begin with: a docket is being read. The source and its day follow.
pub(crate) const MARK: &str = "hold_feed_under_way/";

/// The key under which the day of the last docket is kept that was read to its end.
pub(crate) const DOCKET_DAY: &str = "hold_feed_docket_day";

/// The key under which the latest day is kept of which anybody began to read a docket.
pub(crate) const DOCKET_SEEN: &str = "hold_feed_docket_seen";

/// The key of the mark of a docket of `day` from `source`.
pub(crate) fn mark(source: &FeedId, day: Date) -> String {
    format!("{MARK}{source}/{day}")
}

/// The source and the day that a mark is of.
fn marked(key: &str) -> Option<(FeedId, Date)> {
    let (source, day) = key.strip_prefix(MARK)?.rsplit_once('/')?;
    Some((FeedId::new(source).ok()?, day.parse().ok()?))
}

/// The days of dockets that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocketDays {
    /// Of the latest that was read to its end, all of it entered.
    pub read: Option<Date>,
    /// Of the latest that was begun, whatever became of it.
    pub seen: Option<Date>,
    /// Of the latest that is being read, or whose reading broke off.
    pub under_way: Option<Date>,
}

/// The key of the note about `source`.
pub(crate) fn key(source: &FeedId) -> String {
    format!("{PREFIX}{source}")
}

/// What the note says: read when, noted when, by whom. All instants are equally long, so that
/// texts compare as times do.
pub(crate) fn value(reading: &FeedReading) -> String {
    format!("{:.6} {:.6} {}", reading.read_at, reading.recorded_at, reading.by)
}

fn reading(source: FeedId, value: &str) -> Option<FeedReading> {
    let mut words = value.split(' ');
    let mut instant = || words.next()?.parse::<Timestamp>().ok();
    let (read_at, recorded_at) = (instant()?, instant()?);
    let by = Actor::parse(words.next()?)?;
    words.next().is_none().then_some(FeedReading { source, read_at, recorded_at, by })
}

fn noted(row: &meta::Model) -> Option<FeedReading> {
    let source = match row.key.strip_prefix(PREFIX) {
        Some(source) => FeedId::new(source).ok()?,
        None => marked(&row.key)?.0,
    };
    reading(source, &row.value)
}

impl Store {
    /// The last reading of every source of holds outside. One that is being read, or whose
    /// reading broke off, is as old as its mark says. A note that cannot be read is an error:
    /// nobody knows how old the holds are.
    pub async fn hold_feed(&self) -> Result<HoldFeed, StoreError> {
        let sql = "SELECT * FROM meta WHERE key LIKE 'hold_feed_read_at/%' \
                   OR key LIKE 'hold_feed_under_way/%'";
        let statement = self.statement(sql, []);
        let rows = meta::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        let mut oldest: BTreeMap<FeedId, FeedReading> = BTreeMap::new();
        for row in &rows {
            let reading =
                noted(row).ok_or_else(|| StoreError::inconsistent("meta", "value", &row.key))?;
            let known = oldest.get(&reading.source);
            if known.is_none_or(|known| reading.read_at < known.read_at) {
                oldest.insert(reading.source.clone(), reading);
            }
        }
        Ok(HoldFeed::of(oldest.into_values().collect()))
    }

    /// The days of the dockets of `source` that were read, or begun to be.
    pub async fn docket_days(&self, source: &FeedId) -> Result<DocketDays, StoreError> {
        let broken = |key: &str| StoreError::inconsistent("meta", "value", key);
        let day = |key, noted: Option<String>| {
            noted.map(|day| day.parse().map_err(|_| broken(key))).transpose()
        };
        let read = day(DOCKET_DAY, self.meta(DOCKET_DAY).await?)?;
        let seen = day(DOCKET_SEEN, self.meta(DOCKET_SEEN).await?)?;
        let sql = "SELECT * FROM meta WHERE key LIKE ?";
        let statement = self.statement(sql, [format!("{MARK}{source}/%").into()]);
        let rows = meta::Entity::find().from_raw_sql(statement).all(&self.reader).await?;
        let days = rows.iter().map(|row| marked(&row.key).ok_or_else(|| broken(&row.key)));
        let days = days.collect::<Result<Vec<_>, _>>()?;
        let under_way = days.into_iter().map(|(_, day)| day).max();
        Ok(DocketDays { read, seen, under_way })
    }
}

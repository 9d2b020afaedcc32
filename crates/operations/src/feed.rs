//! How fresh the holds are: read once for an operation, given with every question to the gate.

use domain::decide::{self, Context};
use domain::gate::{self, Ask, ClearedParty, Company, Party, Step, Trip};
use domain::{Actor, FeedId, FeedReading, HoldFeed, KeyError, Refusal};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::whole::WholeParty;
use crate::{OperationError, Operations};

/// Who asks, when, and when holds were last read: everything but the question itself.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) context: Context<'a>,
    feed: HoldFeed,
}

impl Asking<'_> {
    /// Asks the gate about `party` for `step` of `trip`, now. There is no other way to ask.
    pub(crate) fn gate(
        &self,
        party: &WholeParty<'_>,
        (step, trip): (Step, &Trip),
        company: &Company,
    ) -> Result<ClearedParty, Refusal> {
        let now = self.context.now;
        let feed_read_at = self.feed.read_at(now.at());
        let ask = Ask { step, trip, now, company, feed_read_at, rules: self.context.rules };
        let party = Party::of(party.iter().copied())
            .map_err(|_| Refusal::NoSuchThing { what: "party of these people".to_owned() })?;
        tracing::debug_span!("gate", gate.step = ?step)
            .in_scope(|| gate::ask(&party, &ask))
            .map_err(|barred| Refusal::Barred { barred })
    }

    /// Whether the holds are too old for anybody to take `step`.
    pub(crate) fn is_too_old_for(&self, step: Step) -> bool {
        let now = self.context.now.at();
        let age = now.duration_since(self.feed.read_at(now));
        gate::feed_max_age(step).is_some_and(|limit| age > limit)
    }

    /// `reason` with the reading of holds that the answers rest on, for the history.
    pub(crate) fn words(&self, reason: &str) -> String {
        match self.feed.oldest() {
            None => reason.to_owned(),
            Some(oldest) => {
                let FeedReading { source, read_at, by, .. } = oldest;
                format!("{reason}; holds of {source} read {read_at}, says {by}")
            }
        }
    }
}

impl Operations {
    /// What a question to the gate by `actor` is asked with.
    pub(crate) async fn asking<'a>(
        &'a self,
        actor: &'a Actor,
    ) -> Result<Asking<'a>, OperationError> {
        // The feed before the clock: a reading that comes meanwhile only makes it look older.
        let feed = self.store.hold_feed().await?;
        Ok(Asking { context: self.context(actor, self.clock.now()), feed })
    }

    /// The last reading of every source of holds outside.
    pub async fn hold_feed(&self) -> Result<HoldFeed, OperationError> {
        Ok(self.store.hold_feed().await?)
    }

    /// Records that everything which `source` knew at `read_at` is here; without a source, that
    /// this is so of every source known. Answers with what was recorded.
    ///
    /// A channel from a court or an office says so after each delivery, a person after a look.
    pub async fn read_hold_feed(
        &self,
        source: Option<FeedId>,
        read_at: Timestamp,
        actor: &Actor,
    ) -> Result<Vec<FeedReading>, OperationError> {
        let context = self.context(actor, self.clock.now());
        let sources = match source {
            Some(source) => vec![source],
            None => {
                let feed = self.store.hold_feed().await?;
                feed.readings().iter().map(|reading| reading.source.clone()).collect()
            }
        };
        let mut readings = Vec::with_capacity(sources.len());
        for source in sources {
            self.not_under_way(&source).await?;
            readings.push(decide::read_feed(source, read_at, &context)?);
        }
        for reading in &readings {
            self.store.note_feed_reading(reading).await?;
            tracing::info!(source = %reading.source, %read_at, "holds read");
        }
        Ok(readings)
    }

    /// Marks that a docket of `day` is being read. From here on the docket is a source of holds,
    /// as old as can be until it, or one of that day or later, is read to its end.
    pub(crate) async fn docket_begins(
        &self,
        day: Date,
        actor: &Actor,
    ) -> Result<(), OperationError> {
        let reading = self.docket_reading(Timestamp::UNIX_EPOCH, actor)?;
        self.store.note_feed_reading(&reading).await?;
        Ok(self.store.begin_docket(&reading, day).await?)
    }

    /// Notes that the docket of `day` was read to its end, and if `all_entered`, that holds are
    /// here as of that day. Otherwise the reading stays as it was.
    pub(crate) async fn docket_ends(
        &self,
        (day, all_entered): (Date, bool),
        actor: &Actor,
    ) -> Result<(), OperationError> {
        let now = self.clock.now().at();
        let reading = self.docket_reading(end_of(day).min(now), actor)?;
        let noted = all_entered.then_some(&reading);
        Ok(self.store.end_docket(&reading.source, day, noted).await?)
    }

    fn docket_reading(
        &self,
        read_at: Timestamp,
        actor: &Actor,
    ) -> Result<FeedReading, OperationError> {
        let recorded_at = self.clock.now().at();
        Ok(FeedReading { source: docket()?, read_at, recorded_at, by: actor.clone() })
    }

    /// Refuses while a docket is being read, or its reading broke off: nobody can say by hand
    /// that everything is here.
    async fn not_under_way(&self, source: &FeedId) -> Result<(), OperationError> {
        match self.store.docket_days(source).await?.under_way {
            None => Ok(()),
            Some(day) => Err(OperationError::BadInput(format!(
                "{source} of {day} is being imported, or its import broke off: import it to its end"
            ))),
        }
    }
}

/// The source that dockets are.
pub(crate) fn docket() -> Result<FeedId, OperationError> {
    FeedId::new("docket").map_err(|error: KeyError| OperationError::BadInput(error.to_string()))
}

/// The last instant of `day`, which is all that a docket says of when it was written.
pub(crate) fn end_of(day: Date) -> Timestamp {
    Offset::UTC.to_timestamp(day.at(23, 59, 59, 999_999_000)).unwrap_or(Timestamp::UNIX_EPOCH)
}

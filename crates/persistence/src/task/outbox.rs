//! What waits to be sent, and what was sent.

use jiff::Timestamp;

use crate::chain::micros;
use crate::dialect::Column::Int;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed, Row};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{OutMessage, Store, StoreError};

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place: within a stream, a lower one goes first.
    pub seq: i64,
    /// The message.
    pub message: OutMessage,
}

/// The key of the task that sends a stream's first message again.
pub const DELIVER: &str = "deliver";

/// The first few of every stream, so that none that is stuck holds the others up. A stream whose
/// first message has a task of its own waits for that one, and a message that somebody gave up
/// holds up no other.
macro_rules! waiting {
    ($limit:literal) => {
        concat!(
            "SELECT seq, id, stream, kind, body, at, trace FROM ( \
                 SELECT *, row_number() OVER (PARTITION BY stream ORDER BY seq) AS n \
                 FROM outbox u WHERE sent_at IS NULL AND NOT EXISTS ( \
                     SELECT 1 FROM dead_tasks d WHERE d.owner = u.stream AND d.key = 'deliver' \
                     AND d.resolution = 'abandoned' AND d.payload = u.id)) o \
             WHERE n <= 16 \
             AND NOT EXISTS (SELECT 1 FROM tasks t \
                 WHERE t.owner = o.stream AND t.key = 'deliver') \
             AND NOT EXISTS (SELECT 1 FROM dead_tasks d \
                 WHERE d.owner = o.stream AND d.key = 'deliver' AND d.resolved_at IS NULL) \
             ORDER BY seq LIMIT ",
            $limit
        )
    };
}

static WAITING: Ask = Ask { postgres: waiting!("$1"), sqlite: waiting!("?1") };
static UNSENT: Ask = Ask {
    postgres: "SELECT seq, id, stream, kind, body, at, trace FROM outbox \
               WHERE id = $1 AND sent_at IS NULL",
    sqlite: "SELECT seq, id, stream, kind, body, at, trace FROM outbox WHERE id = ?1 AND sent_at IS NULL",
};
static TOLD: Ask = Ask {
    postgres: "SELECT 1::int8 FROM outbox WHERE id = $1",
    sqlite: "SELECT 1 FROM outbox WHERE id = ?1",
};
static SENT: Ask = Ask {
    postgres: "UPDATE outbox o SET sent_at = $2 FROM unnest($1::int8[]) AS i(seq) \
               WHERE o.seq = i.seq",
    sqlite: "UPDATE outbox SET sent_at = ?2 WHERE seq = ?1",
};

struct Waiting(i64);

impl Work for Waiting {
    type Out = Vec<Outgoing>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<Outgoing>>, StoreError> {
        let limit = [Fixed::Int(self.0)];
        Ok(Done::Leave(tx.ask(&WAITING, &[], &limit, read).await?))
    }
}

fn read(row: &Row<'_>) -> Result<Outgoing, StoreError> {
    let id = row.text(1)?;
    let at = instant(row.int(5)?, "outbox", "at", &id)?;
    let (stream, kind, body) = (row.text(2)?, row.text(3)?, row.text(4)?);
    let trace = row.maybe_text(6)?;
    Ok(Outgoing { seq: row.int(0)?, message: OutMessage { id, stream, kind, body, at, trace } })
}

struct Unsent(String);

impl Work for Unsent {
    type Out = Option<Outgoing>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Option<Outgoing>>, StoreError> {
        let found = tx.ask(&UNSENT, &[], &[Fixed::Text(&self.0)], read).await?;
        Ok(Done::Leave(found.into_iter().next()))
    }
}

struct Told(String);

impl Work for Told {
    type Out = bool;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, StoreError> {
        let found = tx.ask(&TOLD, &[], &[Fixed::Text(&self.0)], |row| row.int(0)).await?;
        Ok(Done::Leave(!found.is_empty()))
    }
}

struct Sent(Vec<i64>, Timestamp);

impl Work for Sent {
    type Out = ();
    const ALONE: bool = true;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let at = Fixed::Int(micros(self.1));
        tx.ask(&SENT, &[Int(self.0.clone())], &[at], |_| Ok(())).await?;
        Ok(Done::Keep(()))
    }
}

impl Store {
    /// Messages that wait to be sent for the first time, each stream's in its order.
    pub async fn outgoing(&self, limit: u32) -> Result<Vec<Outgoing>, StoreError> {
        self.perform(Waiting(limit.into())).await
    }

    /// The message `id`, if it was not sent yet.
    pub async fn unsent(&self, id: &str) -> Result<Option<Outgoing>, StoreError> {
        self.perform(Unsent(id.to_owned())).await
    }

    /// Whether the message `id` was written down already, sent or not.
    pub async fn is_told(&self, id: &str) -> Result<bool, StoreError> {
        self.perform(Told(id.to_owned())).await
    }

    /// Notes that the messages at `places` were sent. They stay, so that none is written twice.
    pub async fn note_sent(&self, places: Vec<i64>, at: Timestamp) -> Result<(), StoreError> {
        self.perform(Sent(places, at)).await
    }
}

//! What waits to be sent, and what was sent.

use jiff::Timestamp;

use crate::chain::micros;
use crate::dialect::Column::Int;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed};
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

/// The first few of every stream, so that none that is stuck holds the others up.
static WAITING: Ask = Ask {
    postgres: "SELECT seq, id, stream, kind, body, at FROM ( \
                   SELECT *, row_number() OVER (PARTITION BY stream ORDER BY seq) AS n \
                   FROM outbox WHERE sent_at IS NULL) o \
               WHERE n <= 16 ORDER BY seq LIMIT $1",
    sqlite: "SELECT seq, id, stream, kind, body, at FROM ( \
                 SELECT *, row_number() OVER (PARTITION BY stream ORDER BY seq) AS n \
                 FROM outbox WHERE sent_at IS NULL) o \
             WHERE n <= 16 ORDER BY seq LIMIT ?1",
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
        let found = tx.ask(&WAITING, &[], &limit, |row| {
            let id = row.text(1)?;
            let at = instant(row.int(5)?, "outbox", "at", &id)?;
            let (stream, kind, body) = (row.text(2)?, row.text(3)?, row.text(4)?);
            Ok(Outgoing { seq: row.int(0)?, message: OutMessage { id, stream, kind, body, at } })
        });
        Ok(Done::Leave(found.await?))
    }
}

struct Sent(Vec<i64>, Timestamp);

impl Work for Sent {
    type Out = ();
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        let at = Fixed::Int(micros(self.1));
        tx.ask(&SENT, &[Int(self.0.clone())], &[at], |_| Ok(())).await?;
        Ok(Done::Keep(()))
    }
}

impl Store {
    /// Messages that wait to be sent, each stream's in its order.
    pub async fn outgoing(&self, limit: u32) -> Result<Vec<Outgoing>, StoreError> {
        self.perform(Waiting(limit.into())).await
    }

    /// Notes that the messages at `places` were sent. They stay, so that none is written twice.
    pub async fn note_sent(&self, places: Vec<i64>, at: Timestamp) -> Result<(), StoreError> {
        self.perform(Sent(places, at)).await
    }
}

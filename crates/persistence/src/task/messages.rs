//! Messages from outside: kept by their id until they were acted on, each once.

use jiff::Timestamp;

use super::TaskClock;
use super::signal::signal;
use crate::chain::micros;
use crate::dialect::Column::Text;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed};
use crate::dialect::work::{Done, Work};
use crate::map::instant;
use crate::{NewTask, Store, StoreError};

/// A message as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sender's key: the same message again has the same.
    pub id: String,
    /// The case or flight that it is for.
    pub owner: String,
    /// Kind.
    pub kind: String,
    /// What it says, as JSON.
    pub body: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Where in a trace it came from; if none, where it is received.
    pub trace: Option<String>,
}

/// Whether it was acted on is asked first: then it is a repetition, however late.
static KEEP: Ask = Ask {
    postgres: "INSERT INTO messages (id, owner, kind, body, received_at, trace) \
               SELECT $1, $2, $3, $4, $5, $6 \
               WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE command_id = $1) \
               ON CONFLICT (id) DO NOTHING RETURNING id",
    sqlite: "INSERT INTO messages (id, owner, kind, body, received_at, trace) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
             WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE command_id = ?1) \
             ON CONFLICT (id) DO NOTHING RETURNING id",
};
static WAITING: Ask = Ask {
    postgres: "SELECT id, owner, kind, body, received_at, trace FROM messages \
               WHERE owner = ANY($1::text[]) ORDER BY owner, received_at, id",
    sqlite: "SELECT id, owner, kind, body, received_at, trace FROM messages WHERE owner = ?1 \
             ORDER BY received_at, id",
};

static DROP: Ask = Ask {
    postgres: "DELETE FROM messages WHERE id = $1",
    sqlite: "DELETE FROM messages WHERE id = ?1",
};

struct Drop(String);

impl Work for Drop {
    type Out = ();
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, StoreError> {
        tx.ask(&DROP, &[], &[Fixed::Text(&self.0)], |_| Ok(())).await?;
        Ok(Done::Keep(()))
    }
}

struct Keep {
    message: Message,
    wakes: NewTask,
    now: TaskClock,
}

impl Work for Keep {
    type Out = bool;
    const BY_KEY: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, StoreError> {
        let message = &self.message;
        let fixed = [
            Fixed::Text(&message.id),
            Fixed::Text(&message.owner),
            Fixed::Text(&message.kind),
            Fixed::Text(&message.body),
            Fixed::Int(micros(message.received_at)),
            Fixed::MaybeText(message.trace.as_deref()),
        ];
        if tx.ask(&KEEP, &[], &fixed, |_| Ok(())).await?.is_empty() {
            return Ok(Done::Leave(false));
        }
        signal(tx, &[(&self.wakes, message.trace.as_deref())], self.now).await?;
        Ok(Done::Keep(true))
    }
}

struct Waiting(Vec<String>);

impl Work for Waiting {
    type Out = Vec<Message>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<Message>>, StoreError> {
        let owners = Text(self.0.iter().map(|owner| owner.as_str().into()).collect());
        let owners = [owners];
        let found = tx.ask(&WAITING, &owners, &[], |row| {
            let id = row.text(0)?;
            Ok(Message {
                owner: row.text(1)?,
                kind: row.text(2)?,
                body: row.text(3)?,
                received_at: instant(row.int(4)?, "messages", "received_at", &id)?,
                trace: row.maybe_text(5)?,
                id,
            })
        });
        Ok(Done::Leave(found.await?))
    }
}

impl Store {
    /// Keeps `message` until somebody acts on it, and wakes the task that will. False if it was
    /// there already, or was acted on before.
    pub async fn receive(
        &self,
        mut message: Message,
        wakes: NewTask,
        now: TaskClock,
    ) -> Result<bool, StoreError> {
        message.trace = message.trace.or_else(|| self.place());
        let kept = self.perform(Keep { message, wakes, now }).await?;
        if kept {
            self.woken().notify_one();
        }
        Ok(kept)
    }

    /// The messages that wait for `owners`, each owner's in the order in which they came.
    pub async fn messages(&self, owners: Vec<String>) -> Result<Vec<Message>, StoreError> {
        self.perform(Waiting(owners)).await
    }

    /// Puts away a message that was acted on; the inbox knows it.
    pub async fn drop_message(&self, id: &str) -> Result<(), StoreError> {
        self.perform(Drop(id.to_owned())).await
    }
}

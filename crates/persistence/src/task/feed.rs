//! The global feed: every event in one order, positions without a gap.
//!
//! Commits note their events; the sequencer gives them their positions afterwards. What it sees
//! is committed, so nothing can come in before what has its position already. Of one stream a
//! later version is noted after an earlier one, since the case's row is locked until the end.

use super::claim::count;
use crate::dialect::Column::Int;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

/// An event's place in the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// From 1, without a gap.
    pub position: i64,
    /// The case or flight.
    pub stream: String,
    /// The version that the event made.
    pub version: i64,
}

/// Events of one stream that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedChunk {
    /// The case or flight.
    pub stream: String,
    /// The first version.
    pub first: i64,
    /// How many.
    pub count: u32,
}

static HEAD: Ask = Ask {
    postgres: "SELECT position FROM feed_head FOR UPDATE",
    sqlite: "SELECT position FROM feed_head",
};
static PENDING: Ask = Ask {
    postgres: "SELECT seq, entries FROM feed_pending ORDER BY seq LIMIT $1",
    sqlite: "SELECT seq, entries FROM feed_pending ORDER BY seq LIMIT ?1",
};
static ADD: Ask = Ask {
    postgres: "INSERT INTO feed (first_position, last_position, entries) VALUES ($1, $2, $3)",
    sqlite: "INSERT INTO feed (first_position, last_position, entries) VALUES (?1, ?2, ?3)",
};
static MOVE: Ask = Ask {
    postgres: "UPDATE feed_head SET position = $1",
    sqlite: "UPDATE feed_head SET position = ?1",
};
static TAKEN: Ask = Ask {
    postgres: "DELETE FROM feed_pending p USING unnest($1::int8[]) AS i(seq) WHERE p.seq = i.seq",
    sqlite: "DELETE FROM feed_pending WHERE seq = ?1",
};
static READ: Ask = Ask {
    postgres: "SELECT first_position, entries FROM feed WHERE first_position >= COALESCE( \
               (SELECT max(first_position) FROM feed WHERE first_position <= $1 + 1), 0) \
               ORDER BY first_position LIMIT $2",
    sqlite: "SELECT first_position, entries FROM feed WHERE first_position >= COALESCE( \
             (SELECT max(first_position) FROM feed WHERE first_position <= ?1 + 1), 0) \
             ORDER BY first_position LIMIT ?2",
};

/// Rows of notes that become one row of the feed at most.
const TOGETHER: i64 = 512;

fn chunks(entries: &str) -> Result<Vec<FeedChunk>, StoreError> {
    let chunk = |line: &str| {
        let mut words = line.split(' ');
        let stream = words.next()?.to_owned();
        let first = words.next()?.parse().ok()?;
        let count = words.next()?.parse().ok()?;
        Some(FeedChunk { stream, first, count })
    };
    entries
        .lines()
        .map(|line| chunk(line).ok_or_else(|| StoreError::inconsistent("feed", "entries", line)))
        .collect()
}

struct Sequence;

impl Work for Sequence {
    type Out = u32;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u32>, StoreError> {
        let head = tx.ask(&HEAD, &[], &[], |row| row.int(0)).await?;
        let head =
            head.first().copied().ok_or_else(|| StoreError::not_found("row of", "feed_head"))?;
        let pending = tx
            .ask(&PENDING, &[], &[Fixed::Int(TOGETHER)], |row| Ok((row.int(0)?, row.text(1)?)))
            .await?;
        if pending.is_empty() {
            return Ok(Done::Leave(0));
        }
        let mut events = 0_i64;
        for (_, entries) in &pending {
            for chunk in chunks(entries)? {
                events += i64::from(chunk.count);
            }
        }
        let texts: Vec<&str> = pending.iter().map(|(_, entries)| entries.as_str()).collect();
        let (first, last, text) = (head + 1, head + events, texts.join("\n"));
        let fixed = [Fixed::Int(first), Fixed::Int(last), Fixed::Text(&text)];
        tx.ask(&ADD, &[], &fixed, |_| Ok(())).await?;
        tx.ask(&MOVE, &[], &[Fixed::Int(last)], |_| Ok(())).await?;
        let taken = Int(pending.iter().map(|(seq, _)| *seq).collect());
        tx.ask(&TAKEN, &[taken], &[], |_| Ok(())).await?;
        Ok(Done::Keep(count(events)))
    }
}

struct Read {
    after: i64,
    limit: u32,
}

impl Work for Read {
    type Out = Vec<FeedEntry>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<FeedEntry>>, StoreError> {
        let fixed = [Fixed::Int(self.after), Fixed::Int(i64::from(self.limit.clamp(1, 64)))];
        let rows = tx.ask(&READ, &[], &fixed, |row| Ok((row.int(0)?, row.text(1)?))).await?;
        let mut entries = Vec::new();
        for (first, text) in rows {
            let mut position = first;
            for chunk in chunks(&text)? {
                for n in 0..i64::from(chunk.count) {
                    let (stream, version) = (chunk.stream.clone(), chunk.first + n);
                    if position > self.after {
                        entries.push(FeedEntry { position, stream, version });
                    }
                    position += 1;
                }
            }
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        entries.truncate(limit);
        Ok(Done::Leave(entries))
    }
}

struct Pending;

impl Work for Pending {
    type Out = Vec<FeedChunk>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Vec<FeedChunk>>, StoreError> {
        let rows = tx.ask(&PENDING, &[], &[Fixed::Int(i64::MAX)], |row| row.text(1)).await?;
        let mut all = Vec::new();
        for text in rows {
            all.extend(chunks(&text)?);
        }
        Ok(Done::Leave(all))
    }
}

impl Store {
    /// Gives the events that were committed since their positions. Answers how many; zero, if
    /// none wait. Two who do this at once wait for each other.
    pub async fn sequence_feed(&self) -> Result<u32, StoreError> {
        self.perform(Sequence).await
    }

    /// The feed after position `after`, at most `limit` events.
    pub async fn feed(&self, after: i64, limit: u32) -> Result<Vec<FeedEntry>, StoreError> {
        self.perform(Read { after, limit }).await
    }

    /// What was committed and has no position yet.
    pub async fn feed_pending(&self) -> Result<Vec<FeedChunk>, StoreError> {
        self.perform(Pending).await
    }
}

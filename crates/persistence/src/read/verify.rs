//! Whether the history of a case or flight is what was written, and what decisions read is what
//! the history says.

mod columns;
mod fold;
mod kept;
mod ledger;
mod parts;
mod remains;

use std::collections::HashMap;

use domain::Version;
use sea_orm::{DatabaseTransaction, EntityTrait, FromQueryResult};

use crate::chain::{Hash, START, canonical, link, tag};
use crate::entity::event;
use crate::{Store, StoreError};
use fold::names;
use kept::Kept;
pub use remains::Remains;

/// Events that are in memory at a time, unless a single history has more.
const EVENTS: i64 = 10_000;

/// What a check of one stream found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// Every hash is right, the last one is the one that the case or flight carries, and what is
    /// read of it is what its history says.
    Intact {
        /// How many events there are.
        events: u64,
        /// The hash of the last one.
        head: Hash,
    },
    /// Something was changed, added or removed.
    Broken {
        /// The first version that is wrong.
        version: Version,
        /// What is wrong there: `version`, `kind`, `hash`, `stream`, `head` or `body`.
        what: &'static str,
    },
    /// The history is what was written, but what decisions read is something else.
    Differs {
        /// How many events there are.
        events: u64,
        /// Which parts of the case or flight, or of the rows about it. Never what they say.
        parts: Vec<String>,
    },
}

/// A stream and what a check of it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedStream {
    /// The case or flight.
    pub stream: String,
    /// The version that it carries.
    pub version: Version,
    /// What was found.
    pub verified: Verified,
}

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Histories by themselves.
    Chains,
    /// Also what is read of each case and flight.
    All,
}

#[derive(FromQueryResult)]
struct Head {
    id: String,
    version: i64,
    chain: Vec<u8>,
    is_case: i64,
}

#[derive(FromQueryResult)]
struct Hashed {
    stream: String,
    version: i64,
    hash: Vec<u8>,
}

impl Store {
    /// Computes every hash of the next `limit` cases and flights after `after` again, and compares
    /// what is read of them with what their histories say, all as of one instant.
    pub async fn verify_streams(
        &self,
        after: &str,
        limit: u64,
    ) -> Result<Vec<CheckedStream>, StoreError> {
        self.page(after, limit, Depth::All).await
    }

    /// The same of the histories alone: what is read of the cases and flights is not looked at.
    pub async fn verify_chains(
        &self,
        after: &str,
        limit: u64,
    ) -> Result<Vec<CheckedStream>, StoreError> {
        self.page(after, limit, Depth::Chains).await
    }

    /// Checks `streams`, all as of one instant. Those that are not there are left out.
    pub async fn verify_these(&self, streams: &[&str]) -> Result<Vec<CheckedStream>, StoreError> {
        let snapshot = self.snapshot().await?;
        let within = self.in_list();
        let sql = format!(
            "SELECT id, version, chain, CAST(1 AS BIGINT) AS is_case FROM cases WHERE id {within} \
             UNION ALL \
             SELECT id, version, chain, CAST(0 AS BIGINT) AS is_case FROM flights WHERE id {within}"
        );
        let list = || self.list(streams.iter().copied());
        let statement = self.statement(&sql, [list(), list()]);
        let heads = Head::find_by_statement(statement).all(&snapshot).await?;
        let checked = self.checked(heads, &snapshot, Depth::All).await?;
        snapshot.commit().await?;
        Ok(checked)
    }

    /// Checks `stream`.
    pub async fn verify_stream(
        &self,
        stream: impl AsRef<str> + Send,
    ) -> Result<Verified, StoreError> {
        let stream = stream.as_ref();
        let found = self.verify_these(&[stream]).await?;
        let found = found.into_iter().max_by_key(|one| !one.verified.is_intact());
        Ok(found.ok_or_else(|| StoreError::not_found("stream", stream))?.verified)
    }

    async fn page(
        &self,
        after: &str,
        limit: u64,
        depth: Depth,
    ) -> Result<Vec<CheckedStream>, StoreError> {
        let snapshot = self.snapshot().await?;
        // Each half is cut by itself, or every page would sort all that is left.
        let half = |table, is_case| {
            format!(
                "SELECT * FROM (SELECT id, version, chain, CAST({is_case} AS BIGINT) AS is_case \
                 FROM {table} WHERE id > ? ORDER BY id LIMIT ?) {table}"
            )
        };
        let sql = format!(
            "SELECT * FROM ({} UNION ALL {}) s ORDER BY id, is_case LIMIT ?",
            half("cases", 1),
            half("flights", 0)
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [after.into(), limit.into(), after.into(), limit.into(), limit.into()];
        let heads = Head::find_by_statement(self.statement(&sql, values)).all(&snapshot).await?;
        let checked = self.checked(heads, &snapshot, depth).await?;
        snapshot.commit().await?;
        Ok(checked)
    }

    /// Checks those of `heads`, some at a time.
    async fn checked(
        &self,
        heads: Vec<Head>,
        snapshot: &DatabaseTransaction,
        depth: Depth,
    ) -> Result<Vec<CheckedStream>, StoreError> {
        let mut checked = Vec::with_capacity(heads.len());
        for heads in chunks(heads) {
            let mut kept = match depth {
                Depth::All => self.kept(&heads, snapshot).await?,
                Depth::Chains => Kept::default(),
            };
            let list = self.list(heads.iter().map(|head| head.id.as_str()));
            let within = self.in_list();
            let sql =
                format!("SELECT * FROM events WHERE stream {within} ORDER BY stream, version");
            let statement = self.statement(&sql, [list]);
            let rows = event::Entity::find().from_raw_sql(statement).all(snapshot).await?;
            let mut of: HashMap<String, Vec<event::Model>> = HashMap::new();
            for row in rows {
                of.entry(row.stream.clone()).or_default().push(row);
            }
            for head in heads {
                let rows = of.remove(&head.id).unwrap_or_default();
                let mut verified = check(&rows, &head);
                if let (Depth::All, Verified::Intact { events, .. }) = (depth, &verified) {
                    match kept.compare(&head, &rows) {
                        Ok(parts) if parts.is_empty() => (),
                        Ok(parts) => verified = Verified::Differs { events: *events, parts },
                        Err(unread) => verified = unread,
                    }
                }
                let version = Version(head.version);
                checked.push(CheckedStream { stream: head.id, version, verified });
            }
        }
        Ok(checked)
    }

    /// Which hash each of `streams` has at each version.
    pub async fn hashes_of(
        &self,
        streams: &[&str],
    ) -> Result<HashMap<(String, i64), Vec<u8>>, StoreError> {
        let sql =
            format!("SELECT stream, version, hash FROM events WHERE stream {}", self.in_list());
        let list = self.list(streams.iter().copied());
        let statement = self.statement(&sql, [list]);
        let rows = Hashed::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| ((row.stream, row.version), row.hash)).collect())
    }
}

impl Verified {
    /// Whether everything is as it was written.
    pub fn is_intact(&self) -> bool {
        matches!(self, Self::Intact { .. })
    }
}

/// `heads` in order, cut so that no part has many events. Whoever edits a version to hide them
/// breaks that history.
fn chunks(heads: Vec<Head>) -> Vec<Vec<Head>> {
    let (mut chunks, mut chunk, mut events) = (Vec::new(), Vec::new(), 0_i64);
    for head in heads {
        let more = events.saturating_add(head.version.max(0));
        if more > EVENTS && !chunk.is_empty() {
            chunks.push(std::mem::take(&mut chunk));
            events = 0;
        }
        events = events.saturating_add(head.version.max(0));
        chunk.push(head);
    }
    chunks.push(chunk);
    chunks
}

fn check(rows: &[event::Model], head: &Head) -> Verified {
    let mut chain = START;
    let mut version = Version(0);
    for row in rows {
        version = version.plus(1);
        let broken = |what| Verified::Broken { version, what };
        if row.version != version.0 {
            return broken("version");
        }
        if tag(&row.body) != Some(row.kind.as_str()) {
            return broken("kind");
        }
        let stamp = canonical(row.at, &row.by_role, &row.by_user, &row.rules, &row.reason);
        chain = link(&chain, version, &stamp.unwrap_or_default(), &row.body);
        if row.hash != chain {
            return broken("hash");
        }
    }
    if head.version != version.0 || head.chain != chain {
        return Verified::Broken { version: version.plus(1), what: "head" };
    }
    // No hash covers whose history it is, but the first event says whom it opens.
    if !rows.first().is_some_and(|first| names(first, head)) {
        return Verified::Broken { version: Version(1), what: "stream" };
    }
    Verified::Intact { events: version.0.unsigned_abs(), head: chain }
}

//! Whether the history of a case or flight is what was written.

use std::collections::HashMap;

use domain::Version;
use sea_orm::{EntityTrait, FromQueryResult};

use crate::chain::{Hash, START, canonical, link, tag};
use crate::entity::event;
use crate::{Store, StoreError};

/// What a check of one stream found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// Every hash is right and the last one is the one that the case or flight carries.
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
        /// What is wrong there: `version`, `kind`, `hash` or `head`.
        what: &'static str,
    },
}

#[derive(FromQueryResult)]
struct Head {
    version: i64,
    chain: Vec<u8>,
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

#[derive(FromQueryResult)]
struct StreamHead {
    id: String,
    version: i64,
    chain: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Hashed {
    stream: String,
    version: i64,
    hash: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Named {
    stream: String,
}

impl Store {
    /// Computes every hash of the next `limit` cases and flights after `after` again, all as of
    /// one instant.
    pub async fn verify_streams(
        &self,
        after: &str,
        limit: u64,
    ) -> Result<Vec<CheckedStream>, StoreError> {
        let snapshot = self.snapshot().await?;
        let sql = "SELECT id, version, chain FROM (SELECT id, version, chain FROM cases \
                   WHERE id > ? UNION ALL SELECT id, version, chain FROM flights WHERE id > ?) s \
                   ORDER BY id LIMIT ?";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let statement = self.statement(sql, [after.into(), after.into(), limit.into()]);
        let heads = StreamHead::find_by_statement(statement).all(&snapshot).await?;
        let list = self.list(heads.iter().map(|head| head.id.as_str()));
        let within = self.in_list();
        let sql = format!("SELECT * FROM events WHERE stream {within} ORDER BY stream, version");
        let statement = self.statement(&sql, [list]);
        let rows = event::Entity::find().from_raw_sql(statement).all(&snapshot).await?;
        snapshot.commit().await?;
        let mut of: HashMap<String, Vec<event::Model>> = HashMap::new();
        for row in rows {
            of.entry(row.stream.clone()).or_default().push(row);
        }
        let check = |StreamHead { id, version, chain }: StreamHead| {
            let rows = of.remove(&id).unwrap_or_default();
            let verified = check(&rows, &Head { version, chain });
            CheckedStream { stream: id, version: Version(version), verified }
        };
        Ok(heads.into_iter().map(check).collect())
    }

    /// Histories of cases and flights that there are no more: somebody took the rows away.
    pub async fn histories_without_owner(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT stream FROM events e WHERE \
                   NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = e.stream) AND \
                   NOT EXISTS (SELECT 1 FROM flights f WHERE f.id = e.stream) ORDER BY stream";
        let rows = Named::find_by_statement(self.statement(sql, [])).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| row.stream).collect())
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

    /// Computes every hash of `stream` again.
    pub async fn verify_stream(
        &self,
        stream: impl AsRef<str> + Send,
    ) -> Result<Verified, StoreError> {
        let stream = stream.as_ref();
        let sql = "SELECT version, chain FROM cases WHERE id = ? \
                   UNION ALL SELECT version, chain FROM flights WHERE id = ?";
        let statement = self.statement(sql, [stream.into(), stream.into()]);
        let head = Head::find_by_statement(statement).one(&self.reader).await?;
        let head = head.ok_or_else(|| StoreError::not_found("stream", stream))?;
        // The head is read first: what comes after it was added since, and is not our question.
        let mut rows = self.event_rows(stream).await?;
        rows.retain(|row| row.version <= head.version);
        Ok(check(&rows, &head))
    }
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
    Verified::Intact { events: version.0.unsigned_abs(), head: chain }
}

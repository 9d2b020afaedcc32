//! Whether the history of a case or flight is what was written.

use domain::Version;
use sea_orm::FromQueryResult;

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

impl Store {
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
